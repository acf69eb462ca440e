"""The ballot of a for/against/abstain vote: the same choice for all voices, or one for each."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.legible import whole
from votes.ballots.models import CHOICES, NULL
from votes.rounds.models import Voice

WORDS = {
    "for": _("For"), "against": _("Against"), "abstain": _("I abstain"), "blank": _("I cast a blank ballot"), NULL: _("Void"),
}  # fmt: skip


def named(sent: Any) -> list[int]:
    """The voices that a form says it is for: those that were on the page, which may be others by now."""
    return [whole(pk) for pk in sent.getlist("voice")] if isinstance(sent, QueryDict) else []


def for_named(content: str, sent: Any) -> dict[int, str] | str:
    """One content for each voice that a form names; for all that the person carries, where it names none."""
    return {pk: content for pk in named(sent)} or content


class MotionBallotForm(forms.Form):
    """Buttons named `choice` vote for every voice; `choice_<voice>` votes for one.

    Nothing is ever pre-selected. Whether a vote takes blank ballots is for the act: one that opened before there
    were any does not. After is_valid(), `choices()` is what cast_ballot() takes.
    """

    def __init__(self, *args: Any, voices: Sequence[Voice] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.voices = voices
        options = [(key, WORDS[key]) for key in CHOICES]
        missing = {
            "required": _("Choose for, against or abstain. You may vote blank, too."),
            "invalid_choice": _("Choose for, against or abstain. You may vote blank, too."),
        }
        if not self.is_split:
            self.fields["choice"] = forms.ChoiceField(choices=options, error_messages=missing)
            return
        for voice in voices:
            self.fields[self.name_of(voice)] = forms.ChoiceField(
                choices=options,
                widget=forms.RadioSelect,
                error_messages=missing,
                label=str(voice),
            )

    @property
    def is_split(self) -> bool:
        """Whether the person votes voice by voice."""
        return len(self.voices) > 1 and "split" in self.data

    @staticmethod
    def name_of(voice: Voice) -> str:
        return f"choice_{voice.pk}"

    def choices(self) -> dict[int, str] | str:
        """One choice for the voices that the form names, or for all; or a choice for each."""
        cleaned = self.cleaned_data
        if self.is_split:
            return {voice.pk: cleaned[self.name_of(voice)] for voice in self.voices}
        return for_named(str(cleaned["choice"]), self.data)
