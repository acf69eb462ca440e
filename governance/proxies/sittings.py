"""Acts on meetings: plan, revise, name the chair, open, close. Calling one again is in `second_calls`."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.clock import database_now
from core.errors import Refusal
from core.journal.actions import record
from core.prose.days import date_format
from core.prose.quotes import quoted
from core.stamps import stamp, still
from governance.code.in_force import Code
from governance.proxies.actions import finish, tell
from governance.proxies.attendance import missed_now
from governance.proxies.models import Item, Proxy, Sitting
from governance.proxies.questions_voted import open_votes, standing_votes, votes_of
from governance.proxies.rules import SittingRules, code_of, sitting_rules
from governance.proxies.seen import plan_stamp
from members.people.models import Member, Person
from votes.tally.ending import unlink

# A meeting that is called for the evening may begin after midnight; none begins much before its hour.
A_NIGHT = timedelta(hours=12)
EARLY = timedelta(hours=1)


class WrongMoment(Refusal):
    """The act does not fit where the meeting stands."""


@transaction.atomic
def plan(
    title: str, *, meets_at: datetime, place: str = "", chair: Member | None = None, actor: Person | None = None
) -> Sitting:  # fmt: skip
    """Call a meeting: from now on proxies may be given for it, on the register of the day that the code names.

    Raises WrongMoment where the code asks for more notice, Refusal when the chair is not on that register.
    """
    today = timezone.localdate(database_now())
    in_time(meets_at, today, "notice.days")
    record_on = record_day(meets_at, today)
    _is_member(chair, record_on)
    sitting = Sitting.objects.create(
        title=title, meets_at=meets_at, record_on=record_on, place=place, chair=chair
    )
    record("sitting.planned", actor=actor, topics=[sitting.topic, "home"], sitting=sitting.pk)
    return sitting


def in_time(meets_at: datetime, today: date, key: str) -> None:
    """The days between the notice, which is sent today, and the meeting: calendar days. Raises WrongMoment."""
    days, first = first_day(today, key)
    if timezone.localdate(meets_at) < first or meets_at <= database_now():
        raise WrongMoment(
            ngettext(
                "The code social asks for %(days)s day of notice: choose %(first)s or a later day.",
                "The code social asks for %(days)s days of notice: choose %(first)s or a later day.",
                days,
            )
            % {"days": days, "first": date_format(first)}
            if days
            else _("This moment has passed: choose a later one.")
        )


def first_day(today: date, key: str) -> tuple[int, date]:
    """The days of notice that the code of today asks for, and the first day for which members may be called now."""
    days = days_of_notice(code_of(today), key)
    return days, today + timedelta(days=days)


def days_of_notice(code: Code, key: str) -> int:
    """The days of notice of a first or second call; none where the code says nothing of them."""
    said = code.says(key) or (key == "second_call.days" and code.says("notice.days"))
    return max(code.value(key), 0) if said else 0


def notice_key(sitting: Sitting) -> str:
    """Which value of the code says the notice of a meeting: that of a first or of a second call."""
    return "second_call.days" if sitting.follows_id else "notice.days"


def record_day(meets_at: datetime, notice: date) -> date:
    """The day whose register counts, as the code has it: that of the notice, or that of the meeting."""
    return notice if code_of(notice).value("record.on") == "notice" else timezone.localdate(meets_at)


@transaction.atomic
def revise(
    sitting: Sitting, *, title: str, meets_at: datetime, place: str, chair: Member | None, seen: str = "",
    actor: Person,
) -> None:  # fmt: skip
    """Change what was planned, until the meeting opens; another day is another notice.

    A form that came too late for the day as it was counts if it is in time for the new one. Raises WrongMoment when the
    meeting has begun, or the code asks for more notice of the new day; Overtaken when it is not planned any more as it
    was `seen`; Refusal where that chair cannot be (see `name_chair`).
    """
    sitting = hold(sitting)
    if sitting.opened_at is not None:
        raise WrongMoment(_("The meeting has begun: what was planned stays as it was."))
    still(seen, plan_stamp(sitting), stands=_planned(sitting))
    today, before = timezone.localdate(database_now()), sitting.record_on
    if meets_at != sitting.meets_at and meets_at <= database_now():
        raise WrongMoment(_("This moment has passed: choose a later one."))
    if timezone.localdate(meets_at) != timezone.localdate(sitting.meets_at):
        _nobody_came(sitting)
        in_time(meets_at, today, notice_key(sitting))
        # Another day is another notice, and its day the one of the register.
        sitting.record_on = record_day(meets_at, sitting.follows.record_on if sitting.follows else today)
        _is_member(chair, sitting.record_on)
    sitting.title, sitting.meets_at, sitting.place = title, meets_at, place
    sitting.save()
    _chairs_now(sitting, chair, actor)
    off_the_register(sitting, actor)
    _forms_in_time(sitting, actor)
    record(
        "sitting.revised", actor=actor, topics=[sitting.topic, "home"], sitting=sitting.pk,
        other_rules=has_other_rules(before, sitting.record_on),
    )  # fmt: skip


def off_the_register(sitting: Sitting, actor: Person) -> None:
    """End the proxies whose giver or holder, of a blank one the chair, is not on the register of the new day; both are told."""
    register = set(Member.objects.voting(sitting.record_on).values_list("pk", flat=True))
    for proxy in sitting.proxies.standing().select_related("giver", "holder", "meant_for", "sitting"):
        if not {proxy.giver_id, proxy.holder_id or sitting.chair_id} <= register:
            finish(proxy, Proxy.End.REGISTER, actor=actor)


def has_other_rules(before: date, day: date) -> bool:
    """Whether another edition of the code is in force on a day than on the one for which members spoke."""
    return code_of(before).edition != code_of(day).edition


def _nobody_came(sitting: Sitting) -> None:
    if sitting.presences.filter(mistake="").exists():
        raise WrongMoment(
            _("Members were checked in for this day already. If it is held another day, note them as a mistake first.")
        )  # fmt: skip


def _planned(sitting: Sitting) -> str:
    """What is planned of a meeting, in one line."""
    when = formats.date_format(timezone.localtime(sitting.meets_at), "DATETIME_FORMAT")
    return ", ".join(str(one) for one in (sitting.title, when, sitting.place, sitting.chair) if one)


def _forms_in_time(sitting: Sitting, actor: Person) -> None:
    """Count the forms that were late for the day as it was, and are in time for the new one; what was in time stays so."""
    rules = rules_of(sitting)
    for form in sitting.postal_forms.standing().filter(on_time=False):
        if rules.in_time(form.received_at, sitting.meets_at, on_paper=form.on_paper):
            form.on_time = True
            form.save(update_fields=["on_time"])
            topics = [sitting.topic, f"member.{form.member_id}"]
            record(
                "sitting.form_in_time",
                actor=actor,
                topics=topics,
                sitting=sitting.pk,
                member=form.member_id,
            )


@transaction.atomic
def name_chair(sitting: Sitting, chair: Member | None, *, seen: str = "", actor: Person) -> None:
    """Name who chairs, until the meeting is over; whoever gave their voice in blank is told, and in the open meeting it counts from the next vote on.

    Raises WrongMoment once it is over, Refusal for nobody while proxies in blank stand, for somebody who is not on the
    register of the meeting, or who gave their own voice away for it; Overtaken when another chair was `seen`.
    """
    sitting = hold(sitting)
    not_over(sitting)
    still(seen, chair_stamp(sitting), stands=str(sitting.chair or _("nobody")))
    _chairs_now(sitting, chair, actor)


def chair_stamp(sitting: Sitting) -> str:
    """The stamp of who chairs a meeting, for the form that names somebody else."""
    return stamp(sitting.chair_id)


def _chairs_now(sitting: Sitting, chair: Member | None, actor: Person) -> None:
    before, sitting.chair = sitting.chair_id, chair
    if before == sitting.chair_id:
        return
    _is_member(chair, sitting.record_on)
    _may_chair(sitting, chair)
    sitting.save(update_fields=["chair"])
    record("sitting.chair_named", actor=actor, topics=[sitting.topic, "home"], sitting=sitting.pk)
    for proxy in (
        sitting.proxies.standing().filter(holder=None).select_related("giver", "meant_for", "sitting")
    ):
        tell("proxy.chair_changed", proxy, actor)


def _may_chair(sitting: Sitting, chair: Member | None) -> None:
    given = sitting.proxies.standing()
    if chair is None and given.filter(holder=None).exists():
        raise Refusal(_("Proxies were given in blank, to the chair: name another chair."))
    if chair is not None and given.filter(giver=chair).exists():
        raise Refusal(
            _("%(member)s gave their own voice away for this meeting: choose another chair.")
            % {"member": chair}
        )


def _is_member(chair: Member | None, day: date) -> None:
    if chair is not None and not Member.objects.voting(day).filter(pk=chair.pk).exists():
        raise Refusal(
            _("%(member)s is not on the register with whole rights that day: choose another chair.")
            % {"member": chair}
        )


@transaction.atomic
def open_sitting(sitting: Sitting, *, actor: Person | None) -> None:
    """Open the meeting: from now on no proxy is given or taken back, and presence counts.

    Raises WrongMoment before its day, or when that day is past: those who were called for it would not be there.
    """
    sitting = hold(sitting)
    if sitting.opened_at is not None:
        raise WrongMoment(_("The meeting is open already."))
    not_past(sitting)
    now, day = database_now(), timezone.localdate(sitting.meets_at)
    if timezone.localdate(now) < day:
        raise WrongMoment(
            _("The meeting is called for %(day)s: open it that day, or call it for another day first.")
            % {"day": date_format(day)}
        )
    if now < sitting.meets_at - EARLY:
        raise WrongMoment(
            _(
                "The meeting is called for %(hour)s: open it in the hour before, or call it for another hour first."
            )
            % {"hour": formats.date_format(timezone.localtime(sitting.meets_at), "TIME_FORMAT")}
        )
    sitting.opened_at = now
    sitting.save(update_fields=["opened_at"])
    record("sitting.opened", actor=actor, topics=[sitting.topic, "home"], sitting=sitting.pk)


def not_past(sitting: Sitting) -> None:
    """Raise WrongMoment where the day of a meeting that did not open is past."""
    now, day = database_now(), timezone.localdate(sitting.meets_at)
    if sitting.opened_at is None and now > sitting.meets_at + A_NIGHT and timezone.localdate(now) > day:
        raise WrongMoment(
            _("The meeting was called for %(day)s, which is past: call it for another day first.")
            % {"day": date_format(day)}
        )


@transaction.atomic
def close_sitting(sitting: Sitting, *, actor: Person | None) -> None:
    """Close the meeting; what was noted stays, but what is nobody's to know of a secret vote.

    Raises WrongMoment while one of its questions is being voted on. Paper may be counted afterwards.
    """
    sitting = hold(sitting)
    if sitting.opened_at is None or sitting.closed_at is not None:
        raise WrongMoment(_("Only a meeting that is open can be closed."))
    if titles := quoted(open_votes(sitting).values_list("title", flat=True)):
        raise WrongMoment(
            _("Votes are open: %(titles)s. Close them, or cancel them, then close the meeting.")
            % {"titles": titles}
        )
    sitting.closed_at = database_now()
    sitting.save(update_fields=["closed_at"])
    _note_what_was_missed(sitting)
    for over in votes_of(sitting).filter(secret=True, rehearsal=False).select_for_update():
        unlink(over)
    record("sitting.closed", actor=actor, topics=[sitting.topic, "home"], sitting=sitting.pk)


def _note_what_was_missed(sitting: Sitting) -> None:
    """Write down for which questions too few were there as the meeting ended: who asks later reads it."""
    put = {vote.electorate["item"] for vote in standing_votes(sitting)}
    items = list(sitting.items.exclude(number__in=put).select_related("sitting"))
    missed = missed_now(items)
    for item in items:
        item.missed = missed[item.pk]
    Item.objects.bulk_update(items, ["missed"])


def rules_of(sitting: Sitting) -> SittingRules:
    """The rules that a meeting follows: those of its record date."""
    return sitting_rules(sitting.record_on, Member.objects.voting(sitting.record_on).count())


def hold(sitting: Sitting) -> Sitting:
    """Lock a meeting: one act at a time."""
    return Sitting.objects.select_for_update().get(pk=sitting.pk)


def not_over(sitting: Sitting) -> None:
    """Raise WrongMoment once a meeting is over."""
    if sitting.closed_at is not None:
        raise WrongMoment(_("The meeting is over: what was noted stays as it is."))
