"""A ballot in words: what its line says, option by option, as the review and the receipt read it back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from votes.rounds.paper import Paper


@dataclass(frozen=True)
class Mark:
    """One mark on a ballot: an option, or several equal ones, and the grade, points or rank that it has there.

    `value` is empty where a ballot only names options.
    """

    title: str
    value: str = ""

    def __str__(self) -> str:
        if not self.value:
            return self.title
        return _("%(title)s: %(said)s") % {"title": self.title, "said": self.value}


def words(paper: Paper, line: str) -> list[Mark]:
    """Read a stored line back in words; what cannot be read is shown as it stands."""
    if not line:
        return [Mark(_("Blank ballot"))]
    try:
        return _READ[paper.shape](paper, line)
    except (ValueError, IndexError):
        return [Mark(line)]


def sentence(paper: Paper, line: str) -> str:
    """Read a stored line back as one sentence, for lists and letters."""
    return "; ".join(map(str, words(paper, line)))


def listed(titles: Sequence[str]) -> str:
    """Name several options in a sentence."""
    return get_text_list([_("“%(title)s”") % {"title": title} for title in titles], _("and"))


def _titles(paper: Paper, ids: Sequence[str]) -> list[str]:
    titles = paper.names()
    return [titles.get(option, option) for option in ids]


def _named(paper: Paper, line: str) -> list[Mark]:
    return [Mark(title) for title in _titles(paper, line.split(","))]


def _graded(paper: Paper, line: str) -> list[Mark]:
    pairs = zip(paper.options, line.split(","), strict=True)
    return [Mark(option.title, paper.grades[int(grade)]) for option, grade in pairs]


def _ranked(paper: Paper, line: str) -> list[Mark]:
    return [
        Mark(
            get_text_list(_titles(paper, tier.split("=")), _("and")), _("place %(place)d") % {"place": place}
        )
        for place, tier in enumerate(line.split(","), 1)
    ]


def _scored(paper: Paper, line: str) -> list[Mark]:
    titles, in_words = paper.names(), _credits if paper.shape == "credits" else _points
    pairs = [pair.split(":") for pair in line.split(",")]
    return [Mark(titles.get(option, option), in_words(int(number))) for option, number in pairs]


def _points(number: int) -> str:
    return ngettext("%(count)d point", "%(count)d points", number) % {"count": number}


def _credits(number: int) -> str:
    bought = ngettext("%(count)d vote", "%(count)d votes", number) % {"count": number}
    cost = ngettext("%(count)d credit", "%(count)d credits", number**2) % {"count": number**2}
    return f"{bought} ({cost})"


_READ: dict[str, Callable[[Paper, str], list[Mark]]] = {
    "choice": _named,
    "choices": _named,
    "approvals": _named,
    "scores": _scored,
    "points": _scored,
    "credits": _scored,
    "grades": _graded,
    "ranking": _ranked,
    "strict_ranking": _ranked,
}
