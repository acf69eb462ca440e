"""How a vote is counted under a code: the rule of a round, built from its values, with the articles that say it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from core.errors import Refusal
from governance.code.vocabulary import word_of
from governance.code.vocabulary.contradictions import ContradictoryCode, contradictions_of
from governance.code.vocabulary.values import Code
from votes.rounds.explain import decision_name
from votes.rules.colleges import Method
from votes.rules.frame import CollegeRule
from votes.rules.motion import MotionRule
from votes.rules.quorum import Quorum
from votes.rules.shapes import Base, Threshold
from votes.rules.terms import Terms


class WeightlessCollege(Refusal):
    """A vote by colleges would count a college that the code gives no weight."""

    def __init__(self, colleges: Iterable[str], article: str) -> None:
        super().__init__(
            _(
                "Article %(article)s gives no weight to these colleges of the roll: %(colleges)s. Amend the code social, or let other colleges vote."
            )
            % {"article": article, "colleges": ", ".join(sorted(colleges))}
        )


class OnlyForOrAgainst(Refusal):
    """Colleges that count as blocks, or of which so many must be for, say yes or no; they cannot choose between options."""

    def __init__(self, decision_type: str, method: str, articles: Iterable[str]) -> None:
        super().__init__(
            _(
                "“%(kind)s” counts “%(method)s” (article %(articles)s), which only for and against can do. Choose another kind of vote."
            )
            % {
                "kind": decision_name(decision_type),
                "method": word_of(f"{decision_type}.colleges", method),
                "articles": ", ".join(articles),
            }
        )


def motion_rule(
    code: Code,
    decision_type: str,
    colleges: Iterable[str],
    *,
    could_vote: Iterable[str] | None = None,
    second_call: bool = False,
) -> tuple[MotionRule, list[str]]:
    """Build the rule of a for/against/abstain vote, and list the articles that say it.

    `colleges` are the codes of the colleges on the roll, `could_vote` those that could be on it: all that the code weighs
    when left out. A meeting on second call has a quorum of its own. Raises ContradictoryCode where the code does not
    agree with itself.
    """
    agrees(code, decision_type)
    keys = _Reader(code, decision_type)
    base = keys.own("base")
    rule = MotionRule(
        base=base,
        threshold=Threshold(keys.own("threshold"), keys.own("comparator")),
        floor_guard=keys.own("floor_guard"),
        abstain_counts_as=None,
        quorum=_quorum(keys, second_call=second_call) or None,
        colleges=_colleges(keys, set(colleges), None if could_vote is None else set(could_vote), base=base),
    )
    return rule, keys.articles()


def count_terms(
    code: Code,
    decision_type: str,
    colleges: Iterable[str],
    *,
    could_vote: Iterable[str] | None = None,
    second_call: bool = False,
) -> tuple[Terms, list[str]]:
    """Build the terms of a vote between options, and list the articles that say them.

    Raises OnlyForOrAgainst where the colleges could not choose, ContradictoryCode where the code does not agree with itself.
    """
    agrees(code, decision_type)
    keys = _Reader(code, decision_type)
    method = keys.own("colleges")
    if method in ("bloc", "double_majority"):
        raise OnlyForOrAgainst(decision_type, method, keys.articles())
    terms = Terms(
        quorum=_quorum(keys, second_call=second_call) or None,
        colleges=_colleges(keys, set(colleges), None if could_vote is None else set(could_vote), base=None),
        tie=keys.shared("tie.rule"),
    )
    return terms, keys.articles()


def agrees(code: Code, decision_type: str) -> None:
    """Raise ContradictoryCode with the first thing that a kind of vote contradicts."""
    for sentence in contradictions_of(code, decision_type):
        raise ContradictoryCode(sentence)


class _Reader:
    """Reads parameters and remembers which articles they came from, in reading order."""

    def __init__(self, code: Code, decision_type: str) -> None:
        self.code = code
        self.decision_type = decision_type
        self.seen: dict[str, None] = {}

    def own(self, name: str) -> Any:
        return self.shared(f"{self.decision_type}.{name}")

    def shared(self, key: str) -> Any:
        self.seen |= dict.fromkeys(self.code.cite(key))
        return self.code.value(key)

    def articles(self) -> list[str]:
        return list(self.seen)


def quorum_of(code: Code, decision_type: str, *, second_call: bool = False) -> Quorum:
    """What a kind of vote asks of the whole and of each college; nothing where the code asks for nothing."""
    return _quorum(_Reader(code, decision_type), second_call=second_call)


def _quorum(keys: _Reader, *, second_call: bool) -> Quorum:
    whole = keys.own("quorum_second") if second_call else keys.own("quorum")
    college = keys.own("quorum_college_second") if second_call else keys.own("quorum_college")
    return Quorum(
        *(Threshold(share, keys.own("quorum_comparator")) if share else None for share in (whole, college))
    )


def _colleges(
    keys: _Reader, on_roll: set[str], could_vote: set[str] | None, *, base: Base | None
) -> CollegeRule | None:
    """How the colleges enter the result; of options, which have no `base`, only what they weigh."""
    method = keys.own("colleges")
    if method == "none":
        return None
    if not on_roll:
        raise ContradictoryCode(_nobody_in_one(keys))
    if method == "double_majority":
        return _double(keys, on_roll)
    weights = keys.shared("colleges.weights")
    if weightless := on_roll - set(weights):
        raise WeightlessCollege(weightless, keys.code.article("colleges.weights"))
    weighed = {code: weight for code, weight in weights.items() if code in on_roll}
    if method == "flat":
        return CollegeRule("flat", weighed)
    if base is None:
        inside = keys.shared("colleges.base") if method == "proportional" else "expressed"
        return CollegeRule(
            method, weighed, college_base="expressed" if inside == "expressed" else "present_or_represented"
        )
    rule = replace(_weighing(keys, method, base), weights=weighed)
    if rule.inactive == "kept":
        # Kept means kept: even a college in which nobody is left stays in the whole, where it was asked.
        rule = replace(
            rule,
            weights={
                code: w for code, w in weights.items() if could_vote is None or code in could_vote | on_roll
            },
        )
    return rule


def _weighing(keys: _Reader, method: Method, base: Base) -> CollegeRule:
    """The base of the majority, applied inside each college; the result is on the whole where that base is.

    A college without votes that is kept is kept in the whole, whatever the result is made on.
    """
    rule = CollegeRule(
        method, {}, inactive=keys.shared("colleges.inactive"), college_base=base, result_base="total"
    )
    if method == "bloc":
        rule = replace(rule, tie_in_college=keys.shared("colleges.tie"))
    if base not in ("expressed", "expressed_with_blank"):
        return rule
    if rule.inactive == "excluded" and keys.shared("colleges.result_base") == "expressed":
        rule = replace(rule, result_base=base)
    if method == "proportional" and keys.shared("colleges.base") == "present":
        rule = replace(rule, college_base="present_or_represented")
    return rule


def _double(keys: _Reader, on_roll: set[str]) -> CollegeRule:
    needed = keys.shared("colleges.needed")
    if needed > len(on_roll):
        raise ContradictoryCode(
            _("“%(kind)s” needs %(needed)d colleges in favour (article %(article)s), and only %(there)d vote. Ask more colleges, or choose another kind of vote.")
            % {
                "kind": decision_name(keys.decision_type), "needed": needed, "there": len(on_roll),
                "article": keys.code.article("colleges.needed"),
            }
        )  # fmt: skip
    return CollegeRule("double_majority", {}, needed=needed)


def _nobody_in_one(keys: _Reader) -> str:
    return _("“%(kind)s” counts colleges (article %(article)s), and nobody who would vote is in one. Ask the members, or choose another kind of vote.") % {
        "kind": decision_name(keys.decision_type), "article": keys.code.article(f"{keys.decision_type}.colleges"),
    }  # fmt: skip
