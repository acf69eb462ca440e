"""Budgets: what was funded, what it costs, what is left."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from core.pictures.labels import letters
from core.pictures.money import money
from core.prose.tags import euros
from votes.tally.readings.bars import draw
from votes.tally.readings.shapes import Count, Drawing, Explanation, Table, part
from votes.tally.readings.words import pairs, shortly


def budget(count: Count) -> Explanation:
    """Read a budget: the money spent, then the support of every project."""
    facts = count.facts
    spent = sum((Fraction(_cost(count, option)) for option in count.won), Fraction(0))
    words = {
        "spent": _money(spent),
        "left": _money(facts["budget"] - spent),
        "budget": _money(facts["budget"]),
    }
    scores = dict(sorted(facts["scores"].items(), key=lambda row: -Fraction(row[1])))
    support = _("Support")
    rows: list[list[str | int]] = [
        [count.name(option), _money(_cost(count, option)), count.exact(score), _funded(count, option)]
        for option, score in scores.items()
    ]
    return Explanation(
        _("%(spent)s of %(budget)s spent, %(left)s left") % words,
        [Drawing(_("The budget"), _drawn(count, words)), Drawing(support, draw(count, scores, support))],
        [
            Table(_("Projects"), [_("Option"), _("Cost"), support, _("Result")], rows),
            Table(
                _("The budget"),
                [_("Budget line"), _("Amount")],
                [
                    [_("Budget"), words["budget"]],
                    [_("Spent"), words["spent"]],
                    [_("Still left"), words["left"]],
                ],
            ),
        ],
        [*_shares(count), *(_step(count, step) for step in facts["steps"])],
    )


def _shares(count: Count) -> list[str]:
    """What each voter holds, where the rule deals the money out to them."""
    each = count.facts.get("final_budget_per_voter")
    if each is None or count.weighted:  # where colleges weigh, voters do not hold the same
        return [_("There are %(budget)s to spend.") % {"budget": _money(count.facts["budget"])}]
    words = {"voters": count.short(count.facts["voters"]), "each": _money(each)}
    return [_("Voters: %(voters)s; each starts with a share of %(each)s.") % words]


def _cost(count: Count, option: str) -> int:
    return next((candidate.cost or 0 for candidate in count.paper.options if candidate.id == option), 0)


def _money(amount: Any) -> str:
    exact = Fraction(amount)
    return (
        euros(exact.numerator)
        if exact.denominator == 1
        else f"≈ {_('€%(amount)s') % {'amount': shortly(exact)}}"
    )


def _funded(count: Count, option: str) -> str:
    return _("funded") if option in count.won else _("tied") if option in count.tied else _("not funded")


def _drawn(count: Count, words: Mapping[str, str]) -> Any:
    whole = count.facts["budget"]
    parts = [
        (sign, f"{_money(_cost(count, option))} · {count.name(option)}", part(_cost(count, option), whole))
        for option, sign in zip(count.won, letters(len(count.won)), strict=True)
    ]
    used = sum((Fraction(_cost(count, option)) for option in count.won), Fraction(0))
    desc = pairs([(count.name(option), _money(_cost(count, option))) for option in count.won])
    rest = _("%(left)s left") % words
    return money(parts, (rest, part(whole - used, whole)), title=_("The budget"), desc=f"{desc}. {rest}.")


def _step(count: Count, step: Mapping[str, Any]) -> str:
    name = count.name(step["option"])
    if "outcome" not in step:
        return _bought(count, step, name)
    words = {
        "name": name,
        "score": count.short(step["score"]),
        "cost": _money(step["cost"]),
        "money": _money(step["money"]),
    }
    return OUTCOMES[step["outcome"]]() % words


OUTCOMES = {
    "funded": lambda: _("%(name)s (%(score)s): %(cost)s of the %(money)s left, funded."),
    "too_dear": lambda: _("%(name)s (%(score)s): %(cost)s, more than the %(money)s left."),
    "too_few_votes": lambda: _("%(name)s (%(score)s): not enough support."),
    "after_the_end": lambda: _("%(name)s (%(score)s): the count had ended before it."),
}


def _bought(count: Count, step: Mapping[str, Any], name: str) -> str:
    if step.get("completed"):
        return _("%(name)s is funded with the money that was left.") % {"name": name}
    words = {"name": name, "supporters": count.short(step["supporters"]), "paid": _money(step["most_paid"])}
    if count.weighted:  # what one voter pays differs by college there
        return _("%(name)s is bought by its supporters, who weigh %(supporters)s.") % words
    return _("%(name)s is bought by its %(supporters)s supporters, each paying %(paid)s at most.") % words
