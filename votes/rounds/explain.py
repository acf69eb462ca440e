"""How a vote will be counted, in plain words, before it opens; and why it ended so, after."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

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
    if rule.base == "expressed":
        sentences.append(_("Abstentions are counted and shown, but weigh on neither side."))
    if rule.quorum:
        sentences.append(_quorum(rule, registered))
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
    told = rule_words(paper.method)
    sentences = [told.in_short, told.how]
    if paper.rule.advisory:
        sentences.append(_("This rule gives an opinion: it decides nothing by itself."))
    if paper.rule.several and not paper.rule.money:
        sentences.append(
            ngettext("%(count)s seat is filled.", "%(count)s seats are filled.", paper.seats)
            % {"count": paper.seats}
        )
    if terms.colleges is not None:
        sentences.append(_by_college(terms.colleges, colleges))
    if terms.quorum:
        sentences.append(_quorum(terms, registered))
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
    told = RULES[method].words
    return told.get(language, told["en"])


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


def share_words(threshold: Threshold) -> str:
    """Say a threshold as people do."""
    names = {
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
    """Say what the threshold is a share of."""
    return {
        "expressed": _("the votes expressed"),
        "expressed_with_blank": _("the votes expressed, blank ones included"),
        "cast": _("all ballots cast"),
        "present_or_represented": _("those taking part"),
        "registered": _("all those on the roll"),
    }[rule.base]


def _by_college(rule: CollegeRule, names: Mapping[str, str]) -> str:
    listed = ", ".join(
        f"{names.get(code, code)} {percent_words(weight)}" for code, weight in rule.weights.items()
    )
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
    return sentence % {"list": listed}


def percent_words(share: Fraction) -> str:
    """Write a share as a percentage, whole where it is."""
    percent = share * 100
    if percent.denominator == 1:
        return _("%(number)s %%") % {"number": percent.numerator}
    return _("%(number)s %%") % {"number": f"{float(percent):.1f}"}


def _quorum(rule: MotionRule | Terms, registered: int) -> str:
    if rule.quorum and rule.presence:
        needed = rule.quorum.required(rule.presence.registered)
        return _(
            "Quorum: %(counted)s of %(total)s members take part in the meeting, where at least %(needed)s must; below that, nothing is adopted."
        ) % {"counted": rule.presence.counted, "total": rule.presence.registered, "needed": needed}
    required = rule.quorum.required(registered) if rule.quorum else None
    return ngettext(
        "Quorum: at least %(count)s voice of %(total)s must take part, abstentions included; below that, nothing is adopted.",
        "Quorum: at least %(count)s voices of %(total)s must take part, abstentions included; below that, nothing is adopted.",
        required or 0,
    ) % {"count": required or 0, "total": registered}


def cited(articles: Sequence[str], edition: int) -> str:
    """Cite the articles of the code social that a rule comes from."""
    return ngettext(
        "Article %(articles)s of the code social, edition %(edition)s.",
        "Articles %(articles)s of the code social, edition %(edition)s.",
        len(articles),
    ) % {"articles": ", ".join(articles), "edition": edition}
