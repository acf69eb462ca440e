"""The paper of grades in words: a row of radios for each option, from the best grade to the worst."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from votes.ballots.papers.marked import FieldsForm

SHADES = 7  # as many as the design has colours for
MANY = 60  # above as many options, a page of radios would be heavy: a list to choose from stands in for them


@dataclass(frozen=True)
class Grade:
    """A grade as the page shows it: its number, its word, its letters, its colour (0 is that of the best)."""

    value: str
    word: str
    letters: str
    shade: int


class GradesForm(FieldsForm):
    """A grade for each option; none may be left without, unless the rule says what that means."""

    template = "ballots/papers/_grades.html"
    field = "grade"

    @property
    def scale(self) -> list[Grade]:
        """The grades, best first."""
        words = list(self.paper.grades)
        letters, top = initials(words), max(len(words) - 1, 1)
        grades = [
            Grade(str(k), word, letters[k], (top - k) * (SHADES - 1) // top) for k, word in enumerate(words)
        ]
        return grades[::-1]

    @property
    def is_compact(self) -> bool:
        """Whether grades are chosen from a list, because there are too many of them, or of options."""
        return len(self.paper.options) > MANY or len(self.paper.grades) > SHADES

    @property
    def filler(self) -> str:
        """The grade of an option that is left without one, where the rule has such a grade."""
        missing = self.paper.full_variant.get("missing")
        return str(missing) if type(missing) is int else ""

    def how(self) -> str:
        every = _("Give each option a grade; several may have the same.")
        if not self.filler:
            return every
        without = _("One without a grade counts as “%(grade)s”.")
        return f"{every} {without % {'grade': self.paper.grades[int(self.filler)]}}"

    def _line(self) -> str:
        return ",".join(self._grade(option) for option in self.paper.ids)

    def _grade(self, option: str) -> str:
        return str(int(self.typed[option])) if option in self.typed else self.filler


def initials(words: Sequence[str]) -> list[str]:
    """Shorten grades to the first letters of their words, small words left out; to numbers where two are alike.

    >>> initials(["À rejeter", "Passable", "Assez bien"])
    ['R', 'P', 'AB']
    """
    short = []
    for word in words:
        parts = [part for part in word.split() if len(part) > 2] or word.split()
        short.append("".join(part[0] for part in parts).upper())
    return short if len(set(short)) == len(short) else [str(k) for k in range(len(words))]
