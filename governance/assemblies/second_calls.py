"""The second call of a meeting: what missed its quorum is asked once more, and proxies go along where the code lets them."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.clock import database_now
from core.journal.actions import record
from governance.code.in_force import code_of
from governance.meetings.models import AgendaItem, Meeting
from governance.meetings.moments import WrongMoment, hold
from governance.meetings.notice import has_other_rules, in_time, record_day
from governance.meetings.votes import missed_in, standing_votes
from governance.proxies.actions import took_the_place
from governance.proxies.following import off_the_register
from governance.proxies.gathering import missed_now
from governance.proxies.giving import came_after
from governance.proxies.models import Proxy
from governance.proxies.rules import rules_of
from members.people.models import Member, Person
from votes.rounds.models import Round


@transaction.atomic
def call_again(meeting: Meeting, *, meets_at: datetime, actor: Person) -> Meeting:
    """Call the same meeting a second time, for what missed its quorum; proxies go along where the code lets them.

    A chair, a giver or a holder who is not on the register of its day stays behind; who loses a proxy is told.
    Raises WrongMoment where the code has no second call or asks for more notice, while the first call is not closed, when
    it was called again already or no question of it missed its quorum.
    """
    first = hold(meeting)
    today = timezone.localdate(database_now())
    _may_be_called_again(first, today)
    in_time(meets_at, today, "second_call.days")
    record_on = record_day(meets_at, first.record_on)
    again = Meeting.objects.create(
        title=first.title, meets_at=meets_at, place=first.place, record_on=record_on,
        chair=_on_register(first.chair, record_on), follows=first,
        last_number=first.last_number,
    )  # fmt: skip
    for item in left_by_quorum(first):
        interested = list(item.interested.all())
        # Its moment stays: a proxy or a form from before says nothing of what was added after it, there either.
        item.carried_from_id, item.pk, item.meeting, item.missed = item.pk, None, again, None
        item.save(force_insert=True)
        item.interested.set(interested)
    record(
        "sitting.called_again", actor=actor, topics=[again.topic, "home"], sitting=again.pk, first=first.pk,
        other_rules=has_other_rules(first.record_on, record_on),
    )  # fmt: skip
    if rules_of(first).carried_over:
        _carry_over(first, again, actor)
        off_the_register(again, actor)
    return again


def _on_register(chair: Member | None, day: date) -> Member | None:
    return chair if chair is not None and Member.objects.voting(day).filter(pk=chair.pk).exists() else None


def may_be_called_again(first: Meeting) -> bool:
    """Whether a second call may follow, as far as its page can tell."""
    try:
        _may_be_called_again(first, timezone.localdate())
    except WrongMoment:
        return False
    return True


def _may_be_called_again(first: Meeting, today: date) -> None:
    if first.closed_at is None:
        raise WrongMoment(
            _("Close the first call first: a second one follows a meeting that could not decide.")
        )
    if hasattr(first, "second_call"):
        raise WrongMoment(_("It was called again already."))
    if first.follows_id is not None:
        raise WrongMoment(_("This was the second call already: plan another meeting."))
    if not code_of(today).value("second_call.allowed"):
        raise WrongMoment(_("The code social has no second call: plan another meeting."))
    if not left_by_quorum(first):
        raise WrongMoment(
            _("No question of this meeting missed its quorum: there is nothing to call it again for.")
        )


def left_by_quorum(first: Meeting) -> list[AgendaItem]:
    """The questions of a meeting that is over for which too few took part: a second call asks them, and no others.

    Either their vote missed the quorum, or none was taken and those who were there at the end were too few. What was
    decided, withdrawn, tied, or goes to another meeting is not among them. Source: C. com. L225-96, L225-105.
    """
    over = Q(proposal__decision__isnull=False) | Q(proposal__withdrawn_at__isnull=False)
    items = (
        first.items.filter(gone_at=None)
        .exclude(over)
        .select_related("meeting", "proposal")
        .prefetch_related("interested")
    )
    asked = {vote.electorate["item"]: vote for vote in standing_votes(first)}
    return [item for item in items if _missed(item, asked.get(item.number))]


def _missed(item: AgendaItem, vote: Round | None) -> bool:
    if vote is not None:
        return hasattr(item, "proposal") and missed_in(vote, item.meeting)
    # A meeting that an earlier release closed noted nothing.
    return missed_now([item])[item.pk] if item.missed is None else item.missed


def _carry_over(first: Meeting, again: Meeting, actor: Person) -> None:
    """Valid for later calls on the same agenda, with what each took the place of: should one be a mistake, that stands again.

    Source: C. com. R225-79.
    """
    fresh_of: dict[int, Proxy] = {}
    going = _with_what_they_displaced(first)
    for order, old in enumerate(going, start=1):
        fresh_of[old.pk] = Proxy.objects.create(
            meeting=again, giver_id=old.giver_id, holder_id=old.holder_id, meant_for_id=old.meant_for_id, order=order,
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
    given = [
        proxy
        for proxy in first.proxies.select_related("giver").in_order()
        if proxy.stands or not came_after(proxy.giver, first, proxy.given_at, rules)
    ]
    going = {proxy.pk for proxy in given if proxy.stands}
    while more := {proxy.pk for proxy in given if proxy.displaced_by_id in going} - going:
        going |= more
    return [proxy for proxy in given if proxy.pk in going]


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
