"""The line that every act on paper ballots ends by."""

from core.journal.actions import record
from members.people.models import Person
from votes.rounds.models import Round


def note(kind: str, round_: Round, actor: Person, **facts: int | str) -> None:
    """Write the line of an act on the paper ballots of a round."""
    record(kind, actor=actor, topics=[round_.topic, round_.subject], round=round_.pk, **facts)
