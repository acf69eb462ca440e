"""The verdict in one sentence, then its picture: the same for pages, mails and the register."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.pictures.hemicycle import Wedge, hemicycle, voices_per_dot
from core.pictures.votebar import votebar
from core.prose.shares import percentage, with_fraction
from votes.rounds.explain import base_of, base_words, quorum_missed, share_words, weights_in_percent
from votes.rules.motion import MotionRule
from votes.tally.readings.words import few_voted, hides_marks

Outcome = Mapping[str, Any]
DOTS = ("for", "abstain", "blank", "null", "against", "absent")


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


def verdict(
    rule: MotionRule, outcome: Outcome, adopted: bool, names: Mapping[str, str] | None = None
) -> Verdict:
    """Say the verdict first: adopted or not, by which rule, on which base, with the exact figures.

    `names` are those of the colleges, by code.
    """
    word = _("Adopted") if adopted else _("Not adopted")
    figure = ""
    if outcome["ratio"] is not None:
        figure = _("%(percent)s for") % {"percent": _percent(rule, outcome["ratio"])}
    return Verdict(adopted, word, figure, " ".join([f"{word}.", *reasons(rule, outcome, names or {})]))


def _percent(rule: MotionRule, ratio: str | Fraction) -> str:
    """A share beside what it is compared with, on the side on which it is."""
    return percentage(ratio, marks=marks_of(rule))


def marks_of(rule: MotionRule) -> list[Fraction]:
    """What the share of a side is compared with: the threshold, and half, which is as many for as against."""
    return [rule.threshold.share, Fraction(1, 2)]


def brought(rule: MotionRule, outcome: Outcome) -> dict[str, str]:
    """What each college brings to “for”, by its code, and all of them together under none, beside what it took."""
    weighted = outcome["weighted"]
    if not weighted:
        return {}
    base = Fraction(weighted["base"])
    marks = [base, *(mark * base for mark in marks_of(rule))]
    shares = {line["code"]: line["weighs_for"] for line in outcome["colleges"] or ()}
    percents = {
        code: percentage(share, marks=marks) for code, share in {**shares, "": weighted["for"]}.items()
    }
    if base != 1:
        # Of less than all weights: else it would read as another share than the one that decided.
        whole = percentage(base, marks=[weighted["for"]])
        percents[""] = _("%(share)s of %(base)s") % {"share": percents[""], "base": whole}
    return percents


def reasons(rule: MotionRule, outcome: Outcome, names: Mapping[str, str]) -> list[str]:
    """Say why, sentence by sentence, without the verdict itself."""
    reason = outcome["reason"]
    if hides_marks(outcome):
        return [*(quorum_missed(outcome, names) or [_needed(rule)]), few_voted()]
    if reason == "quorum_missed":
        return [*quorum_missed(outcome, names), _counted_anyway(outcome)]
    if is_withheld(outcome):
        return [_needed(rule), _weighing_withheld(outcome)]
    if outcome["for"] + outcome["against"] == 0:
        return [_("Nobody voted for or against.")]
    if outcome["ratio"] is None:
        return [_no_side_weighs(outcome)]
    sentences = [_needed(rule), _reached(rule, outcome)]
    details = {
        "tie": lambda: _("An exact tie is not a majority."),
        "floor_guard": lambda: _("“Against” is at least as strong as “for”: no clause may adopt it."),
        "no_votes_expressed": lambda: _no_side_weighs(outcome),
        "no_weight": lambda: _no_side_weighs(outcome),
        "casting_vote": lambda: _casting(outcome),
    }
    sentences += [details[reason]()] if reason in details else []
    return sentences + _double(outcome, names)


def is_withheld(outcome: Outcome) -> bool:
    """Whether the weights of the colleges are hidden, because they would show how a few people voted."""
    return "weighted" in outcome.get("withheld", ())


def _weighing_withheld(outcome: Outcome) -> str:
    words = {"figures": ", ".join(side_figures(outcome))}
    return (
        _(
            "By heads: %(figures)s. What the colleges weighed together is not shown: in one of them, too few people voted to hide anybody."
        )
        % words
    )


def _no_side_weighs(outcome: Outcome) -> str:
    """Somebody voted, and no side weighs anything: colleges tie inside, or have no weight."""
    voted = [line for line in _lines(outcome) if line["for"] or line["against"]]
    if any(Fraction(line["weight"] or 0) for line in voted):
        return _("Every college that voted ties inside, and weighs on neither side: a tie is not a majority.")
    return _("Those who voted for or against are of colleges that weigh nothing in the result.")


def _casting(outcome: Outcome) -> str:
    if outcome["adopted"]:
        return _("It was an exact tie; the casting vote of who chairs the meeting adopts it.")
    return _("It was an exact tie; the casting vote of who chairs the meeting rejects it.")


def _double(outcome: Outcome, names: Mapping[str, str]) -> list[str]:
    """The other half of a double majority: how many colleges are in favour, by name where that is told."""
    both = outcome.get("double")
    if not both:
        return []
    if "colleges_for" not in both and "in_favour" not in both:
        return [_double_withheld(outcome)]
    named = both.get("colleges_for", ())
    words = {
        "count": both.get("in_favour", len(named)),
        "needed": both["needed"],
        "list": ", ".join(names.get(code, code) for code in named),
    }
    if not words["count"]:
        return [_("No college is in favour, and it took %(needed)s.") % words]
    if "in_favour" in both:
        return [
            ngettext(
                "%(count)s college is in favour, and it took %(needed)s.",
                "%(count)s colleges are in favour, and it took %(needed)s.",
                words["count"],
            )
            % words
        ]
    return [
        ngettext(
            "%(count)s college is in favour (%(list)s), and it took %(needed)s.",
            "%(count)s colleges are in favour (%(list)s), and it took %(needed)s.",
            words["count"],
        )
        % words
    ]


def _double_withheld(outcome: Outcome) -> str:
    needed = outcome["double"]["needed"]
    if outcome["reason"] == "too_few_colleges":
        return ngettext(
            "It took %(needed)s college in favour, and there were fewer.",
            "It took %(needed)s colleges in favour, and there were fewer.",
            needed,
        ) % {"needed": needed}
    return ngettext(
        "It took %(needed)s college in favour.", "It took %(needed)s colleges in favour.", needed
    ) % {"needed": needed}


def _needed(rule: MotionRule) -> str:
    words = {"share": share_words(rule.threshold), "base": base_words(rule)}
    by_college = rule.is_weighted and base_of(rule) not in ("weight", "weight_in")
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


def _reached(rule: MotionRule, outcome: Outcome) -> str:
    words = {"percent": _percent(rule, outcome["ratio"]), "exact": outcome["ratio"]}
    if "/" not in outcome["ratio"]:
        return _("“For” reached %(percent)s.") % words
    return _("“For” reached %(percent)s (exactly %(exact)s).") % words


def _counted_anyway(outcome: Outcome) -> str:
    return _("Counted all the same: %(figures)s.") % {"figures": ", ".join(side_figures(outcome))}


def side_figures(outcome: Outcome) -> list[str]:
    """For, against and abstaining with their figures; blank and void ones where there are any."""
    templates = {
        "for": _("for %(count)s"),
        "against": _("against %(count)s"),
        "abstain": _("abstaining %(count)s"),
        "blank": _("blank %(count)s"),
        "null": _("void %(count)s"),
    }
    always = ("for", "against", "abstain")
    return [
        words % {"count": outcome.get(side, 0)}
        for side, words in templates.items()
        if side in always or outcome.get(side)
    ]


def picture(rule: MotionRule, outcome: Outcome, names: Mapping[str, str]) -> Picture:
    """Draw the hemicycle and the vote bar of a result."""
    return Picture(_hemicycle(outcome, names), _votebar(rule, outcome))


def _lines(outcome: Outcome) -> list[Mapping[str, Any]]:
    """What is drawn and said apart: the colleges, or all voices together where the colleges are not told."""
    return outcome["colleges"] or [{**outcome, "code": "", "weight": None}]


def _hemicycle(outcome: Outcome, names: Mapping[str, str]) -> SafeString:
    lines = _lines(outcome)
    weighted = any(line["weight"] for line in lines)
    weights = weight_words(outcome)
    wedges = [
        Wedge(
            # Its first words: a long name would run out of the picture, and the table has it whole.
            name=names.get(line["code"], "").split(" et ")[0].split(" and ")[0],
            under=_("weight %(percent)s") % {"percent": weights[line["code"]]} if line["weight"] else "",
            share=float(Fraction(line["weight"])) if line["weight"] else float(line["registered"]),
            dots=tuple((kind, line.get(kind, 0)) for kind in DOTS),
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
        _("%(name)s: %(figures)s, not voted %(absent)s.")
        % {
            "name": names.get(line["code"]) or _("All voices"),
            "figures": ", ".join(side_figures(line)),
            "absent": line["absent"],
        }
        for line in _lines(outcome)
    ]
    per_dot = voices_per_dot(outcome["registered"])
    if per_dot > 1:
        parts.append(_("One dot stands for %(count)s voices.") % {"count": per_dot})
    return " ".join(parts)


def weight_words(outcome: Outcome) -> dict[str, str]:
    """What each college of a result weighs, in words, by its code; nothing where none weighs."""
    lines = [line for line in outcome["colleges"] or () if line["weight"]]
    return weights_in_percent({line["code"]: Fraction(line["weight"]) for line in lines})


def _votebar(rule: MotionRule, outcome: Outcome) -> SafeString:
    words = bar_words(rule, outcome)
    for_, against = sides(outcome)
    return votebar(
        float(for_ * 100),
        float(against * 100),
        threshold=threshold_of_bar(rule, outcome),
        mark=words["needed"],
        title=_("For and against"),
        desc=bar_described(words),
    )


def threshold_of_bar(rule: MotionRule, outcome: Outcome) -> float | None:
    """Where a vote bar is marked, in percent: nowhere where it shows heads, and what it took was of the weights."""
    return None if is_withheld(outcome) else float(rule.threshold.share * 100)


def bar_described(words: dict[str, str]) -> str:
    """A vote bar in words, as `bar_words` gives them."""
    if not words["needed"]:
        return _("By heads, %(for)s for, %(against)s against.") % words
    return _("%(for)s for, %(against)s against; %(needed)s.") % words


def bar_words(rule: MotionRule, outcome: Outcome) -> dict[str, str]:
    """The figures of a vote bar as its text says them: both sides, and what it took, if that is of the same figures."""
    if is_withheld(outcome):
        for_, against = sides(outcome)
        return {"for": with_fraction(for_), "against": with_fraction(against), "needed": ""}
    share = share_words(rule.threshold)
    if (rule.threshold.share * 10_000).denominator == 1:
        share = percentage(rule.threshold.share)
    needed = _("it took more than %(share)s") if rule.threshold.comparator == "gt" else _("it took %(share)s")
    for_, against = sides(outcome)
    marks = marks_of(rule)
    return {
        "for": with_fraction(for_, marks=marks),
        "against": with_fraction(against, marks=marks),
        "needed": needed % {"share": share},
    }


def sides(outcome: Outcome) -> tuple[Fraction, Fraction]:
    """The two sides as exact shares of what the threshold is a share of; of the heads, where the weights are withheld."""
    if outcome["weighted"]:
        base = Fraction(outcome["weighted"]["base"])
        sides = Fraction(outcome["weighted"]["for"]), Fraction(outcome["weighted"]["against"])
    else:
        base = Fraction(outcome["heads"]["base"])
        sides = Fraction(outcome["for"]), Fraction(outcome["against"])
    return (sides[0] / base, sides[1] / base) if base else (Fraction(0), Fraction(0))
