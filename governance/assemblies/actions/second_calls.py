"""Acts on the second call of a meeting: it takes along the questions, the proposals and the proxies of the first."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.clock import database_now
from core.journal.actions import record
from core.prose.quotes import quoted
from governance.assemblies.second_calls import check_second_call, left_by_quorum
from governance.meetings.models import Meeting
from governance.meetings.moments import WrongMeetingStage, hold
from governance.meetings.notice import has_other_rules, in_time, record_day
from governance.proposals.models import Proposal, State, topics_of
from governance.proposals.vote.actions import dropping
from governance.proposals.vote.models import Plan
from governance.proxies.actions.meeting_changes import off_the_register
from governance.proxies.actions.reception import took_the_place
from governance.proxies.eligibility import came_after
from governance.proxies.models import Proxy
from governance.proxies.rules import rules_of
from members.people.models import Member, Person


@transaction.atomic
def call_again(meeting: Meeting, *, meets_at: datetime, actor: Person) -> Meeting:
    """Call a meeting again for what it could not decide, and take those proposals along to the second call.

    Raises WrongMeetingStage while the result of one is still to come, or what `plan_second_call` refuses.
    """
    tabled = _tabled(meeting)
    second_call = plan_second_call(meeting, meets_at=meets_at, actor=actor)
    items = dict(second_call.items.values_list("carried_from", "pk"))
    for proposal in tabled:
        if proposal.item_id in items:
            _take_along(proposal, items[proposal.item_id], actor)
    return second_call


def _tabled(meeting: Meeting) -> list[Proposal]:
    """Lock the proposals of an agenda, before its meeting: whoever puts one on an agenda locks them in that order.

    Raises WrongMeetingStage while one waits for its result.
    """
    rows = Proposal.objects.current().filter(item__meeting=meeting).order_by("pk")
    tabled = list(rows.select_for_update(of=("self",)))
    waiting = [
        proposal for proposal in tabled if proposal.state(database_now()) in {State.VOTING, State.COUNTING}
    ]
    if waiting:
        raise WrongMeetingStage(
            _("The result of this is still to come: %(titles)s. Proclaim it first, then call again.")
            % {"titles": quoted(proposal.title for proposal in waiting)}
        )
    return tabled


def _take_along(proposal: Proposal, item: int, actor: Person) -> None:
    """Move a proposal to the agenda of the second call; how it would have been voted on is said anew there."""
    for plan in Plan.objects.filter(proposal=proposal).select_related("proposal"):
        dropping.drop(plan, actor=actor)
    proposal.item_id = item
    proposal.save(update_fields=["item"])
    record(
        "proposal.called_again", actor=actor, topics=topics_of(proposal), proposal=proposal.pk,
        sitting=proposal.item.meeting_id if proposal.item else None,
    )  # fmt: skip


@transaction.atomic
def plan_second_call(meeting: Meeting, *, meets_at: datetime, actor: Person) -> Meeting:
    """Call the same meeting a second time, for what missed its quorum; proxies go along where the code lets them.

    A chair, a giver or a holder who is not on the register of its day stays behind; who loses a proxy is told.
    Raises WrongMeetingStage where the code has no second call or asks for more notice, while the first call is not closed, when
    it was called again already or no question of it missed its quorum.
    """
    first = hold(meeting)
    today = timezone.localdate(database_now())
    check_second_call(first, today)
    in_time(meets_at, today, "second_call.days")
    record_on = record_day(meets_at, first.record_on)
    second_call = Meeting.objects.create(
        title=first.title, meets_at=meets_at, place=first.place, record_on=record_on,
        chair=_on_register(first.chair, record_on), follows=first,
        last_number=first.last_number,
    )  # fmt: skip
    for item in left_by_quorum(first):
        interested = list(item.interested.all())
        # Its moment stays: a proxy or a form from before says nothing of what was added after it, there either.
        item.carried_from_id, item.pk, item.meeting, item.missed = item.pk, None, second_call, None
        item.save(force_insert=True)
        item.interested.set(interested)
    record(
        "sitting.called_again", actor=actor, topics=[second_call.topic, "home"], sitting=second_call.pk, first=first.pk,
        other_rules=has_other_rules(first.record_on, record_on),
    )  # fmt: skip
    if rules_of(first).carried_over:
        _carry_over(first, second_call, actor)
        off_the_register(second_call, actor)
    return second_call


def _on_register(chair: Member | None, day: date) -> Member | None:
    return chair if chair is not None and Member.objects.voting(day).filter(pk=chair.pk).exists() else None


def _carry_over(first: Meeting, second_call: Meeting, actor: Person) -> None:
    """Valid for later calls on the same agenda, with what each took the place of: should one be a mistake, that stands again.

    Source: C. com. R225-79.
    """
    fresh_of: dict[int, Proxy] = {}
    going = _with_what_they_displaced(first)
    for order, old in enumerate(going, start=1):
        fresh_of[old.pk] = Proxy.objects.create(
            meeting=second_call, giver_id=old.giver_id, holder_id=old.holder_id, meant_for_id=old.meant_for_id, order=order,
            given_at=old.given_at, given_by_id=old.given_by_id, on_paper=old.on_paper, scan=old.scan.name,
            scan_type=old.scan_type, scan_sha256=old.scan_sha256, instructions=old.instructions,
            accepted_at=old.accepted_at, ended_at=old.ended_at, end=old.end, because=old.because, carried_from=old,
        )  # fmt: skip
        if old.stands:
            _say_it_goes_on(fresh_of[old.pk], actor)
    for old in going:
        if old.displaced_by_id in fresh_of:
            took_the_place(fresh_of[old.displaced_by_id], [fresh_of[old.pk]])


def _with_what_they_displaced(first: Meeting) -> list[Proxy]:
    """The proxies that stand at the end of a meeting, and those that ended because of them, in the order of reception.

    What whoever came would have ended does not go along: it would stand again where it could not have stood.
    """
    rules = rules_of(first)
    proxies = [
        proxy
        for proxy in first.proxies.select_related("giver").in_order()
        if proxy.stands or not came_after(proxy.giver, first, proxy.given_at, rules)
    ]
    going = {proxy.pk for proxy in proxies if proxy.stands}
    while displaced := {proxy.pk for proxy in proxies if proxy.displaced_by_id in going} - going:
        going |= displaced
    return [proxy for proxy in proxies if proxy.pk in going]


def _say_it_goes_on(fresh: Proxy, actor: Person) -> None:
    topics = [fresh.occasion.topic, *(f"member.{pk}" for pk in (fresh.giver_id, fresh.holder_id) if pk)]
    record(
        "proxy.carried",
        actor=actor,
        topics=topics,
        proxy=fresh.pk,
        giver=fresh.giver_id,
        holder=fresh.holder_id,
    )
