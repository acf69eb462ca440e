"""The page of a vote that is prepared: how it will be counted, and what its rehearsal gave."""

from typing import Any

from core.errors import Refusal
from governance.proposals.vote import plans
from governance.proposals.vote.models import Plan
from governance.proposals.vote.question import question
from members.people.queries import college_names
from votes.rounds.actions import Question
from votes.rounds.explain import cited, explain, explain_options
from votes.rounds.models import Round
from votes.rules.motion import MotionRule
from votes.tally.models import Result
from votes.tally.result_words import decided_verdict, shown_outcome, why_left_open

Page = dict[str, Any]


def explanation(asked_question: Question, *, registered: int) -> list[str]:
    """How a vote will be counted, in sentences; the preview and the result say the same."""
    details: Any = {
        "registered": registered, "colleges": college_names(), "may_change": asked_question.may_change, "secret": asked_question.secret,
    }  # fmt: skip
    if isinstance(asked_question.rule, MotionRule):
        return explain(asked_question.rule, **details)
    assert asked_question.paper is not None
    return explain_options(asked_question.paper, asked_question.rule, **details)


def explained(plan: Plan) -> Page:
    """How it will be counted; nothing where it cannot be opened any more, for which `checks.checks` says why."""
    vote_request = plans.request_of(plan)
    on_roll = sum(vote_request.electorate.sizes().values())
    try:
        asked_question = question(plan.proposal, vote_request)
    except Refusal:
        return {"on_roll": on_roll}
    return {
        "asked": asked_question,
        "on_roll": on_roll,
        "explanation": explanation(asked_question, registered=on_roll),
        "cited": cited(asked_question.articles, asked_question.edition),
    }


def rehearsed(rehearsal: Round) -> str:
    """What a rehearsal gave, in a sentence; empty until it is counted. It decides nothing."""
    result = Result.objects.filter(round=rehearsal).first()
    if result is None:
        return ""
    if result.outcome["undecided"]:
        return why_left_open(rehearsal, result.outcome)
    shown = shown_outcome(rehearsal, result.outcome)
    return decided_verdict(rehearsal, shown, result.adopted).sentence
