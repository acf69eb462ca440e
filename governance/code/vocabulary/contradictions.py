"""What a code says that cannot be applied together: refused where it is written, and again when a question is made."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from core.errors import Refusal
from governance.code.vocabulary import DECISION_TYPES, TERMS, name_of, word_of
from governance.code.vocabulary.values import Code
from votes.rounds.explain import decision_name
from votes.rules.majority import breaks_ties
from votes.rules.shapes import Threshold

HALF = Fraction(1, 2)
QUORUMS = ("quorum", "quorum_second", "quorum_college", "quorum_college_second")
# The bases that a way of counting the colleges can honour; the others honour all of them.
HONOURED = {"bloc": ("expressed",), "per_capita": ("expressed", "expressed_with_blank", "registered")}


class ContradictoryCode(Refusal):
    """Values of the code in force that contradict each other, so that nobody could say which one counts."""


def contradictions_of(code: Code, kind: str) -> Iterator[str]:
    """Say what one kind of vote contradicts, one sentence each, with the way out."""
    yield from _out_of_reach(code, kind)
    yield from _base_of_colleges(code, kind)
    yield from _without_colleges(code, kind)
    yield from _too_many_needed(code, kind)
    yield from _fewer_persons_for(code, kind)


def idle_casting_vote(code: Code) -> Iterator[str]:
    """A casting vote that no kind of vote could ever use."""
    if (
        code.says("casting_vote")
        and code.value("casting_vote")
        and not any(may_tie(code, kind) for kind in code.decision_types())
    ):
        yield _(
            "Article %(article)s gives the chair a casting vote, which breaks a tie of more than half of the votes expressed, and no kind of vote is decided so. Take it away, or give one of them that majority."
        ) % {"article": code.article("casting_vote")}


def may_tie(code: Code, kind: str) -> bool:
    """Whether a kind of vote is decided by more than half of the votes expressed, and a tie of it could be broken.

    A majority of persons and of colleges has more persons for than against, whatever the chair says; and colleges that
    weigh tie nowhere but among what is expressed: as `MotionRule.may_tie` has it of the rule that is made of the code.
    """
    needed = Threshold(code.value(f"{kind}.threshold"), code.value(f"{kind}.comparator"))
    method = code.value(f"{kind}.colleges")
    of_expressed = (
        code.value("colleges.inactive") == "excluded" and code.value("colleges.result_base") == "expressed"
    )
    breakable = method in ("none", "flat") or (method != "double_majority" and of_expressed)
    return breakable and breaks_ties(code.value(f"{kind}.base"), needed)


def _in_words(code: Code, key: str) -> dict[str, Any]:
    """An article, a name and a value in words, as sentences say them; of a silent code, no article."""
    value = code.value(key)
    return {
        "article": code.article(key) if code.says(key) else "–",
        "name": name_of(key),
        "value": word_of(key, value) if isinstance(value, str) else value,
    }


def _out_of_reach(code: Code, kind: str) -> Iterator[str]:
    """More than all of them: no vote could ever pass that."""
    if code.value(f"{kind}.threshold") == 1 and code.value(f"{kind}.comparator") == "gt":
        yield _(
            "“%(kind)s”: a majority of more than all voices is never passed (article %(article)s). Let the whole be reached, or ask for less."
        ) % {"kind": decision_name(kind), **_in_words(code, f"{kind}.threshold")}
    if code.value(f"{kind}.quorum_comparator") != "gt":
        return
    for name in QUORUMS:
        if f"{kind}.{name}" in TERMS and code.value(f"{kind}.{name}") == 1:
            yield _(
                "“%(kind)s”: a quorum of more than all of them is never passed (article %(article)s). Let the whole be reached, or ask for less."
            ) % {"kind": decision_name(kind), **_in_words(code, f"{kind}.{name}")}
            return


def _base_of_colleges(code: Code, kind: str) -> Iterator[str]:
    """A block and a college spread over its members have a base of their own."""
    method, base = code.value(f"{kind}.colleges"), code.value(f"{kind}.base")
    if base in HONOURED.get(method, (base,)):
        return
    yield _(
        "“%(kind)s” is counted on “%(base)s” (article %(article)s), and the colleges as “%(method)s”, which cannot be counted so. Choose “%(other)s”, or another way to count the colleges."
    ) % {
        "kind": decision_name(kind),
        "base": word_of(f"{kind}.base", base),
        "article": code.article(f"{kind}.base"),
        "method": word_of(f"{kind}.colleges", method),
        "other": word_of(f"{kind}.base", "expressed"),
    }


def _without_colleges(code: Code, kind: str) -> Iterator[str]:
    """People sit in a circle by themselves, and are in no college there."""
    if kind != "circle":
        return
    if code.value("circle.colleges") != "none":
        yield _(
            "“%(kind)s” counts colleges (article %(article)s), and nobody is in one there: people sit in a circle by themselves. Choose “%(other)s”."
        ) % {
            "kind": decision_name(kind),
            "article": code.article("circle.colleges"),
            "other": word_of("circle.colleges", "none"),
        }
    if code.value("circle.quorum_college"):
        yield _(
            "“%(kind)s” asks for a quorum in each college (article %(article)s), and nobody is in one there: people sit in a circle by themselves. Put 0, or take it away."
        ) % {"kind": decision_name(kind), **_in_words(code, "circle.quorum_college")}


def _too_many_needed(code: Code, kind: str) -> Iterator[str]:
    """A majority of more colleges than there are."""
    if code.value(f"{kind}.colleges") != "double_majority" or not code.says("colleges.weights"):
        return
    needed, number = code.value("colleges.needed"), len(code.value("colleges.weights"))
    if needed > number:
        yield _(
            "“%(kind)s” needs %(needed)d colleges in favour (article %(article)s), and there are %(there)d. Ask for fewer."
        ) % {
            "kind": decision_name(kind),
            "needed": needed,
            "article": code.article("colleges.needed"),
            "there": number,
        }


def _fewer_persons_for(code: Code, kind: str) -> Iterator[str]:
    """A majority of persons that as many persons, or more, may be against."""
    if code.value(f"{kind}.colleges") != "double_majority" or code.value(f"{kind}.floor_guard"):
        return
    threshold, comparator = code.value(f"{kind}.threshold"), code.value(f"{kind}.comparator")
    if threshold < HALF or (threshold == HALF and comparator == "gte"):
        yield _(
            "“%(kind)s” asks for a majority of persons and of colleges (article %(article)s), and lets a text pass with as many persons against as for. Say yes to “%(floor)s”, or ask for more than half."
        ) % {
            "kind": decision_name(kind),
            "article": code.article(f"{kind}.colleges"),
            "floor": name_of(f"{kind}.floor_guard"),
        }


def all_contradictions(code: Code) -> Iterator[str]:
    """Everything that a code contradicts, kind of vote by kind of vote."""
    for kind in DECISION_TYPES:
        if kind in code.decision_types():
            yield from contradictions_of(code, kind)
    yield from idle_casting_vote(code)
