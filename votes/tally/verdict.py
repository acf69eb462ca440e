"""The verdict in one sentence, then its picture: the same for pages, mails and the register."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.pictures.hemicycle import Wedge, hemicycle, voices_per_dot
from core.pictures.votebar import votebar
from core.prose.tags import percent
from votes.rounds.explain import base_words, share_words
from votes.rules.motion import MotionRule

Outcome = Mapping[str, Any]


@dataclass(frozen=True)
class Verdict:
    """A word, the figure beside it, and the sentence that says the whole."""

    adopted: bool
    word: str
    figure: str
    sentence: str


@dataclass(frozen=True)
class Picture:
    """The two pictures of a result."""

    hemicycle: SafeString
    votebar: SafeString


def verdict(rule: MotionRule, outcome: Outcome, adopted: bool) -> Verdict:
    """Say the verdict first: adopted or not, by which rule, on which base, with the exact figures."""
    word = _("Adopted") if adopted else _("Not adopted")
    figure = ""
    if outcome["ratio"] is not None:
        figure = _("%(percent)s for") % {"percent": _percent(outcome["ratio"])}
    return Verdict(adopted, word, figure, " ".join([f"{word}.", *reasons(rule, outcome)]))


def _percent(ratio: str) -> str:
    """Two decimals, none where the percentage is whole; the exact fraction stands beside it."""
    return percent(ratio, 0 if (Fraction(ratio) * 100).denominator == 1 else 2)


def reasons(rule: MotionRule, outcome: Outcome) -> list[str]:
    """Say why, sentence by sentence, without the verdict itself."""
    if outcome["reason"] == "quorum_missed":
        return [
            _("The quorum was missed: %(counted)s voices of %(registered)s took part, it took %(required)s.")
            % outcome["quorum"],
            _counted_anyway(outcome),
        ]
    if outcome["reason"] == "no_votes_expressed":
        return [_("Nobody voted for or against.")]
    sentences = [_needed(rule), _reached(outcome)]
    if outcome["reason"] == "tie":
        sentences.append(_("An exact tie is not a majority."))
    if outcome["reason"] == "floor_guard":
        sentences.append(_("“Against” is at least as strong as “for”: no clause may adopt it."))
    return sentences


def _needed(rule: MotionRule) -> str:
    words = {"share": share_words(rule.threshold), "base": base_words(rule)}
    by_college = rule.colleges is not None and rule.colleges.method != "flat"
    if rule.threshold.comparator == "gt":
        return (
            _("It needed more than %(share)s of %(base)s, weighted by college.") % words
            if by_college
            else _("It needed more than %(share)s of %(base)s.") % words
        )
    return (
        _("It needed at least %(share)s of %(base)s, weighted by college.") % words
        if by_college
        else _("It needed at least %(share)s of %(base)s.") % words
    )


def _reached(outcome: Outcome) -> str:
    words = {"percent": _percent(outcome["ratio"]), "exact": outcome["ratio"]}
    if "/" not in outcome["ratio"]:
        return _("“For” reached %(percent)s.") % words
    return _("“For” reached %(percent)s (exactly %(exact)s).") % words


def _counted_anyway(outcome: Outcome) -> str:
    return _("Counted all the same: for %(for)s, against %(against)s, abstaining %(abstain)s.") % outcome


def picture(rule: MotionRule, outcome: Outcome, names: Mapping[str, str]) -> Picture:
    """Draw the hemicycle and the vote bar of a result."""
    return Picture(_hemicycle(outcome, names), _votebar(rule, outcome))


def _hemicycle(outcome: Outcome, names: Mapping[str, str]) -> SafeString:
    lines = outcome["colleges"]
    weighted = any(line["weight"] for line in lines)
    wedges = [
        Wedge(
            # Its first words: a long name would run out of the picture, and the table has it whole.
            name=names.get(line["code"], "").split(" et ")[0].split(" and ")[0],
            under=_("weight %(percent)s") % {"percent": percent(line["weight"], 0)} if line["weight"] else "",
            share=float(Fraction(line["weight"])) if line["weight"] else float(line["registered"]),
            dots=(
                ("for", line["for"]),
                ("abstain", line["abstain"]),
                ("against", line["against"]),
                ("absent", line["absent"]),
            ),
        )
        for line in lines
    ]
    return hemicycle(
        wedges,
        title=_("How the voices fall, by college") if weighted else _("How the voices fall"),
        desc=_described(outcome, names),
        middle=str(outcome["cast"]),
        under=_("voices"),
    )


def _described(outcome: Outcome, names: Mapping[str, str]) -> str:
    parts = [
        _("%(name)s: for %(for)s, against %(against)s, abstaining %(abstain)s, absent %(absent)s.")
        % {**line, "name": names.get(line["code"]) or _("All voices")}
        for line in outcome["colleges"]
    ]
    per_dot = voices_per_dot(outcome["registered"])
    if per_dot > 1:
        parts.append(_("One dot stands for %(count)s voices.") % {"count": per_dot})
    return " ".join(parts)


def _votebar(rule: MotionRule, outcome: Outcome) -> SafeString:
    for_, against = sides(outcome)
    threshold = float(rule.threshold.share) * 100
    needed = (
        _("it took more than %(percent)s") if rule.threshold.comparator == "gt" else _("it took %(percent)s")
    ) % {"percent": percent(rule.threshold.share, 0 if threshold == int(threshold) else 1)}
    return votebar(
        for_,
        against,
        threshold=threshold,
        mark=needed,
        title=_("For and against"),
        desc=_("%(for)s %% for, %(against)s %% against; %(needed)s.")
        % {"for": f"{for_:.2f}", "against": f"{against:.2f}", "needed": needed},
    )


def sides(outcome: Outcome) -> tuple[float, float]:
    """The two sides as percents of what the threshold is a share of, for drawing only."""
    if outcome["weighted"]:
        base = Fraction(outcome["weighted"]["base"])
        sides = Fraction(outcome["weighted"]["for"]), Fraction(outcome["weighted"]["against"])
    else:
        base = Fraction(outcome["heads"]["base"])
        sides = Fraction(outcome["for"]), Fraction(outcome["against"])
    if not base:
        return 0.0, 0.0
    return float(100 * sides[0] / base), float(100 * sides[1] / base)
