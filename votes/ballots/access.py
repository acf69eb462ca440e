"""The door of the booth: lends the voices that a person carries in a round, or 404."""

from typing import Any

from django.http import Http404

from votes.rounds.models import Voice


def voices(user: Any, round_id: int) -> list[Voice]:
    """Lend the voices of this person in this round, their own first, with round and ballot."""
    own_voices = Voice.objects.carried_by(user).filter(round_id=round_id)
    carried = list(own_voices.select_related("round", "member", "ballot"))
    if not carried:
        raise Http404
    return carried
