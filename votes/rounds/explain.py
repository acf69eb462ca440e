"""How a vote will be counted, in plain words, before it opens; and why it ended so, after."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core.prose.shares import percentages
from votes.rounds.paper import Paper
from votes.rules.frame import CollegeRule
from votes.rules.motion import MotionRule
from votes.rules.registry import RULES
from votes.rules.shapes import Threshold
from votes.rules.terms import Terms
from votes.rules.words import Words

DECISION_NAMES = {
    "ordinary": lambda: _("Ordinary decision"),
    "extraordinary": lambda: _("Extraordinary decision"),
    "circle": lambda: _("Circle decision"),
    "consultation": lambda: _("Consultation"),
}


def decision_name(decision_type: str) -> str:
    """The name of a kind of vote, as the code social heads it."""
    return DECISION_NAMES[decision_type]()


def explain(
    rule: MotionRule, *, registered: int, colleges: Mapping[str, str], may_change: bool, secret: bool = False
) -> list[str]:
    """Say in sentences how a for/against/abstain vote is counted.

    `registered` is the number of voices on the roll, `colleges` maps codes to names.
    """
    sentences = [_adopted_when(rule)]
    if rule.colleges:
        sentences.append(_by_college(rule.colleges, colleges))
        sentences += _without_votes(rule.colleges)
    sentences += [*_neither_side(rule), *_tie(rule)]
    sentences += _quorum(rule, registered)
    return [*sentences, *_ballots(may_change=may_change, secret=secret)]


def explain_options(
    paper: Paper,
    terms: Terms,
    *,
    registered: int,
    colleges: Mapping[str, str],
    may_change: bool,
    secret: bool,
) -> list[str]:
    """Say in sentences how a vote between options is counted: the rule, its frame, what breaks a tie."""
    words = rule_words(paper.method)
    sentences = [words.in_short, words.how]
    if paper.rule.advisory:
        sentences.append(_("This rule gives an opinion: it decides nothing by itself."))
    if paper.rule.several and not paper.rule.money:
        sentences.append(
            ngettext("%(count)s seat is filled.", "%(count)s seats are filled.", paper.seats)
            % {"count": paper.seats}
        )
    if terms.colleges is not None:
        sentences.append(_by_college(terms.colleges, colleges))
    sentences += _quorum(terms, registered)
    sentences.append(TIES[terms.tie]())
    return [*sentences, *_ballots(may_change=may_change, secret=secret)]


TIES = {
    "further_ballot": lambda: _("A tie for the last place is voted on again, between those who tied."),
    "elder": lambda: _("A tie for the last place goes to the eldest."),
    "lot": lambda: _(
        "A tie for the last place is drawn by lot, from a number sealed at the opening and from the box: anybody can draw it again."
    ),
}


def rule_words(method: str) -> Words:
    """A rule in plain words, in the language that is spoken."""
    language = (get_language() or "fr")[:2]
    by_language = RULES[method].words
    return by_language.get(language, by_language["en"])


def _ballots(*, may_change: bool, secret: bool) -> list[str]:
    if secret:
        return [
            _(
                "This is a secret ballot: a vote is final, and nobody who uses this house can see who chose what."
            ),
            _(
                "It does not protect from whoever runs the server while the vote is open; for that, vote on paper or through a provider."
            ),
        ]
    change = (
        _("You may change your mind until voting closes.")
        if may_change
        else _("Your vote is final once it is in.")
    )
    return [
        change,
        _(
            "This is an open ballot: while it runs nobody sees who chose what; once it is closed, members can read each voice."
        ),
    ]


def _adopted_when(rule: MotionRule) -> str:
    words = {"share": share_words(rule.threshold), "base": base_words(rule)}
    if rule.threshold.comparator == "gt":
        return _("Adopted if “for” reaches more than %(share)s of %(base)s.") % words
    return _("Adopted if “for” reaches at least %(share)s of %(base)s.") % words


def _neither_side(rule: MotionRule) -> list[str]:
    """What becomes of those who say neither for nor against."""
    base = base_of(rule)
    if base == "cast":
        return [_("On this base, to abstain or to vote blank has the same effect as to vote against.")]
    if base in ("present_or_represented", "registered"):
        return [_("On this base, to abstain or not to vote has the same effect as to vote against.")]
    sentences = [_("Abstentions are counted and shown, but weigh on neither side.")]
    if base == "expressed_with_blank":
        sentences.append(_("A blank vote counts as expressed: it weighs with those who are not for."))
    elif "blank" in rule.choices:
        sentences.append(_("A blank vote is counted and shown apart, and weighs on neither side."))
    return sentences


def _tie(rule: MotionRule) -> list[str]:
    """What as many for as against gives, where that is half of what is counted."""
    if rule.casting_vote is not None:
        return [_("On a tie, the voice of who chairs the meeting decides.")]
    return [_("An exact tie is not a majority.")] if rule.may_tie else []


def share_words(threshold: Threshold) -> str:
    """Say a threshold as people do."""
    names = {
        Fraction(1): _("all"),
        Fraction(1, 2): _("half"),
        Fraction(2, 3): _("two thirds"),
        Fraction(3, 4): _("three quarters"),
        Fraction(1, 3): _("one third"),
        Fraction(1, 4): _("one quarter"),
        Fraction(3, 5): _("three fifths"),
    }
    share = threshold.share
    return names.get(share, f"{share.numerator}/{share.denominator}")


def base_words(rule: MotionRule) -> str:
    """Say what the threshold is a share of, as it is applied: inside each college where colleges weigh."""
    words = {
        "expressed": _("the votes expressed"),
        "expressed_with_blank": _("the votes expressed, blank ones included"),
        "cast": _("all ballots cast"),
        "present_or_represented": _("those taking part"),
        "registered": _("all those on the roll"),
        "weight": _("the weight of all colleges"),
        "weight_in": _("the weight of the colleges that voted"),
    }
    return words[base_of(rule)]


def base_of(rule: MotionRule) -> str:
    """What the threshold is a share of: a base; or the weight of all colleges, or of those that voted."""
    weighing = rule.colleges
    if weighing is None or not weighing.weighs:
        return rule.base
    if weighing.result_base != "total":
        return weighing.result_base
    if weighing.method == "bloc" or weighing.college_base in ("expressed", "expressed_with_blank"):
        return "weight" if weighing.inactive == "kept" else "weight_in"
    return "present_or_represented" if weighing.college_base == "present" else weighing.college_base


def _by_college(rule: CollegeRule, names: Mapping[str, str]) -> str:
    if rule.method == "double_majority":
        return ngettext(
            "It takes %(count)s college in favour as well: a college is when more of its voices are for than against.",
            "It takes %(count)s colleges in favour as well: a college is when more of its voices are for than against.",
            rule.needed,
        ) % {"count": rule.needed}
    sentence = {
        "proportional": _(
            "Each college is counted by itself, then weighs its share in proportion to its votes: %(list)s."
        ),
        "bloc": _("The whole weight of a college goes to its own majority: %(list)s."),
        "per_capita": _(
            "Each college weighs its share, spread over all its members, present or not: %(list)s."
        ),
        "flat": _("Every voice counts the same, whatever its college: %(list)s."),
    }[rule.method]
    return sentence % {"list": weights_words(rule.weights, names)}


def weights_words(weights: Mapping[str, Fraction], names: Mapping[str, str]) -> str:
    """Write what each college weighs, with the fraction where two decimals are not the whole truth."""
    percents = weights_in_percent(weights)
    return ", ".join(f"{names.get(code, code)} {percents[code]}" for code in weights)


def weights_in_percent(weights: Mapping[str, Fraction]) -> dict[str, str]:
    """Write weights so that they add up to 100 %, each with its fraction where two decimals are not the whole truth."""
    percents = percentages(list(weights.values()))
    cut = {code for code, weight in weights.items() if (weight * 10_000).denominator != 1}
    return {
        code: f"{percent} ({weights[code]})" if code in cut else percent
        for code, percent in zip(weights, percents, strict=True)
    }


def _without_votes(rule: CollegeRule) -> list[str]:
    """What becomes of the weight of a college that says nothing, where it may be either."""
    if not rule.weighs or rule.college_base not in ("expressed", "expressed_with_blank"):
        return []
    if rule.inactive == "kept":
        return [_("A college without votes keeps its weight: the result is a part of the whole.")]
    return [_("A college without votes leaves the count, and its weight with it.")]


def _quorum(rule: MotionRule | Terms, registered: int) -> list[str]:
    """What must take part, of the whole and of each college."""
    if not rule.quorum:
        return []
    quorum = rule.quorum
    whole = [_quorum_of_all(rule, quorum.whole, registered)] if quorum.whole else []
    return whole + ([_quorum_of_each(quorum.each_college)] if quorum.each_college else [])


def _quorum_of_all(rule: MotionRule | Terms, threshold: Threshold, registered: int) -> str:
    if rule.presence:
        counted, total = (
            sum(present[side] for present in rule.presence.for_quorum().values()) for side in (0, 1)
        )
        return _(
            "Quorum: %(counted)s of %(total)s members take part in the meeting, where at least %(needed)s must; below that, nothing is adopted."
        ) % {"counted": counted, "total": total, "needed": threshold.required(total)}
    required = threshold.required(registered) or 0
    return ngettext(
        "Quorum: at least %(count)s voice of %(total)s must take part, abstentions included; below that, nothing is adopted.",
        "Quorum: at least %(count)s voices of %(total)s must take part, abstentions included; below that, nothing is adopted.",
        required,
    ) % {"count": required, "total": registered}


def _quorum_of_each(threshold: Threshold) -> str:
    words = {"share": share_words(threshold)}
    if threshold.comparator == "gt":
        return (
            _(
                "Quorum in each college: more than %(share)s of it must take part; missed in one of them, nothing is adopted."
            )
            % words
        )
    return (
        _(
            "Quorum in each college: at least %(share)s of it must take part; missed in one of them, nothing is adopted."
        )
        % words
    )


def quorum_missed(outcome: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    """Say which quorum was missed, with its figures: that of the whole, and college by college by name.

    Where it is not told how many of a college voted, its name alone.
    """
    sentences = []
    if outcome["quorum"] and not outcome["quorum"]["met"] and not outcome["quorum"]["registered"]:
        sentences.append(_("The quorum was missed: nobody is left to take part in this question."))
    elif outcome["quorum"] and not outcome["quorum"]["met"]:
        sentences.append(
            _("The quorum was missed: %(counted)s voices of %(registered)s took part, it took %(required)s.")
            % outcome["quorum"]
        )
    failing = [college for college in outcome.get("college_quorums", ()) if not college["met"]]
    if failing:
        listed = [
            _missed_by(college, names.get(college["code"]) or college["code"] or _("All voices"))
            for college in failing
        ]
        sentences.append(
            _("The quorum of each college was missed in: %(list)s.") % {"list": ", ".join(listed)}
        )
    return sentences


def _missed_by(college: Mapping[str, Any], name: str) -> str:
    if "counted" not in college:
        return name
    return _("%(name)s (%(counted)s of %(registered)s took part, it took %(required)s)") % {
        **college,
        "name": name,
    }


def cited(articles: Sequence[str], edition: int) -> str:
    """Cite the articles of the code social that a rule comes from."""
    return ngettext(
        "Article %(articles)s of the code social, edition %(edition)s.",
        "Articles %(articles)s of the code social, edition %(edition)s.",
        len(articles),
    ) % {"articles": ", ".join(articles), "edition": edition}
