"""The page of a result: the verdict, its pictures, its table, and how it was counted."""

from typing import Any

from governance.circles.standing import Standing, standing_of
from governance.decisions.models import Decision
from governance.proposals.detail_page import live_page
from governance.proposals.models import Proposal
from members.people.queries import college_names
from votes.ballots.models import Ballot
from votes.rounds.explain import cited, decision_name, explain, explain_options
from votes.rounds.models import Round
from votes.tally.readings.words import hides_marks
from votes.tally.result_words import decided_verdict, figures, shown_outcome, shown_readings
from votes.tally.verdict import brought, picture, weight_words

Page = dict[str, Any]


def _explained(round_: Round, *, registered: int) -> list[str]:
    """How a vote was counted, in sentences."""
    details: Any = {
        "registered": registered, "colleges": college_names(), "may_change": round_.may_change, "secret": round_.secret,
    }  # fmt: skip
    if round_.is_motion:
        return explain(round_.motion, **details)
    return explain_options(round_.ballot_paper, round_.terms, **details)


def ground(decision: Decision, round_: Round) -> Page:
    """How a decision was reached: verdict, pictures, table by college, rule in words."""
    names = college_names()
    outcome = shown_outcome(round_, decision.ground["outcome"])
    shown: Page = {"few": hides_marks(outcome)}
    if not round_.is_motion:
        shown["readings"] = shown_readings(round_, outcome, colleges=names, over=True)
    elif not shown["few"]:
        shown["picture"] = picture(round_.motion, outcome, names)
    counted = figures(round_, outcome)
    return {
        **shown,
        **counted,
        "decision": decision,
        "round": round_,
        "outcome": outcome,
        "names": names,
        "weights": weight_words(outcome) if round_.is_motion else {},
        "brought": brought(round_.motion, outcome) if round_.is_motion else {},
        "verdict": decided_verdict(round_, outcome, decision.adopted),
        "rule_name": decision_name(round_.decision_type),
        "explanation": _explained(round_, registered=counted["registered"]),
        "cited": cited(round_.articles, round_.edition),
    }


def result(user: Any, proposal: Proposal) -> Page:
    """The result page: the ground of the decision, and for insiders who chose what."""
    round_, decision = proposal.round, proposal.decision
    assert round_ is not None and decision is not None
    return {
        **live_page(proposal),
        **ground(decision, round_),
        "roll": _named_roll(round_, standing_of(user)),
        "topic": proposal.topic,
    }


def _named_roll(round_: Round, standing: Standing) -> list[Ballot] | None:
    """Who chose what, for insiders alone, and only once it is closed."""
    if not standing.is_insider or round_.secret:
        return None
    cast = Ballot.objects.filter(voice__round=round_).select_related("voice")
    return list(cast.order_by("voice__name")[:500])
