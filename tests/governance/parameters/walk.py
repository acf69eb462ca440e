"""The walk of the vocabulary: change one parameter of the code social, and something else happens.

An observation is a small scenario, played by the real acts, that tells what came of it in words and numbers. It is played
under the code of the tests and again under the same code with one value changed; what is told must differ. What a page
prints of the code itself is no observation.
"""

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import translation

from core.errors import Refusal
from governance.code.vocabulary import TERMS
from governance.code.vocabulary.shapes import Kind
from tests import code_social
from tests.house import Facts, say
from tests.walking import undone

Scenario = Callable[[Any], Any]


@dataclass(frozen=True)
class Observation:
    """A scenario that shows a parameter: what the code says besides, both times, and what else a number may be.

    Where it shows some words of a choice alone, `otherwise` are those.
    """

    see: Scenario
    given: Facts
    otherwise: tuple[Any, ...]


OBSERVED: dict[str, list[Observation]] = {}
SAID = code_social.given()
_before: dict[Any, Any] = {}


def shows(key: str, *otherwise: Any, given: Facts | None = None) -> Callable[[Scenario], Scenario]:
    """Note that a scenario shows a parameter."""

    def note(see: Scenario) -> Scenario:
        OBSERVED.setdefault(key, []).append(Observation(see, given or {}, otherwise))
        return see

    return note


def refusal_of(act: Callable[[], Any]) -> str:
    """The kind of refusal that an act meets; empty where it is done."""
    try:
        with transaction.atomic():
            act()
    except Refusal as refusal:
        return type(refusal).__name__
    return ""


def come_of(act: Callable[[], Any]) -> Any:
    """What an act gives, or the kind of refusal it meets; its words may print the code, so they are left out."""
    try:
        with transaction.atomic():
            return act()
    except Refusal as refusal:
        return type(refusal).__name__


def usual(key: str) -> Any:
    """What the code of the tests says, or what stands in where it is silent."""
    term = TERMS[key]
    if key in SAID:
        return SAID[key]
    return usual(term.like) if term.like else term.default


def changes(key: str) -> list[Any]:
    """Everything that a parameter is to be changed to: each other word, the other answer, a number that somebody chose.

    None where nobody wrote how it is seen.
    """
    term, observations = TERMS[key], OBSERVED.get(key, [])
    if term.kind == Kind.CHOICE:
        others = [word for word in term.words if word != usual(key)]
    elif term.kind == Kind.YESNO:
        others = [not usual(key)]
    else:
        others = [value for one in observations for value in one.otherwise]
    return others if observations and others else [None]


def complaint(key: str, other: Any, cast: Any) -> str:
    """Say that a parameter changes nothing, or that nobody wrote how it is seen; empty where something changes."""
    if other is None:
        return f"Nobody wrote how “{key}” is observed: write a scenario in tests/governance/parameters."
    fit = (one for one in OBSERVED[key] if not one.otherwise or other in one.otherwise)
    if any(_changes_something(one, key, other, cast) for one in fit):
        return ""
    return f"“{key}” changes nothing when the code says {json.dumps(other)}."


def _changes_something(one: Observation, key: str, other: Any, cast: Any) -> bool:
    # What is seen under the code as it is serves for every parameter that the same scenario shows.
    before = (one.see, json.dumps(one.given, sort_keys=True))
    if before not in _before:
        _before[before] = _seen(one.see, one.given, cast)
    return _before[before] != _seen(one.see, {**one.given, key: other}, cast)


def _seen(see: Scenario, values: Facts, cast: Any) -> Any:
    with undone(), translation.override("en"):
        say(values)
        return see(copy.deepcopy(cast))
