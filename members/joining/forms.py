"""What an applicant fills in, and what the desk answers."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import LineField, MomentField
from core.stamps import Seen
from members.joining.rules import membership_rules
from members.people.forms import DayField
from members.people.models import College
from members.people.quoting import QuoteField, held
from members.people.siren import SirenField

MOST_SHARES = 100_000
SURE = _("It is about them, though it does not name them")


class ApplicationForm(forms.Form):
    """Who one is, what one would bring, and why."""

    given_name = LineField(label=_("Given name"), max_length=80)
    family_name = LineField(label=_("Family name"), max_length=80)
    household = forms.BooleanField(
        label=_("It is for somebody of my household, who is reached at my address"), required=False
    )
    name = LineField(
        label=_("Organisation"),
        max_length=120,
        required=False,
        help_text=_("Only if it is the organisation that joins"),
    )
    siren = SirenField()
    postal_address = forms.CharField(
        label=_("Postal address"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    college = forms.ModelChoiceField(label=_("College"), queryset=College.objects.all())
    shares = forms.IntegerField(label=_("Number of shares"), min_value=1, max_value=MOST_SHARES, initial=1)
    why = forms.CharField(label=_("Why I join"), max_length=3000, widget=forms.Textarea(attrs={"rows": 5}))
    notice = forms.BooleanField(
        label=_("I have read how these data are kept"),
        error_messages={"required": _("Read the notice below, then tick.")},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("siren") and not cleaned.get("name"):
            self.add_error("name", _("Give the name of the organisation that bears this SIREN."))
        if cleaned.get("household") and cleaned.get("name"):
            self.add_error(
                "household", _("An organisation is nobody’s household: untick this, or leave it out.")
            )
        return cleaned


def _decision(**options: Any) -> QuoteField:
    """The decision of the register that an act carries out, by its reference and nothing else."""
    options.setdefault("help_text", _("Its reference in the register, such as D-2026-004"))
    return QuoteField(always=True, **{"required": True, **options})


class AdmitForm(forms.Form):
    """By which decision, from which day, and what was paid."""

    on = DayField()
    decision = _decision(
        help_text=_("The one that admits: its reference in the register, such as D-2026-004")
    )
    sure = forms.BooleanField(label=SURE, required=False)
    paid = forms.DecimalField(
        label=_("Amount paid"), min_value=0, max_digits=14, decimal_places=2, required=False,
        help_text=_("In euros; empty: all of it"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "admit_%s")  # two forms on one page
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate
        # Where the management itself admits, there is no decision to quote.
        self.fields["decision"].required = membership_rules(timezone.localdate()).admission_by != "desk"


class RatifyForm(forms.Form):
    """The decision of the general meeting that ratifies."""

    decision = _decision()
    sure = forms.BooleanField(label=SURE, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "ratify_%s")
        super().__init__(*args, **kwargs)


class OpenExclusionForm(forms.Form):
    """Why, in writing, and when and where the member is heard."""

    grounds = forms.CharField(
        label=_("Grounds"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What happened, when, and which rule it breaks. The member reads these words."),
    )  # fmt: skip
    hearing_at = MomentField(label=_("Heard on"))
    hearing_place = LineField(
        label=_("Where"), max_length=200, help_text=_("A room, or a link where they can be heard")
    )


class AnswerForm(Seen):
    """What the member answers in writing."""

    statement = forms.CharField(
        label=_("My answer"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 7})
    )


class HearForm(Seen):
    """What was said at the hearing, or that nobody came."""

    heard = forms.CharField(
        label=_("What was said"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Who was there, what the member said; or that they did not come"),
    )  # fmt: skip
    held_at = MomentField(
        label=_("When they were heard"), required=False,
        help_text=_("Empty: now. A decision that was taken before cannot exclude them."),
    )  # fmt: skip
    field_order = ("held_at", "heard")


class ExcludeForm(forms.Form):
    """The decision that excludes, and the last day."""

    decision = _decision()
    sure = forms.BooleanField(label=SURE, required=False)
    on = DayField(label=_("Last day"))


class DropForm(forms.Form):
    """Why the procedure ends."""

    because = LineField(label=_("Why it ends"), max_length=300)


class ResignForm(forms.Form):
    """The last day, and why if one wishes to say."""

    on = DayField(label=_("Last day"))
    because = LineField(
        label=_("Why"), max_length=300, required=False, help_text=_("Only if you wish to say it")
    )
    understood = forms.BooleanField(
        label=_("I have read what leaving means"),
        error_messages={"required": _("Read what follows from it, then tick.")},
    )

    def __init__(self, *args: Any, first: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = first


class RefuseForm(forms.Form):
    """The grounds, which the applicant will read."""

    grounds = forms.CharField(label=_("Grounds"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    # A proposal to admit them that was rejected is one, too.
    decision = _decision(look_up=held, required=False)
    sure = forms.BooleanField(label=SURE, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "refuse_%s")  # two forms on one page
        super().__init__(*args, **kwargs)


def facts(form: ApplicationForm) -> dict[str, Any]:
    """What `apply` takes of the form."""
    keys = ("college", "shares", "why", "postal_address", "name", "siren")
    return {key: form.cleaned_data[key] for key in keys}
