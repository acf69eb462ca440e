"""What an applicant fills in, and what the desk answers."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.people.models import College
from members.people.siren import SirenField

MOST_SHARES = 100_000


class ApplicationForm(forms.Form):
    """Who one is, what one would bring, and why."""

    given_name = forms.CharField(label=_("Given name"), max_length=80)
    family_name = forms.CharField(label=_("Family name"), max_length=80)
    name = forms.CharField(
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
        return cleaned


class AdmitForm(forms.Form):
    """By which decision, from which day, and what was paid."""

    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    decision = forms.CharField(
        label=_("Decision"),
        max_length=40,
        help_text=_("The one that admits: its reference in the register, such as D-2026-004"),
    )
    paid = forms.DecimalField(
        label=_("Amount paid"), min_value=0, max_digits=14, decimal_places=2, required=False,
        help_text=_("In euros; empty: all of it"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "admit_%s")  # two forms on one page
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate


class ResignForm(forms.Form):
    """The last day, and why if one wishes to say."""

    on = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    because = forms.CharField(
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
    decision = forms.CharField(label=_("Decision"), max_length=40, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "refuse_%s")  # two forms on one page
        super().__init__(*args, **kwargs)


def facts(form: ApplicationForm) -> dict[str, Any]:
    """What `apply` takes of the form."""
    keys = ("college", "shares", "why", "postal_address", "name", "siren")
    return {key: form.cleaned_data[key] for key in keys}
