"""Put right what the desk noted by mistake of proxies: what a mistake had ended stands again, where nothing stands against it."""

from django.db import transaction
from django.utils.translation import gettext as _

from governance.proxies.actions.answering import standing, unused
from governance.proxies.actions.ending import carry, finish, record_step
from governance.proxies.actions.reception import (
    is_used,
    make_room,
    may_turn_blank,
    took_the_place,
    turn_blank,
)
from governance.proxies.counted_in_votes import proxy_not_counted
from governance.proxies.eligibility import ProxyRefused, may_stand
from governance.proxies.limits import is_full
from governance.proxies.models import Proxy
from governance.proxies.rules import rules_of
from members.people.models import Person
from votes.rounds.models import Round

End = Proxy.End


@transaction.atomic
def annul(proxy: Proxy, *, because: str, actor: Person) -> None:
    """Set aside a proxy that the desk noted by mistake, on record; what was voted by it stays, and what it ended stands again.

    Raises ProxyRefused once it cannot be put right, WrongMeetingStage while a vote is open that counts it.
    """
    proxy = standing(proxy)
    if not proxy.on_paper:
        raise ProxyRefused(_("This proxy was given on line: whoever gave it takes it back."))
    if proxy.meeting is not None and proxy.meeting.closed_at is not None:
        raise ProxyRefused(_("The meeting is over: what was noted stays as it is."))
    if proxy.round is not None:
        unused(proxy)
    else:
        proxy_not_counted(proxy)
    finish(proxy, End.MISTAKE, actor=actor, because=because)
    for displaced in proxy.displaced.select_related("giver", "holder", "meant_for", "meeting", "round"):
        stand_again(displaced, actor=actor)


def stand_again(proxy: Proxy, *, actor: Person) -> None:
    """Let a proxy stand as it was before a mistake ended it, or turned it blank; both are told, also where it cannot.

    It keeps its place in the order of reception: over the limit, the latest received gives way. The caller holds the
    occasion.
    """
    occasion = proxy.occasion
    rules = rules_of(occasion)
    holder = proxy.holder or proxy.meant_for
    if not may_stand(proxy, occasion, rules) or is_used(proxy):
        return record_step("proxy.not_again", proxy, actor)
    displaced = (
        make_room(occasion, holder, proxy.giver, proxy.given_at, rules, actor) if holder is not None else []
    )
    proxy.holder, proxy.meant_for, proxy.displaced_by = holder, None, None
    proxy.ended_at, proxy.end, proxy.because = None, "", ""
    full = holder is not None and is_full(occasion, holder, proxy.giver, rules)
    if full and not may_turn_blank(occasion, rules, proxy.giver, proxy.instructions):
        return record_step("proxy.not_again", proxy, actor)
    proxy.save()
    took_the_place(proxy, displaced)
    if full:
        turn_blank(proxy)
    if isinstance(occasion, Round):
        carry(occasion, proxy.giver, holder)
    record_step("proxy.stands_again", proxy, actor)
