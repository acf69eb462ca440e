"""The discussion of a proposal, in reading order."""

from collections.abc import Iterable
from typing import Any

from governance.circles.marks import mark
from governance.proposals.models import Comment, Proposal

Page = dict[str, Any]

DEEPEST = 3


def discussion(proposal: Proposal) -> Page:
    """The messages in reading order, each with its depth."""
    messages = list(proposal.comments.select_related("author"))
    mark([proposal.author, *(comment.author for comment in messages)])
    return {"comments": list(_threaded(messages)), "spoken": sum(c.removed_at is None for c in messages)}


def _threaded(messages: list[Comment]) -> Iterable[Comment]:
    answers: dict[int | None, list[Comment]] = {}
    for message in messages:
        answers.setdefault(message.parent_id, []).append(message)
    waiting = [(message, 0) for message in reversed(answers.get(None, []))]
    while waiting:
        message, depth = waiting.pop()
        message.depth = min(depth, DEEPEST)  # type: ignore[attr-defined]
        yield message
        waiting += [(answer, depth + 1) for answer in reversed(answers.get(message.pk, []))]
