"""What a voter may mark on a ballot of each shape, read from a case into what rules take."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

from votes.rules.exact import MalformedCase, excerpt, inside, mapping, number, sequence, whole
from votes.rules.shapes import Number, figure

# (what was marked, its place, option → its place in the list, the variant with the seats) → the vote
Mark = Callable[[Any, str, Mapping[str, int], Mapping[str, Any]], Hashable]


def _option(value: Any, place: str, options: Mapping[str, int]) -> str:
    if not isinstance(value, str) or value not in options:
        raise MalformedCase(f"{place}: option {excerpt(value)} is not in options")
    return value


def yes_no(value: Any, place: str, _options: Mapping[str, int], _variant: Mapping[str, Any]) -> Hashable:
    """Read yes, no or abstain."""
    if value not in ("yes", "no", "abstain"):
        raise MalformedCase(f"{place}: {excerpt(value)} is none of yes, no, abstain")
    return str(value)


def choice(value: Any, place: str, options: Mapping[str, int], _variant: Mapping[str, Any]) -> Hashable:
    """Read one option, or null for a blank paper."""
    return None if value is None else _option(value, place, options)


def approvals(
    value: Any, place: str, options: Mapping[str, int], _variant: Mapping[str, Any]
) -> tuple[str, ...]:
    """Read options, each once, in the order of the list: two ballots that tick alike are alike."""
    named = [_option(option, place, options) for option in sequence(value, place)]
    _once(named, place)
    return tuple(sorted(named, key=lambda option: options[option]))


def choices(value: Any, place: str, options: Mapping[str, int], variant: Mapping[str, Any]) -> Hashable:
    """Read names, no more than the seats or the number allowed."""
    named = approvals(value, place, options, variant)
    most = variant.get("max_names", variant["seats"])
    if len(named) > most:
        raise MalformedCase(f"{place}: names {len(named)} options, and {most} at most are allowed")
    return named


def scores(
    value: Any, place: str, options: Mapping[str, int], _variant: Mapping[str, Any]
) -> tuple[tuple[str, Number], ...]:
    """Read points by option; an option left out has none."""
    by_option = mapping(value, place)
    points = [
        (_option(option, place, options), number(by_option[option], inside(place, option)))
        for option in by_option
    ]
    return tuple(sorted(points, key=lambda pair: options[pair[0]]))


def points(value: Any, place: str, options: Mapping[str, int], variant: Mapping[str, Any]) -> Hashable:
    """Read points that a voter spends, no more than there are."""
    spending = scores(value, place, options, variant)
    for option, spent in spending:
        if spent < 0:
            raise MalformedCase(f"{inside(place, option)}: {figure(spent)} is less than zero")
    _spends(sum(spent for _option, spent in spending), variant["points_per_voter"], place)
    return spending


def credit_votes(value: Any, place: str, options: Mapping[str, int], variant: Mapping[str, Any]) -> Hashable:
    """Read votes that cost their square, no more than the credits there are."""
    by_option = mapping(value, place)
    for option in by_option:
        whole(by_option[option], inside(place, option))
    _spends(sum(number**2 for number in by_option.values()), variant["credits_per_voter"], place)
    return scores(value, place, options, variant)


def _spends(spent: Number, purse: Any, place: str) -> None:
    if spent > number(purse, place):
        raise MalformedCase(f"{place}: spends {figure(spent)}, and a voter has {excerpt(purse)}")


def grades(value: Any, place: str, options: Mapping[str, int], variant: Mapping[str, Any]) -> Hashable:
    """Read a grade for each option, in the order of the list."""
    by_option = mapping(value, place)
    for option in by_option:
        _option(option, place, options)
    top = len(variant["grades"]) - 1
    for option in options:
        if option not in by_option:
            raise MalformedCase(f"{place}: option {excerpt(option)} has no grade")
        if whole(by_option[option], inside(place, option)) > top:
            raise MalformedCase(
                f"{inside(place, option)}: {excerpt(by_option[option])} is no grade from 0 to {top}"
            )
    return tuple(by_option[option] for option in options)


def strict_ranking(
    value: Any, place: str, options: Mapping[str, int], _variant: Mapping[str, Any]
) -> Hashable:
    """Read a ranking, best first, without equal places."""
    named = sequence(value, place)
    if any(isinstance(item, list) for item in named):
        raise MalformedCase(f"{place}: equal ranks are not allowed here")
    ranked = [_option(option, place, options) for option in named]
    _once(ranked, place)
    return tuple(ranked)


def ranking(value: Any, place: str, options: Mapping[str, int], _variant: Mapping[str, Any]) -> Hashable:
    """Read a ranking, best first; a list within it is a tie, and becomes a frozenset."""
    tiers: list[Hashable] = []
    ranked: list[str] = []
    for item in sequence(value, place):
        tier = [_option(option, place, options) for option in (item if isinstance(item, list) else [item])]
        if isinstance(item, list) and len(tier) < 2:
            raise MalformedCase(f"{place}: a tie needs two options")
        tiers.append(frozenset(tier) if isinstance(item, list) else tier[0])
        ranked += tier
    _once(ranked, place)
    return tuple(tiers)


def _once(named: list[str], place: str) -> None:
    if len(set(named)) != len(named):
        twice = next(name for k, name in enumerate(named) if name in named[:k])
        raise MalformedCase(f"{place}: option {excerpt(twice)} occurs twice")


# Shape → the key of a ballot line that carries it, and how it is read.
SHAPES: dict[str, tuple[str, Mark]] = {
    "yes_no": ("choice", yes_no),
    "choice": ("choice", choice),
    "choices": ("choices", choices),
    "approvals": ("approvals", approvals),
    "scores": ("scores", scores),
    "points": ("scores", points),
    "credits": ("scores", credit_votes),
    "grades": ("grades", grades),
    "ranking": ("ranking", ranking),
    "strict_ranking": ("ranking", strict_ranking),
}
