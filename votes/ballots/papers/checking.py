"""What is wrong with a line, shape by shape, said with the titles that voters read.

A line has one way of being written: options in the order of the list, nothing that says nothing. A voter who
could write the same ballot in several ways could sign a secret one.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from core.errors import Refusal
from core.prose.tags import euros
from votes.ballots.papers.wording import listed
from votes.rounds.paper import Paper
from votes.rules.contents import parse
from votes.rules.shapes import RuleError

WHOLE = re.compile(r"0|[1-9][0-9]{0,8}")
BELOW_ZERO = re.compile(r"-[0-9]+")
Places = Sequence[tuple[str, int]]  # options, and where each stands on the line


class BadBallot(Refusal):
    """A line that is no ballot of this paper."""


@dataclass(frozen=True)
class BallotFault:
    """Something wrong with a ballot, in a sentence; `option` is the id of the one it is about, if it is one."""

    sentence: str
    option: str = ""


def check(paper: Paper, line: str) -> None:
    """Refuse a line that is no ballot of a paper; the sentence of BadBallot names the option and the place."""
    fault = next(faults(paper, line), None)
    if fault is not None:
        raise BadBallot(fault.sentence)
    try:
        parse(line, paper.shape)
    except RuleError as problem:
        raise BadBallot(_("This ballot cannot be read: %(problem)s.") % {"problem": problem}) from None


def faults(paper: Paper, line: str) -> Iterator[BallotFault]:
    """Find what is wrong with a line, in the order of the line; an empty one is blank, and well."""
    if line:
        yield from _FAULTS[paper.shape](paper, line)


def no_number(title: str, typed: str) -> str:
    """Say that what stands beside an option is no whole number, or less than nothing."""
    if BELOW_ZERO.fullmatch(typed):
        return _("“%(title)s”: %(number)s is less than nothing; write 0 or more.") % {
            "title": title,
            "number": _cut(typed),
        }
    return _("“%(title)s”: “%(typed)s” is no whole number.") % {"title": title, "typed": _cut(typed)}


def shared_place(titles: Sequence[str], place: int) -> str:
    """Say that options share a place where each needs its own."""
    return _("%(titles)s are all at place %(place)d: give each a place of its own.") % {
        "titles": listed(titles),
        "place": place,
    }


def no_grade(title: str) -> str:
    """Say that an option lacks its grade."""
    return _("“%(title)s” has no grade: give one to every option.") % {"title": title}


def _cut(typed: str) -> str:
    return f"{typed[:39]}…" if len(typed) > 40 else typed


def _places(named: Sequence[str]) -> Places:
    return [(option, place) for place, option in enumerate(named, 1)]


def _strangers(paper: Paper, places: Places) -> Iterator[BallotFault]:
    titles = paper.names()
    for option, place in places:
        if option not in titles:
            facts = {"place": place, "option": _cut(option)}
            yield BallotFault(_("Place %(place)d: there is no option “%(option)s” on this ballot.") % facts)


def _twice(paper: Paper, places: Places) -> Iterator[BallotFault]:
    titles, first = paper.names(), dict[str, int]()
    for option, place in places:
        if option in first:
            facts = {"title": titles[option], "first": first[option], "place": place}
            yield BallotFault(
                _("“%(title)s” stands twice: at places %(first)d and %(place)d.") % facts, option
            )
        first.setdefault(option, place)


def _disorder(paper: Paper, named: Sequence[str]) -> Iterator[BallotFault]:
    """The first option that stands after one which the list has later."""
    order = {option: k for k, option in enumerate(paper.ids)}
    names = paper.names()
    for before, after in pairwise(named):
        if order[after] < order[before]:
            facts = {"title": names[after], "before": names[before]}
            yield BallotFault(
                _("“%(title)s” comes before “%(before)s” in the list: keep to its order.") % facts, after
            )
            return


def _named(paper: Paper, named: Sequence[str]) -> list[BallotFault]:
    """What is wrong with options that are named in the order of the list."""
    places = _places(named)
    return [*_strangers(paper, places)] or [*_twice(paper, places)] or [*_disorder(paper, named)]


def _choice(paper: Paper, line: str) -> Iterator[BallotFault]:
    yield from _strangers(paper, [(line, 1)])


def _names(paper: Paper, line: str) -> Iterator[BallotFault]:
    named = line.split(",")
    faults = _named(paper, named)
    yield from faults
    if faults:
        return
    if paper.most is not None and len(named) > paper.most:
        yield _too_many(paper, named, paper.most)
    if paper.rule.money:
        yield from _over_budget(paper, named)


def _too_many(paper: Paper, named: Sequence[str], most: int) -> BallotFault:
    facts = {"named": len(named), "most": most, "title": paper.names()[named[most]]}
    sentence = _(
        "%(named)d options are marked, and %(most)d at most may be: take “%(title)s” or another one away."
    )
    return BallotFault(sentence % facts, named[most])


def _over_budget(paper: Paper, named: Sequence[str]) -> Iterator[BallotFault]:
    """A voter chooses for the money there is, as those do who decide."""
    costs = {option.id: option.cost or 0 for option in paper.options}
    spent, budget = 0, paper.budget or 0
    total = sum(costs[option] for option in named)
    for option in named:
        spent += costs[option]
        if spent > budget:
            facts = {"cost": euros(total), "budget": euros(budget), "title": paper.names()[option]}
            yield BallotFault(
                _(
                    "These projects cost %(cost)s, and there is %(budget)s: take “%(title)s” or another one away."
                )
                % facts,
                option,
            )
            return


def _points(paper: Paper, line: str) -> Iterator[BallotFault]:
    pairs = [pair.partition(":") for pair in line.split(",")]
    faults = _named(paper, [option for option, _colon, _number in pairs])
    yield from faults
    if faults:
        return
    titles = paper.names()
    numbers = [(option, number) for option, _colon, number in pairs]
    faults = [fault for option, number in numbers for fault in _number(paper, option, number, titles[option])]
    yield from faults
    if not faults and paper.shape != "scores":
        yield from _overspent(paper, [(option, int(number)) for option, number in numbers])


def _number(paper: Paper, option: str, number: str, title: str) -> Iterator[BallotFault]:
    if not WHOLE.fullmatch(number):
        yield BallotFault(no_number(title, number), option)
    elif number == "0":
        yield BallotFault(_("“%(title)s” is given nothing: leave it out.") % {"title": title}, option)
    elif paper.shape == "scores" and int(number) > paper.top:
        facts = {"title": title, "number": number, "top": paper.top}
        yield BallotFault(_("“%(title)s”: %(number)s points, and %(top)d is the most.") % facts, option)


def _overspent(paper: Paper, numbers: Sequence[tuple[str, int]]) -> Iterator[BallotFault]:
    """The option at which a voter's points, or credits, ran out."""
    squared, purse, spent = paper.shape == "credits", paper.purse or 0, 0
    costs = [(option, number**2 if squared else number) for option, number in numbers]
    total = sum(cost for _option, cost in costs)
    for option, cost in costs:
        spent += cost
        if spent > purse:
            facts = {"spent": total, "purse": purse, "title": paper.names()[option]}
            yield BallotFault(_spent_words(squared) % facts, option)
            return


def _spent_words(squared: bool) -> str:
    if squared:
        return _(
            "These votes cost %(spent)d credits, and you have %(purse)d: lower “%(title)s” or another one."
        )
    return _("You give %(spent)d points, and have %(purse)d: lower “%(title)s” or another one.")


def _grades(paper: Paper, line: str) -> Iterator[BallotFault]:
    grades, top = line.split(","), len(paper.grades) - 1
    if len(grades) > len(paper.options):
        counts = {"grades": len(grades), "options": len(paper.options)}
        yield BallotFault(_("There are %(grades)d grades for %(options)d options.") % counts)
        return
    grades += [""] * (len(paper.options) - len(grades))
    for option, grade in zip(paper.options, grades, strict=True):
        if not grade:
            yield BallotFault(no_grade(option.title), option.id)
        elif not WHOLE.fullmatch(grade) or int(grade) > top:
            facts = {"title": option.title, "grade": _cut(grade), "top": top}
            yield BallotFault(_("“%(title)s”: “%(grade)s” is no grade from 0 to %(top)d.") % facts, option.id)


def _ranking(paper: Paper, line: str) -> Iterator[BallotFault]:
    tiers = [tier.split("=") for tier in line.split(",")]
    places: Places = [(option, place) for place, tier in enumerate(tiers, 1) for option in tier]
    faults = [*_strangers(paper, places)] or [*_twice(paper, places)]
    yield from faults
    if not faults:
        yield from _equals(paper, tiers)


def _equals(paper: Paper, tiers: Sequence[Sequence[str]]) -> Iterator[BallotFault]:
    titles = paper.names()
    for place, tier in enumerate(tiers, 1):
        if len(tier) > 1 and paper.shape == "strict_ranking":
            yield BallotFault(shared_place([titles[option] for option in tier], place), tier[1])
        elif list(tier) != sorted(tier):
            facts = {"title": titles[min(tier)], "place": place}
            yield BallotFault(_("Place %(place)d: write “%(title)s” first among equals.") % facts, min(tier))


_FAULTS: dict[str, Callable[[Paper, str], Iterator[BallotFault]]] = {
    "choice": _choice,
    "choices": _names,
    "approvals": _names,
    "scores": _points,
    "points": _points,
    "credits": _points,
    "grades": _grades,
    "ranking": _ranking,
    "strict_ranking": _ranking,
}
