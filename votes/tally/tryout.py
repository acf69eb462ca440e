"""Trying a rule out: made-up ballots of a paper, as text that people read and change, counted and kept nowhere.

Each line of the text says how many voters, a cross, and their ballot: the line that a box keeps, with blanks
between its parts, and "2 > 1 = 3" for an order. A dash is a blank ballot.

    3 × 2 > 1 = 3
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isqrt
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from core.errors import Refusal
from votes.ballots.papers import BadBallot, check
from votes.rounds.paper import Paper
from votes.rules.terms import Terms, TieBreak
from votes.tally import arithmetic

MOST_OPTIONS, MOST_LINES, MOST_VOTERS = 60, 200, 10_000
SHOWN_OPTIONS = 6  # how many options a made-up ballot says something of
BLANKS = {"", "-", "–", "—"}
CROSS = re.compile(r"[×xX*]")
CAMPS = (5, 2, 3, 1)  # how many of the voters made up agree with each other; one more votes blank
RANKINGS = {"ranking", "strict_ranking"}
IN_ORDER = {"choices", "approvals", "scores", "points", "credits"}
Json = dict[str, Any]


class TooLong(Refusal):
    """More options than can be tried out while somebody waits."""


class BadLines(Refusal):
    """Lines that are no ballots of the paper; `sentences` names each by its number."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = list(sentences)


@dataclass(frozen=True)
class Pile:
    """Equal ballots: how many voters, and the line of their ballot, as a box keeps it."""

    voters: int
    line: str


# --- the ballots made up ------------------------------------------------------------------------


def sample(paper: Paper) -> list[Pile]:
    """Make up the ballots of twelve voters in four camps, one of them blank; always the same for a paper.

    Raises TooLong where the paper has more than MOST_OPTIONS options.
    """
    if len(paper.options) > MOST_OPTIONS:
        raise TooLong(
            _("With more than %(most)d options a rule is not tried out here: open a rehearsal instead.")
            % {"most": MOST_OPTIONS}
        )
    piles: dict[str, int] = {}
    lines = [_MAKE[paper.shape](paper, order) for order in _orders(paper.ids)]
    for voters, line in zip((*CAMPS, 1), (*lines, ""), strict=True):
        piles[line] = piles.get(line, 0) + voters
    return [Pile(voters, line) for line, voters in piles.items()]


def _orders(ids: Sequence[str]) -> list[list[str]]:
    """Whom each camp likes best, and so on: the largest is for the first, and everybody else can live with the second.

    So counting first choices and comparing all of them give two winners: that is what there is to see.
    """
    first, second, *after_second = ids
    if len(after_second) < 2:
        return [
            [first, second, *after_second],
            [*after_second, second, first],
            [second, *after_second, first],
            [second, first, *after_second],
        ]
    third, *rest = after_second
    return [
        [first, second, *after_second],
        [rest[-1], second, third, *rest[:-1], first],
        [second, *after_second, first],
        [third, second, *rest, first],
    ]


def _named(paper: Paper, order: Sequence[str]) -> str:
    """The best half of the options; no more than there are seats, or than the money pays for."""
    most = paper.most or max(1, min(SHOWN_OPTIONS, len(order)) // 2)
    if not paper.rule.money:
        return ",".join(_listed(paper, order[:most]))
    costs, money_left = {option.id: option.cost or 0 for option in paper.options}, paper.budget or 0
    named: list[str] = []
    for option in order:
        if costs[option] <= money_left and len(named) < most:
            named.append(option)
            money_left -= costs[option]
    return ",".join(_listed(paper, named))


def _graded(paper: Paper, order: Sequence[str]) -> str:
    """The best grade for the first, and one less for each place."""
    best = len(paper.grades) - 1
    return ",".join(str(max(0, best - order.index(option))) for option in paper.ids)


def _ranked(paper: Paper, order: Sequence[str]) -> str:
    return ",".join(order[:SHOWN_OPTIONS])


def _scored(paper: Paper, order: Sequence[str]) -> str:
    points = {option: paper.top - place for place, option in enumerate(order[:SHOWN_OPTIONS])}
    return _points_line(paper, points)


def _shared(paper: Paper, order: Sequence[str]) -> str:
    """Half of what is left for each, rounded up, until nothing is left."""
    points, purse = {}, paper.purse or 0
    for option in order[:SHOWN_OPTIONS]:
        points[option] = (purse + 1) // 2
        purse -= points[option]
    return _points_line(paper, points)


def _bought(paper: Paper, order: Sequence[str]) -> str:
    """As many votes as nine tenths of what is left pay for, and fewer for each place."""
    votes, purse, most = {}, paper.purse or 0, paper.purse or 0
    for option in order[:SHOWN_OPTIONS]:
        votes[option] = most = min(isqrt(purse * 9 // 10) or min(purse, 1), most)
        purse, most = purse - most**2, max(0, most - 1)
    return _points_line(paper, votes)


def _points_line(paper: Paper, points: Mapping[str, int]) -> str:
    return ",".join(f"{option}:{points[option]}" for option in paper.ids if points.get(option, 0) > 0)


def _listed(paper: Paper, parts: Sequence[str]) -> list[str]:
    """Options, with or without their points, in the order of the list; strangers last, as they were typed."""
    order = {option: k for k, option in enumerate(paper.ids)}
    return sorted(parts, key=lambda part: order.get(part.partition(":")[0], len(order)))


_MAKE: Mapping[str, Callable[[Paper, Sequence[str]], str]] = {
    "choice": lambda _paper, order: order[0],
    "choices": _named,
    "approvals": _named,
    "grades": _graded,
    "ranking": _ranked,
    "strict_ranking": _ranked,
    "scores": _scored,
    "points": _shared,
    "credits": _bought,
}


# --- the text -----------------------------------------------------------------------------------


def write_piles(paper: Paper, piles: Sequence[Pile]) -> str:
    """Write ballots as people read them, one pile a line; read_piles(write_piles(piles)) is the same piles."""
    return "\n".join(f"{pile.voters} × {written_line(paper, pile.line)}" for pile in piles)


def written_line(paper: Paper, line: str) -> str:
    """Write one ballot with blanks between its parts."""
    if not line:
        return "–"
    if paper.shape in RANKINGS:
        return line.replace(",", " > ").replace("=", " = ")
    return line.replace(",", ", ").replace(":", ": ")


def read_piles(paper: Paper, typed: str) -> list[Pile]:
    """Read ballots as they are typed. Raises BadLines naming every line that is no ballot of the paper."""
    lines = [(k, line.strip()) for k, line in enumerate(typed.splitlines(), 1) if line.strip()]
    if not lines:
        raise BadLines([_("Write at least one line, such as “%(line)s”.") % {"line": _example(paper)}])
    if len(lines) > MOST_LINES:
        raise BadLines([_("Write %(most)d lines at most.") % {"most": MOST_LINES}])
    piles: list[Pile] = []
    wrong: list[str] = []
    for number, line in lines:
        try:
            piles.append(_pile(paper, line))
        except Refusal as no:
            wrong.append(_("Line %(line)d: %(sentence)s") % {"line": number, "sentence": no})
    if wrong:
        raise BadLines(wrong)
    return piles


def _pile(paper: Paper, typed: str) -> Pile:
    counted, ballot = CROSS.split(typed, maxsplit=1) if CROSS.search(typed) else ("1", typed)
    voters = counted.strip()
    if not re.fullmatch(r"[0-9]{1,5}", voters) or not 1 <= int(voters) <= MOST_VOTERS:
        raise BadBallot(
            _("before the cross, write a number of voters from 1 to %(most)s.")
            % {"most": number_format(MOST_VOTERS, force_grouping=True)}
        )
    line = _tidy(paper, "" if ballot.strip() in BLANKS else "".join(ballot.split()))
    check(paper, line)
    return Pile(int(voters), line)


def _tidy(paper: Paper, typed: str) -> str:
    """Write a ballot the one way in which boxes keep it: people need not know the order of the list."""
    if paper.shape in RANKINGS:
        tiers = typed.replace(">", ",").split(",")
        return ",".join("=".join(sorted(tier.split("="))) for tier in tiers)
    if paper.shape in IN_ORDER:
        return ",".join(_listed(paper, typed.split(",")))
    return typed


def _example(paper: Paper) -> str:
    return write_piles(paper, sample(paper)[:1])


def how_written(paper: Paper) -> str:
    """Say in a sentence what a line holds behind its cross."""
    return _HOW[paper.shape]()


_OF_NAMES = lambda: _("After the cross, the options they mark, with commas between them.")  # noqa: E731
_OF_POINTS = lambda: _("After the cross, each option, a colon and its points, with commas between them.")  # noqa: E731
_HOW: Mapping[str, Callable[[], str]] = {
    "choice": lambda: _("After the cross, the option they choose."),
    "choices": _OF_NAMES,
    "approvals": _OF_NAMES,
    "grades": lambda: _("After the cross, one grade for each option, in the order of the list."),
    "ranking": lambda: _(
        "After the cross, the options from the best, with > between them, and = between equal ones."
    ),
    "strict_ranking": lambda: _("After the cross, the options from the best, with > between them."),
    "scores": _OF_POINTS,
    "points": _OF_POINTS,
    "credits": lambda: _("After the cross, each option, a colon and its votes, with commas between them."),
}


# --- the count ----------------------------------------------------------------------------------


def count(paper: Paper, piles: Sequence[Pile], *, tie: TieBreak = "further_ballot") -> Json:
    """Count ballots by heads, without quorum or colleges, as `arithmetic.options` does; nothing is stored.

    A lot is drawn from the ballots themselves, so that the same text gives the same result.
    """
    box = list(_boxed(piles))
    if tie == "elder" and not all(option.born for option in paper.options):
        tie = "further_ballot"
    seed = arithmetic.digest(box) if tie == "lot" else ""
    return arithmetic.options(paper, Terms(tie=tie), {"": sum(pile.voters for pile in piles)}, box, seed=seed)


def _boxed(piles: Sequence[Pile]) -> Iterator[tuple[str, str, int]]:
    for pile in piles:
        yield "", pile.line, pile.voters
