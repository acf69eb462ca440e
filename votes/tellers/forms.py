"""What is filled in at the tellers' table."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.fields import LineField
from core.legible import LARGEST
from members.people.models import College
from votes.ballots.forms import WORDS
from votes.ballots.papers import ballot_form
from votes.rounds.models import Round


class MotionSlipForm(forms.Form):
    """What a slip for or against says."""

    choice = forms.ChoiceField(
        label=_("What the slip says"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose for, against or abstain, vote blank, or say that the slip is void.")
        },
    )

    def __init__(self, *args: Any, choices: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = [(key, WORDS[key]) for key in choices]  # type: ignore[attr-defined]

    def content(self) -> str:
        """What goes into the box; after is_valid()."""
        return str(self.cleaned_data["choice"])


def slip_form(round_: Round, data: Any = None) -> Any:
    """The form of one slip of a round: is_valid(), then content()."""
    if round_.is_motion:
        return MotionSlipForm(data, choices=round_.motion.choices)
    return ballot_form(round_.ballot_paper, data)


class SlipKeyForm(forms.Form):
    """Which slip: its voice in an open vote; its number, and its pile where each college has one, in a secret one."""

    voice = forms.IntegerField(required=False, min_value=1, max_value=LARGEST, widget=forms.HiddenInput)
    number = forms.IntegerField(
        label=_("Number on the slip"), required=False, min_value=1, max_value=1_000_000
    )
    college = forms.ChoiceField(label=_("College"), required=False)

    def __init__(self, *args: Any, colleges: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(College.objects.filter(code__in=colleges).values_list("code", "name"))
        self.fields["college"].choices = [(code, names.get(code, code)) for code in colleges]  # type: ignore[attr-defined]


class AgreeForm(forms.Form):
    """What is known of slips that are missing."""

    remark = LineField(
        label=_("What is known of the missing slips"), required=False, max_length=300,
        help_text=_("Asked for when fewer slips were found than voices signed the roll."),
    )  # fmt: skip
