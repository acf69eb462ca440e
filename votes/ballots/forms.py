"""The ballot of a for/against/abstain vote: the same choice for all voices, or one for each."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from votes.ballots.models import CHOICES
from votes.rounds.models import Voice

WORDS = {"for": _("For"), "against": _("Against"), "abstain": _("I abstain")}


class MotionBallotForm(forms.Form):
    """Three buttons named `choice` vote for every voice; `choice_<voice>` votes for one.

    Nothing is ever pre-selected. After is_valid(), `choices()` is what cast_ballot() takes.
    """

    def __init__(self, *args: Any, voices: Sequence[Voice] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.voices = voices
        options = [(key, WORDS[key]) for key in CHOICES]
        missing = {
            "required": _("Choose for, against or abstain."),
            "invalid_choice": _("Choose for, against or abstain."),
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
        """One choice for all voices, or a choice for each."""
        cleaned = self.cleaned_data
        if self.is_split:
            return {voice.pk: cleaned[self.name_of(voice)] for voice in self.voices}
        return str(cleaned["choice"])
