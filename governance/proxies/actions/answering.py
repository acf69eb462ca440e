"""A proxy that was given is answered for by its holder, or taken back by its giver, until it is settled."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.clock import database_now
from governance.proxies.actions.ending import finish, hold_occasion, record_step
from governance.proxies.eligibility import ProxyRefused, of_its_own
from governance.proxies.models import Proxy
from members.people.models import Person
from votes.rounds.models import Voice

End = Proxy.End


@transaction.atomic
def accept(proxy: Proxy, *, actor: Person) -> None:
    """Say that one will carry it; it stood already, and now its giver knows. Raises ProxyRefused once it is settled."""
    proxy = standing(proxy)
    if proxy.accepted_at is not None:
        return
    unused(proxy)
    proxy.accepted_at = database_now()
    proxy.save(update_fields=["accepted_at"])
    record_step("proxy.accepted", proxy, actor)


@transaction.atomic
def decline(proxy: Proxy, *, because: str = "", actor: Person) -> None:
    """Say that one will not carry it, in time for the giver to ask somebody else."""
    proxy = standing(proxy)
    unused(proxy)
    finish(proxy, End.DECLINED, actor=actor, because=because)


@transaction.atomic
def revoke(proxy: Proxy, *, actor: Person) -> None:
    """Take one's voice back, as long as it was not used."""
    proxy = standing(proxy)
    unused(proxy)
    finish(proxy, End.REVOKED, actor=actor)


def standing(proxy: Proxy) -> Proxy:
    """Lock the occasion, then the proxy: the same order as those who give."""
    hold_occasion(proxy.occasion)
    rows = Proxy.objects.select_for_update(of=("self",)).select_related("giver", "holder", "meeting", "round")
    locked = rows.get(pk=proxy.pk)
    if not locked.stands:
        raise ProxyRefused(
            _("This proxy does not stand any more: %(end)s.") % {"end": locked.get_end_display()}
        )
    return locked


def unused(proxy: Proxy) -> None:
    """A proxy of a meeting is settled as it opens, one for a vote as its voice is in or the vote is over."""
    if proxy.meeting is not None:
        if not proxy.meeting.takes_proxies:
            raise ProxyRefused(
                _("The meeting is over: this proxy was used.")
                if proxy.meeting.closed_at is not None
                else _("The meeting has begun: proxies stand as they are. Who comes votes in person.")
            )
        return
    assert proxy.round is not None
    of_its_own(proxy.round)
    # The voice is locked as a ballot locks it: it is taken back before it is used, or not at all.
    voice = Voice.objects.select_for_update().get(round=proxy.round, member=proxy.giver)
    if voice.voted_at is not None:
        raise ProxyRefused(_("This voice is in already: the proxy was used."))
    if not proxy.round.is_open(database_now()):
        raise ProxyRefused(_("This vote is closed: nothing can be changed any more."))
