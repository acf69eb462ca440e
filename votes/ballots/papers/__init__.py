"""What a voter may mark on a paper: the forms, and the check of a line before it enters a box."""

from django.utils.translation import gettext as _

from core.errors import Refusal
from votes.rounds.paper import Paper
from votes.rules.contents import parse
from votes.rules.shapes import RuleError


class BadBallot(Refusal):
    """A line that is no ballot of this paper."""


def check(paper: Paper, line: str) -> None:
    """Refuse a line that is no ballot of a paper."""
    try:
        paper.tally({parse(line, paper.shape): 1})
    except RuleError as problem:
        raise BadBallot(_("This ballot cannot be read: %(problem)s.") % {"problem": problem}) from None
