"""A proxy ends, and the voice is its giver's again; each step in the life of a proxy is told to both sides."""

from core.clock import database_now
from core.journal.actions import record
from governance.meetings.models import Meeting
from governance.proxies.models import Proxy
from members.people.models import Member, Person
from members.people.queries import acting_for
from votes.rounds.models import Round, Voice


def hold_occasion(occasion: Meeting | Round) -> Meeting | Round:
    """One proxy at a time is given for an occasion: limits and order cannot be passed by two at once."""
    if isinstance(occasion, Meeting):
        return Meeting.objects.select_for_update().get(pk=occasion.pk)
    return Round.objects.select_for_update().get(pk=occasion.pk)


def carry(round_: Round, giver: Member, holder: Member | None) -> None:
    """Let the holder's person vote for the giver; without a holder, the giver's own person again."""
    carrier = holder or giver
    bearer = round_.voices.get(member=carrier).bearer_id if holder else acting_for(giver)
    how = "proxy" if holder else ""
    Voice.objects.filter(round=round_, member=giver).update(bearer=bearer, how=how)


def finish(proxy: Proxy, end: str, *, actor: Person | None, because: str = "") -> None:
    """End a standing proxy, and say so to both; in a vote, the giver's voice is theirs again."""
    proxy.ended_at, proxy.end, proxy.because = database_now(), end, because
    proxy.save(update_fields=["ended_at", "end", "because"])
    if proxy.round is not None:
        carry(proxy.round, proxy.giver, None)
    record_step(f"proxy.{end}", proxy, actor)


def record_step(kind: str, proxy: Proxy, actor: Person | None) -> None:
    """Say a step in the life of a proxy to both sides."""
    occasion = proxy.occasion
    topics = [occasion.topic, *(f"member.{pk}" for pk in (proxy.giver_id, proxy.holder_id) if pk)]
    record(kind, actor=actor, topics=topics, proxy=proxy.pk, giver=proxy.giver_id, holder=proxy.holder_id)
