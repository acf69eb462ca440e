"""The paper of each shape: one choice, ticks, grades, an order, points."""

from collections.abc import Iterator, Mapping
from math import isqrt
from typing import Any

from django.utils.translation import gettext as _

from core.prose.tags import euros
from votes.ballots.papers.checking import BallotFault, shared_place
from votes.ballots.papers.grading import MANY, GradesForm
from votes.ballots.papers.marked import NUMBER, BallotCounter, BallotForm, FieldsForm, OptionRow, Typed
from votes.rounds.paper import Paper

FEW = 5  # points up to here are radios, wide enough for a thumb on the narrowest phone


def ballot_form(
    paper: Paper, data: Mapping[str, Any] | None = None, *, prefix: str = "", typed: Typed | None = None
) -> BallotForm:
    """Make the form of a paper, as its shape asks: empty, or with what was sent."""
    return FORMS[paper.shape](paper, data, prefix=prefix, typed=typed)


def filled_in(paper: Paper, line: str, *, prefix: str = "") -> BallotForm:
    """Make the form of a paper with a stored line in it, for a voter who thinks again."""
    return ballot_form(paper, prefix=prefix, typed=typed_of(paper, line))


def typed_of(paper: Paper, line: str) -> Typed:
    """What was typed to give a line; a blank one was ticked as blank."""
    if paper.shape == "choice":
        return {"choice": [line]}
    if not line:
        return {"blank": ["1"]}
    if paper.shape in ("choices", "approvals"):
        return {"option": line.split(",")}
    if paper.shape == "grades":
        return {f"grade_{o.id}": [g] for o, g in zip(paper.options, line.split(","), strict=True)}
    if paper.shape in ("ranking", "strict_ranking"):
        tiers = enumerate(line.split(","), 1)
        return {f"place_{option}": [str(place)] for place, tier in tiers for option in tier.split("=")}
    pairs = (pair.split(":") for pair in line.split(","))
    return {f"points_{option}": [number] for option, number in pairs}


class ChoiceForm(BallotForm):
    """One option, or none of them: radios, of which the last is the blank ballot."""

    template = "ballots/papers/_choice.html"
    blank_is_a_row = True

    @property
    def is_blank(self) -> bool:
        return self._all("choice") == [""]

    @property
    def is_marked(self) -> bool:
        return bool(self._one("choice"))

    @property
    def name(self) -> str:
        """The name of the radios."""
        return f"{self.prefix}choice"

    def how(self) -> str:
        return _("Choose one option.")

    def rows(self) -> list[OptionRow]:
        chosen = self._one("choice")
        return [OptionRow(o, self.name, o.id, bool(chosen) and o.id == chosen) for o in self.paper.options]

    def _line(self) -> str:
        return self._one("choice")


class TicksForm(BallotForm):
    """Options ticked: as many as one likes, no more than there are seats, or than the money pays for."""

    template = "ballots/papers/_ticks.html"

    @property
    def ticked(self) -> list[str]:
        """The ids that are ticked, in the order of the list; strangers last."""
        order = {option: k for k, option in enumerate(self.paper.ids)}
        return sorted(dict.fromkeys(self._all("option")), key=lambda option: order.get(option, len(order)))

    @property
    def is_marked(self) -> bool:
        return bool(self.ticked)

    def how(self) -> str:
        if self.paper.rule.money:
            return _("Tick the projects you support: all together they may cost %(budget)s.") % {
                "budget": euros(self.paper.budget)
            }
        if self.paper.most is None:
            return _("Tick every option that you accept, one or several.")
        if self.paper.most == 1:
            return _("Tick one option.")
        return _("Tick one option or several, %(most)d at most.") % {"most": self.paper.most}

    @property
    def counter(self) -> BallotCounter | None:
        if self.paper.rule.money:
            budget = self.paper.budget or 0
            pattern = _("%(left)s left of %(limit)s")
            return BallotCounter(
                "costs", budget, pattern % {"left": _money_pattern(), "limit": euros(budget)}
            )
        if self.paper.most is None:
            return None
        return BallotCounter("ticks", self.paper.most, _left(self.paper.most))

    def rows(self) -> list[OptionRow]:
        ticked, name = set(self.ticked), f"{self.prefix}option"
        return [
            OptionRow(option, name, option.id, option.id in ticked, self._errors.get(option.id, ""))
            for option in self.paper.options
        ]

    def _line(self) -> str:
        return ",".join(self.ticked)


class RankingForm(FieldsForm):
    """A place for each option that is ranked; gaps are closed, and equal ones stand together where they may."""

    template = "ballots/papers/_ranking.html"
    field = "place"

    @property
    def may_tie(self) -> bool:
        """Whether options may share a place."""
        return self.paper.shape == "ranking"

    def how(self) -> str:
        ranked = _("Write 1 beside the option you like best, 2 beside the next, and so on.")
        ties = (
            _("Options you like as much may have the same number.")
            if self.may_tie
            else _("Each number serves once.")
        )
        return f"{ranked} {ties} {_('You may leave some without a number: they come after all others.')}"

    @property
    def last(self) -> int:
        """The last place there is."""
        return len(self.paper.options)

    def rows(self) -> list[OptionRow]:
        """Those that are ranked first, best first; then the others, in the order of the list."""
        return sorted(super().rows(), key=self._place)

    def _place(self, row: OptionRow) -> int:
        return int(row.value) if NUMBER.fullmatch(row.value) else self.last + 1

    def _wrong(self, title: str, number: int) -> str | None:
        if 1 <= number <= self.last:
            return None
        facts = {"title": title, "number": number, "last": self.last}
        return _("“%(title)s”: %(number)d is no place from 1 to %(last)d.") % facts

    @property
    def _tiers(self) -> dict[int, list[str]]:
        tiers: dict[int, list[str]] = {}
        for option, typed in self.typed.items():
            tiers.setdefault(int(typed), []).append(option)
        return dict(sorted(tiers.items()))

    def _misread(self) -> Iterator[BallotFault]:
        wrong = list(super()._misread())
        yield from wrong
        if wrong or self.may_tie:
            return
        names = self.paper.names()
        for place, tier in self._tiers.items():
            if len(tier) > 1:
                yield BallotFault(shared_place([names[option] for option in tier], place), tier[1])

    def _line(self) -> str:
        return ",".join("=".join(sorted(tier)) for tier in self._tiers.values())


class PointsForm(FieldsForm):
    """Points by option: shared out from a purse, bought with credits at their square, or each up to the most."""

    template = "ballots/papers/_points.html"
    field = "points"

    @property
    def is_marked(self) -> bool:
        return any(typed.strip("0") for typed in self.typed.values())

    @property
    def most(self) -> int:
        """The most that one option may get."""
        if self.paper.shape == "scores":
            return self.paper.top
        purse = self.paper.purse or 0
        return isqrt(purse) if self.paper.shape == "credits" else purse

    @property
    def scale(self) -> list[str]:
        """The points as radios where they are few; otherwise they are typed."""
        few = self.paper.shape == "scores" and self.paper.top <= FEW and len(self.paper.options) <= MANY
        return [str(number) for number in range(self.paper.top + 1)] if few else []

    def how(self) -> str:
        if self.paper.shape == "scores":
            return _("Give each option from 0 to %(top)d points; one you leave alone gets none.") % {
                "top": self.paper.top
            }
        if self.paper.shape == "credits":
            return _(
                "You have %(purse)d credits. One vote for an option costs 1, two cost 4, three cost 9, and so on."
            ) % {"purse": self.paper.purse}
        return _("You have %(purse)d points: put them all on one option, or spread them.") % {
            "purse": self.paper.purse
        }

    @property
    def counter(self) -> BallotCounter | None:
        if self.paper.purse is None:
            return None
        kind = "squares" if self.paper.shape == "credits" else "points"
        return BallotCounter(kind, self.paper.purse, _left(self.paper.purse))

    def _line(self) -> str:
        return ",".join(f"{option}:{int(typed)}" for option, typed in self.typed.items() if int(typed))


def _left(limit: int) -> str:
    return _("%(left)s left of %(limit)s") % {"left": "%s", "limit": limit}


def _money_pattern() -> str:
    return _("€%(amount)s") % {"amount": "%s"}


FORMS: dict[str, type[BallotForm]] = {
    "choice": ChoiceForm,
    "choices": TicksForm,
    "approvals": TicksForm,
    "scores": PointsForm,
    "points": PointsForm,
    "credits": PointsForm,
    "grades": GradesForm,
    "ranking": RankingForm,
    "strict_ranking": RankingForm,
}
