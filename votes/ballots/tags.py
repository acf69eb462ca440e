"""Template tags of the ballots: what one says, in words."""

from typing import Any

from django import template

from votes.ballots.papers import words
from votes.rounds.models import Round

register = template.Library()


@register.inclusion_tag("ballots/_marked.html")
def marked(round_: Round, content: str) -> dict[str, Any]:
    """Read the content of a ballot of this round."""
    if round_.is_motion:
        return {"motion": True, "content": content}
    return {"motion": False, "marks": words(round_.ballot_paper, content)}
