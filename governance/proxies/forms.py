"""What is filled in about proxies and meetings."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import LineField, MomentField
from core.stamps import Seen
from governance.code.in_force import DECISION_TYPES
from governance.proxies.models import Item, Presence, Sitting
from governance.proxies.sittings import chair_stamp, plan_stamp
from members.people.forms import MemberField
from votes.rounds.explain import decision_name

CHOICES = [
    ("", _("as they judge")),
    ("for", _("For")),
    ("against", _("Against")),
    ("abstain", _("Abstention")),
    ("blank", _("Blank vote")),
]
# What the code may let be added to an agenda when its notice runs already.
DISMISSAL = _("It dismisses somebody in office")
MARKS = [("", _("no mark")), *CHOICES[1:]]


class ItemFields(forms.Form):
    """One choice for each question of an agenda, none of them asked for."""

    words: Any = CHOICES

    def __init__(self, *args: Any, items: list[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            self.fields[f"item_{item.number}"] = forms.ChoiceField(
                label=str(item), choices=self.words, required=False
            )

    def item_fields(self) -> list[Any]:
        """The bound fields of the agenda, for the page."""
        return [self[f"item_{item.number}"] for item in self.items]

    def choices(self) -> dict[str, str]:
        """What was said of each item, those left out aside."""
        said = {str(item.number): self.cleaned_data[f"item_{item.number}"] for item in self.items}
        return {number: choice for number, choice in said.items() if choice}


class GiveForm(ItemFields):
    """To whom: a member by name, or the chair in blank."""

    to = forms.ChoiceField(
        label=_("To whom"), widget=forms.RadioSelect,
        choices=[("member", _("To a member I name")), ("blank", _("In blank, to the chair"))],
    )  # fmt: skip
    holder = MemberField(label=_("The member"), required=False)

    def __init__(self, *args: Any, blank: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not blank:
            del self.fields["to"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        blank = cleaned.get("to") == "blank"
        if not blank and not cleaned.get("holder") and "holder" not in self.errors:
            self.add_error("holder", _("Name the member who will carry your voice."))
        if blank:
            cleaned["holder"] = None
        return cleaned


class PaperForm(GiveForm):
    """A proxy that came on paper."""

    giver = MemberField(label=_("Who gives their voice"))
    received_at = MomentField(label=_("Received on"))
    scan = forms.FileField(label=_("Scan"), required=False, help_text=_("PDF, PNG or JPEG; 10 MB at most"))
    field_order = ("giver", "to", "holder", "received_at", "scan")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["received_at"].initial = timezone.now

    def clean_received_at(self) -> Any:
        instant = self.cleaned_data["received_at"]
        if instant > timezone.now():
            raise forms.ValidationError(_("This moment has not come yet: give the day it was received."))
        return instant


class DeclineForm(forms.Form):
    """Why not, if one wishes to say."""

    because = LineField(
        label=_("Why"), max_length=300, required=False, help_text=_("Only if you wish to say it")
    )


class MistakeForm(forms.Form):
    """What was wrong, for the record."""

    because = LineField(
        label=_("What was wrong"),
        max_length=300,
        help_text=_("It is kept in the journal, and told to those concerned"),
    )


class SittingForm(forms.ModelForm):
    """When and where members meet, on which register, and who chairs."""

    meets_at = MomentField(label=_("Meets on"))
    chair = MemberField(label=_("Chair"), required=False)

    class Meta:
        model = Sitting
        fields = ("title", "meets_at", "place", "chair")
        field_classes = {"title": LineField, "place": LineField}
        labels = {"title": _("Title"), "place": _("Place")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.chair is not None:
            self.initial["chair"] = f"{self.instance.chair.number} · {self.instance.chair}"


class RevisedForm(Seen, SittingForm):
    """The same, of a meeting that is planned already."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = plan_stamp(self.instance)


class ChairForm(Seen):
    """Who chairs a meeting; who does so now stands in it."""

    chair = MemberField(label=_("Chair"))

    def __init__(self, *args: Any, sitting: Sitting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = chair_stamp(sitting)
        if sitting.chair is not None:
            self.initial["chair"] = f"{sitting.chair.number} · {sitting.chair}"


class ItemForm(forms.Form):
    """A question for the agenda."""

    title = LineField(label=_("Question"), max_length=160)
    decision_type = forms.ChoiceField(label=_("Kind of vote"))
    supported = forms.BooleanField(
        label=_("Presented or approved by the management: blank proxies vote for it"),
        required=False,
        initial=True,
    )
    dismissal = forms.BooleanField(label=DISMISSAL, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind, decision_name(kind)) for kind in DECISION_TYPES if kind != "circle"]
        self.fields["decision_type"].choices = kinds  # type: ignore[attr-defined]


class InterestedForm(Seen):
    """Who sits a question out."""

    members = forms.CharField(
        label=_("Who sits it out"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One member a line: the number of the seat, or the name"),
    )  # fmt: skip

    def clean_members(self) -> list[Any]:
        """Find each member. Raises ValidationError naming the line that cannot be read."""
        found, field = [], MemberField(required=False)
        for place, line in enumerate(self.cleaned_data["members"].splitlines(), start=1):
            if not line.strip():
                continue
            try:
                found.append(field.clean(line))
            except forms.ValidationError as problem:
                raise forms.ValidationError(
                    _("Line %(line)d: %(problem)s") % {"line": place, "problem": problem.messages[0]}
                ) from None
        return found


class ArriveForm(forms.Form):
    """Who comes, and how."""

    member = MemberField(label=_("Who comes"))
    how = forms.ChoiceField(choices=Presence.How.choices, widget=forms.HiddenInput)


class PostalFormForm(ItemFields):
    """A form that came by post or by mail."""

    words = MARKS
    member = MemberField(label=_("Whose form"))
    received_at = MomentField(label=_("Received on"))
    on_paper = forms.BooleanField(label=_("On paper"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["received_at"].initial = timezone.now


class ReadingForm(ItemFields):
    """The marks of a form, read a second time or anew."""

    words = MARKS


class AgainForm(forms.Form):
    """When the same meeting is called again."""

    meets_at = MomentField(label=_("Meets on"))
