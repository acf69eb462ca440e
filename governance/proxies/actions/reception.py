"""Over the limit, the order of reception decides: the latest received gives way, or goes to the chair in blank."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from governance.meetings.models import Meeting
from governance.proxies.actions.ending import finish
from governance.proxies.limits import is_full, under_one_limit
from governance.proxies.models import Proxy
from governance.proxies.rules import MeetingRules
from members.people.models import Member, Person
from votes.rounds.models import Round, Voice


def make_room(
    occasion: Meeting | Round, holder: Member, giver: Member, received_at: datetime, rules: MeetingRules,
    actor: Person | None,
) -> list[Proxy]:  # fmt: skip
    """Where a holder carries enough, the latest received gives way to what came before it; say which did, if one did."""
    if not is_full(occasion, holder, giver, rules):
        return []
    held = (
        Proxy.objects.of(occasion)
        .standing()
        .filter(holder__in=under_one_limit(holder, occasion, rules), given_at__gt=received_at)
    )
    latest = held.select_related("giver", "holder", "meeting", "round").in_order().last()
    if latest is None or is_used(latest):
        return []
    if may_turn_blank(occasion, rules, latest.giver, latest.instructions):
        turn_blank(latest)
    else:
        finish(latest, Proxy.End.REFUSED, actor=actor)
    return [latest]


def may_turn_blank(
    occasion: Meeting | Round, rules: MeetingRules, giver: Member, instructions: Mapping[str, str]
) -> bool:  # fmt: skip
    """Whether a proxy over the limit goes to the chair in blank: as one could be given, and never one that says how to vote."""
    if rules.proxy.overflow != "to_blank" or not isinstance(occasion, Meeting) or instructions:
        return False
    of_the_chair = occasion.proxies.standing().filter(giver=occasion.chair_id)
    return occasion.chair_id not in (None, giver.pk) and not of_the_chair.exists()


def turn_blank(proxy: Proxy) -> None:
    """Let a proxy go to the chair, because whom it names holds enough."""
    proxy.holder, proxy.meant_for = None, proxy.holder
    proxy.save(update_fields=["holder", "meant_for"])


def took_the_place(proxy: Proxy, displaced: Iterable[Proxy]) -> None:
    """Remember which proxies ended, or turned blank, because of another: should that be a mistake, they stand again."""
    Proxy.objects.filter(pk__in=[earlier.pk for earlier in displaced]).update(displaced_by=proxy)


def is_used(proxy: Proxy) -> bool:
    """Whether a voice was cast by a proxy for one vote."""
    votes = Voice.objects.filter(round=proxy.round_id, member=proxy.giver_id)
    return proxy.round_id is not None and votes.filter(voted_at__isnull=False).exists()
