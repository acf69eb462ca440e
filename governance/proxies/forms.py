"""What is filled in about proxies: who gives one to whom, what was read on paper, what was noted by mistake."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import LineField, MomentField
from governance.meetings.models import AgendaItem
from members.people.forms import MemberField

CHOICES = [
    ("", _("as they judge")),
    ("for", _("For")),
    ("against", _("Against")),
    ("abstain", _("Abstention")),
    ("blank", _("Blank vote")),
]
MARKS = [("", _("no mark")), *CHOICES[1:]]


class ItemFields(forms.Form):
    """One choice for each question of an agenda, none of them asked for."""

    words: Any = CHOICES

    def __init__(self, *args: Any, items: list[AgendaItem], **kwargs: Any) -> None:
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
        choice_of = {str(item.number): self.cleaned_data[f"item_{item.number}"] for item in self.items}
        return {number: choice for number, choice in choice_of.items() if choice}


class GiveProxyForm(ItemFields):
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


class PaperProxyForm(GiveProxyForm):
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
