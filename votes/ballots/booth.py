"""What is sent from a booth, whatever is voted on: one ballot for all the voices a person carries, or one for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from votes.ballots.actions import NotYourVoice
from votes.ballots.forms import WORDS, MotionBallotForm, for_named, named
from votes.ballots.papers import BallotForm, Mark, ballot_form, filled_in
from votes.rounds.models import Round, Voice
from votes.rounds.paper import Paper

# What a form carries beside its ballots; everything else goes along to the page that reads them back.
ASIDE = frozenset({"csrfmiddlewaretoken", "cast", "mark", "voice"})


def may_mark(voice: Voice, round_: Round) -> bool:
    """Whether a ballot may be marked for a voice: not one that signed for paper, that left, nor one whose secret vote is in."""
    return not (voice.on_paper or voice.gone) and not (voice.voted_at and is_final(round_))


def is_final(round_: Round) -> bool:
    """Whether a ballot that is cast stays as it is: then it is read back first."""
    return round_.secret or not (round_.is_motion or round_.may_change)


def marked_for(voices: Sequence[Voice], sent: Mapping[str, Any] | None) -> list[Voice]:
    """The voices that a form is about: those it names, or those for which a ballot may be marked."""
    if voice_ids := named(sent):
        return [voice for voice in voices if voice.pk in voice_ids]
    return [voice for voice in voices if may_mark(voice, voice.round)]


def must_carry(voices: Sequence[Voice], sent: QueryDict) -> None:
    """See that somebody carries the voices that their form names. Raises NotYourVoice."""
    if set(named(sent)) - {voice.pk for voice in voices}:
        raise NotYourVoice(_("You do not carry this voice in this vote; nothing was recorded."))


@dataclass(frozen=True)
class ReadBack:
    """A ballot read back before it is cast: whose voices it is for, and what it says."""

    names: list[str]
    marks: list[Mark]


class Papers:
    """The papers of a choice between options: `whole` for all voices, or `each` with its voice where they differ.

    After is_valid(), `choices()` is what `cast_ballot` and `cast_secret` take.
    """

    def __init__(self, paper: Paper, data: QueryDict | None = None, *, voices: Sequence[Voice] = ()) -> None:
        self.paper = paper
        self.voices = voices
        self.data = data or QueryDict()
        self.is_bound = data is not None

    @property
    def is_split(self) -> bool:
        """Whether each voice has its own paper."""
        return len(self.voices) > 1 and "split" in self.data

    @cached_property
    def whole(self) -> BallotForm:
        """The paper for all voices: what was sent, or what they said before where they all said the same."""
        if self.is_bound and not self.is_split:
            return ballot_form(self.paper, self.data)
        earlier = {_earlier(voice) for voice in self.voices}
        line = earlier.pop() if len(earlier) == 1 else None
        return ballot_form(self.paper) if line is None else filled_in(self.paper, line)

    @cached_property
    def each(self) -> list[tuple[Voice, BallotForm]]:
        """The papers voice by voice."""
        return [(voice, self._own(voice)) for voice in self.voices]

    def _own(self, voice: Voice) -> BallotForm:
        prefix = f"v{voice.pk}"
        if self.is_split:
            return ballot_form(self.paper, self.data, prefix=prefix)
        line = _earlier(voice)
        return (
            ballot_form(self.paper, prefix=prefix)
            if line is None
            else filled_in(self.paper, line, prefix=prefix)
        )

    def is_valid(self) -> bool:
        """Whether every paper that was sent is a ballot."""
        if not self.is_split:
            return self.whole.is_valid()
        return all([form.is_valid() for _voice, form in self.each])

    def choices(self) -> dict[int, str] | str:
        """One line for the voices that the form names, or for all; or a line for each."""
        if self.is_split:
            return {voice.pk: form.content() for voice, form in self.each}
        return for_named(self.whole.content(), self.data)

    def read_back(self) -> list[ReadBack]:
        """What is about to be cast, in words."""
        if self.is_split:
            return [ReadBack([voice.name], form.in_words()) for voice, form in self.each]
        return [ReadBack([voice.name for voice in self.voices], self.whole.in_words())]


def _earlier(voice: Voice) -> str | None:
    """What is in the box for a voice of an open vote, if anything."""
    return voice.ballot.content if hasattr(voice, "ballot") else None


class MotionPapers(MotionBallotForm):
    """For, against, abstention or blank, read back before it is cast."""

    def read_back(self) -> list[ReadBack]:
        """What is about to be cast, in words."""
        names = {voice.pk: voice.name for voice in self.voices}
        if not self.is_split:
            return [ReadBack([*names.values()], [Mark(str(WORDS[self.cleaned_data["choice"]]))])]
        choices = self.choices()
        assert not isinstance(choices, str)
        return [ReadBack([names[pk]], [Mark(str(WORDS[choice]))]) for pk, choice in choices.items()]


def papers(voices: Sequence[Voice], sent: QueryDict | None = None) -> Papers | MotionPapers:
    """Make the papers of a round for the voices that a person carries in it: empty, or as they were sent."""
    round_ = voices[0].round
    about = marked_for(voices, sent)
    if round_.is_motion:
        return MotionPapers(sent, voices=about)
    return Papers(round_.ballot_paper, sent, voices=about)


def carried_along(sent: QueryDict, voices: Sequence[Voice]) -> list[tuple[str, str]]:
    """What was marked, and the voices that are read back, as names and values for hidden fields."""
    marked = [(name, value) for name, values in sent.lists() if name not in ASIDE for value in values]
    return marked + [("voice", str(voice.pk)) for voice in voices]
