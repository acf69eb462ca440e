"""The discussion of a proposal, in reading order."""

from collections.abc import Iterable
from typing import Any

from governance.circles.marks import mark
from governance.proposals.models import Comment, Proposal

Page = dict[str, Any]

DEEPEST = 3


def discussion(proposal: Proposal) -> Page:
    """The messages in reading order, each with its depth."""
    said = list(proposal.comments.select_related("author"))
    mark([proposal.author, *(comment.author for comment in said)])
    return {"comments": list(_threaded(said)), "spoken": sum(c.removed_at is None for c in said)}


def _threaded(said: list[Comment]) -> Iterable[Comment]:
    answers: dict[int | None, list[Comment]] = {}
    for message in said:
        answers.setdefault(message.parent_id, []).append(message)
    waiting = [(message, 0) for message in reversed(answers.get(None, []))]
    while waiting:
        message, depth = waiting.pop()
        message.depth = min(depth, DEEPEST)  # type: ignore[attr-defined]
        yield message
        waiting += [(answer, depth + 1) for answer in reversed(answers.get(message.pk, []))]
