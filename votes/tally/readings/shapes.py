"""What a result says: a sentence, pictures, tables of the same facts, and the count step by step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.utils.safestring import SafeString

from votes.rounds.paper import Paper
from votes.tally.readings.words import FATES, exactly, shortly

Json = Mapping[str, Any]
POINTS = {"score", "cumulative", "quadratic", "borda"}


@dataclass(frozen=True)
class Drawing:
    """A picture under its heading."""

    heading: str
    picture: SafeString


@dataclass(frozen=True)
class Table:
    """The facts of a picture in rows, whose first cell is their heading."""

    heading: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str | int]]


@dataclass(frozen=True)
class Reading:
    """One count of one vote, in words and pictures.

    `mood` is "for" (somebody won), "not" (nobody did), "open" (to be voted on again) or "opinion".
    `weighted` says whether colleges weigh in it; `decides` whether it is the count that decides.
    """

    heading: str
    sentence: str
    word: str
    mood: str
    winners: Sequence[str]
    tied: Sequence[str]
    pictures: Sequence[Drawing]
    tables: Sequence[Table]
    steps: Sequence[str]
    weighted: bool = False
    decides: bool = True


@dataclass(frozen=True)
class Around:
    """What stands around one ballot of a question: whom those before it chose, and whether none may follow it."""

    before: Sequence[str] = ()
    over: bool = False


@dataclass(frozen=True)
class Explanation:
    """How one family of rules explains a count: why the winners won, with pictures, tables and steps."""

    why: str
    pictures: Sequence[Drawing]
    tables: Sequence[Table]
    steps: Sequence[str]


@dataclass(frozen=True)
class Count:
    """One count of a paper: its outcome as the rule wrote it, the names of its options, its verdict.

    Weighted voices are shares of the whole, and told in percent; points stay points, and so do votes that are
    passed on, which together are as many as there are ballots.
    """

    paper: Paper
    facts: Json
    verdict: Json
    weighted: bool = False
    names: Mapping[str, str] = field(default_factory=dict)

    def name(self, option: str) -> str:
        """The title of an option; a name drawn by lot is its own title."""
        return self.names.get(option, option)

    def titles(self, options: Sequence[str]) -> list[str]:
        return [self.name(option) for option in options]

    @property
    def in_points(self) -> bool:
        """Whether totals are points, and not voices."""
        if self.paper.method == "pb_greedy":
            return self.paper.shape in ("scores", "ranking")
        return self.paper.method in POINTS or self.paper.rule.transferable

    def short(self, value: Any) -> str:
        """Write a figure for a picture or a sentence: two decimals at most."""
        return shortly(value, share=self.weighted and not self.in_points)

    def exact(self, value: Any) -> str:
        """Write a figure for a table, with its exact fraction where decimals do not end soon."""
        return exactly(value, share=self.weighted and not self.in_points)

    @property
    def won(self) -> Sequence[str]:
        return list(self.verdict["winners"])

    @property
    def tied(self) -> Sequence[str]:
        """Those between whom nothing is decided yet."""
        return list(self.facts["tied"]) if "tied_seats" in self.facts else []

    def state(self, option: str) -> str:
        """Say "won", "tied" or nothing, as pictures take it."""
        return "won" if option in self.won else "tied" if option in self.tied else ""

    def fate(self, option: str) -> str:
        """Say in a word what became of an option, for tables."""
        return FATES[self.state(option)]()


def part(value: Any, whole: Any) -> float:
    """A share from 0 to 1, for drawing only."""
    return float(Fraction(value) / Fraction(whole)) if Fraction(whole) else 0.0
