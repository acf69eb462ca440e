"""What a voter may mark on a paper: the forms, and the check of a line before it enters a box."""

from typing import Any

from django.utils.translation import gettext as _

from core.errors import Refusal
from votes.rounds.paper import Paper
from votes.rules.contents import parse
from votes.rules.papers import quoted
from votes.rules.shapes import MalformedRule, RuleError


class BadBallot(Refusal):
    """A line that is no ballot of this paper."""


def check(paper: Paper, line: str) -> None:
    """Refuse a line that is no ballot of a paper."""
    try:
        vote = parse(line, paper.shape)
        _within_limit(paper, vote)
        paper.tally({vote: 1})
    except RuleError as problem:
        raise BadBallot(_("This ballot cannot be read: %(problem)s.") % {"problem": problem}) from None


def _within_limit(paper: Paper, vote: Any) -> None:
    """Where each option gets points of its own, none gets more than the paper offers; the rule knows no limit.

    Without it one ballot that no form made could outweigh all the others. Raises MalformedRule.
    """
    if paper.method != "score":
        return
    for option, points in vote:
        if points > paper.top:
            raise MalformedRule(f"{quoted(option)} has {points} points, and {paper.top} at most may be given")
