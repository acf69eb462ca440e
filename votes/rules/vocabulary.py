"""The words a rule's variant may use: key by key, what is allowed, and how it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from votes.rules.exact import (
    MalformedCase,
    excerpt,
    inside,
    mapping,
    not_negative,
    number,
    positive,
    sequence,
    whole,
)

# Reads the value of one key: (value, place, options, the whole variant) → what the rule takes.
Reader = Callable[[Any, str, Sequence[str], Mapping[str, Any]], Any]


@dataclass(frozen=True)
class Key:
    """One key of a variant. A key that may be left out is `optional`."""

    read: Reader
    optional: bool = False


def words(*allowed: Any, optional: bool = False) -> Key:
    """One of a few values, of the same type: 1 is not true."""

    def read(value: Any, place: str, _options: Sequence[str], _variant: Mapping[str, Any]) -> Any:
        for word in allowed:
            if type(value) is type(word) and value == word:
                return value
        raise MalformedCase(
            f"{place}: {excerpt(value)} is none of {', '.join(excerpt(word) for word in allowed)}"
        )

    return Key(read, optional)


def amount(*, optional: bool = False) -> Key:
    """An exact number, zero or more."""
    return Key(lambda value, place, _options, _variant: not_negative(value, place), optional)


def count_of(*, optional: bool = False) -> Key:
    """A whole number, one or more."""
    return Key(lambda value, place, _options, _variant: whole(value, place, least=1), optional)


def text(*, optional: bool = False) -> Key:
    """A text that is not empty."""

    def read(value: Any, place: str, _options: Sequence[str], _variant: Mapping[str, Any]) -> str:
        if not isinstance(value, str) or not value.strip():
            raise MalformedCase(f"{place}: {excerpt(value)} is not a text")
        return value

    return Key(read, optional)


def share() -> Key:
    """A threshold: an exact share, from nothing to the whole."""

    def read(value: Any, place: str, _options: Sequence[str], _variant: Mapping[str, Any]) -> Fraction:
        exact = not_negative(value, place)
        if exact > 1:
            raise MalformedCase(f"{place}: {excerpt(value)} is more than the whole")
        return Fraction(exact)

    return Key(read)


def _names(value: Any, place: str, _options: Sequence[str], _variant: Mapping[str, Any]) -> list[str]:
    names = sequence(value, place)
    if not names or not all(isinstance(name, str) for name in names):
        raise MalformedCase(f"{place}: {excerpt(value)} is not a list of names")
    return names


def _option(value: Any, place: str, options: Sequence[str], _variant: Mapping[str, Any]) -> str:
    if not isinstance(value, str) or value not in options:
        raise MalformedCase(f"{place}: option {excerpt(value)} is not in options")
    return value


def _ratios(value: Any, place: str, options: Sequence[str], variant: Mapping[str, Any]) -> dict[str, Any]:
    return {
        _option(option, place, options, variant): not_negative(ratio, inside(place, option))
        for option, ratio in mapping(value, place).items()
    }


def _missing(value: Any, place: str, _options: Sequence[str], variant: Mapping[str, Any]) -> Any:
    if value in ("none", "own_median") and isinstance(value, str):
        return value
    grades = variant.get("grades")
    if type(value) is not int or not isinstance(grades, list) or not 0 <= value < len(grades):
        raise MalformedCase(
            f'{place}: {excerpt(value)} is neither "none" nor "own_median" nor the index of a grade'
        )
    return value


def _most(
    value: Any, place: str, _options: Sequence[str], _variant: Mapping[str, Any]
) -> list[dict[str, Any]]:
    steps = []
    for k, step in enumerate(sequence(value, place)):
        path = f"{place}[{k}]"
        only(mapping(step, path), {"most"}, path)
        steps.append({"most": number(step["most"], f"{path}.most")})
    return steps


def _quorum(value: Any, place: str, options: Sequence[str], variant: Mapping[str, Any]) -> dict[str, Any]:
    only(mapping(value, place), {"counts", "at_least"}, place, {"cast"})
    condition = {
        "counts": words("yes", "cast").read(value["counts"], f"{place}.counts", options, variant),
        "at_least": not_negative(value["at_least"], f"{place}.at_least"),
    }
    if "cast" in value:
        condition["cast"] = not_negative(value["cast"], f"{place}.cast")
    return condition


def _also(value: Any, place: str, options: Sequence[str], variant: Mapping[str, Any]) -> dict[str, Any]:
    return variation(value, ALSO, options, place)


def _nothing_or_number(value: Any, place: str, _options: Sequence[str], _variant: Mapping[str, Any]) -> Any:
    return None if value is None else number(value, place)


GRADES = Key(_names)
MISSING = Key(_missing)
OPTION = Key(_option, optional=True)
RATIOS = Key(_ratios, optional=True)
MOST = Key(_most, optional=True)
QUORUM = Key(_quorum, optional=True)
THRESHOLD_OR_NONE = Key(_nothing_or_number)
ALSO = {"base": words("yes+no", "members"), "threshold": share(), "strict": words(True, False)}
YES_NO = {
    **ALSO,
    "members": Key(lambda value, place, _options, _variant: positive(value, place), optional=True),
    "quorum": QUORUM,
    "also": Key(_also, optional=True),
}


def only(facts: Mapping[str, Any], needed: set[str], place: str, may: set[str] | None = None) -> None:
    """Refuse keys that are missing, and keys that nobody knows."""
    for key in sorted(needed - set(facts)):
        raise MalformedCase(f"{place}.{key} is missing")
    for key in sorted(set(facts) - needed - (may or set())):
        raise MalformedCase(f"{place}: the key {excerpt(key)} is unknown")


def variation(
    variant: Any, keys: Mapping[str, Key], options: Sequence[str], place: str = "variant"
) -> dict[str, Any]:
    """Read a variant by its vocabulary. Raises MalformedCase naming the key that cannot be read."""
    facts = mapping(variant, place)
    needed = {name for name, key in keys.items() if not key.optional}
    only(facts, needed, place, set(keys))
    return {name: keys[name].read(value, f"{place}.{name}", options, facts) for name, value in facts.items()}
