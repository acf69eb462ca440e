"""Acts on exclusions: open with grounds and an invitation, hear, decide or drop. Each step is told to the member."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.clock import database_now
from core.errors import Refusal
from core.journal.actions import record
from core.prose.days import date_format
from core.stamps import still
from members.joining.models import Exclusion
from members.joining.rules import membership_rules, quote, takes_effect
from members.joining.stamps import answer_stamp, hearing_stamp
from members.people.actions.seats import leave
from members.people.models import Member, Person

Outcome = Exclusion.Outcome


class TooSoon(Refusal):
    """A step that the member must have time to prepare for."""


class NoExclusion(Refusal):
    """The code social lets nobody exclude a member."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The code social does not say who may exclude a member, so nobody may. An amendment can say it."
            )
        )


class NotHeard(Refusal):
    """Nobody is excluded before they could be heard."""


@transaction.atomic
def open_exclusion(
    member: Member, *, grounds: str, hearing_at: datetime, hearing_place: str, actor: Person
) -> Exclusion:
    """Begin a procedure: the grounds in writing, and the invitation to be heard.

    Raises TooSoon when the hearing leaves less time than the code social gives, NoExclusion when it
    lets nobody exclude, Refusal when a procedure is under way or the member is not on the register.
    """
    now = database_now()
    today = timezone.localdate(now)
    Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if not Member.objects.on(today).filter(pk=member.pk).exists():
        raise Refusal(_("%(member)s is not on the register today.") % {"member": member})
    if member.exclusions.filter(outcome="").exists():
        raise Refusal(_("A procedure about %(member)s is under way already.") % {"member": member})
    rules = membership_rules(today)
    if not rules.allows_exclusion:
        raise NoExclusion
    _time_to_prepare(today, hearing_at, rules.hearing_days)
    opened = Exclusion.objects.create(
        member=member, grounds=grounds, opened_at=now, hearing_at=hearing_at, hearing_place=hearing_place
    )
    record("exclusion.opened", actor=actor, topics=_topics(opened), exclusion=opened.pk)
    return opened


def _time_to_prepare(today: date, hearing_at: datetime, days: int) -> None:
    first = today + timedelta(days=days)
    if timezone.localdate(hearing_at) < first:
        raise TooSoon(
            ngettext(
                "The member has at least %(days)s day to prepare: hear them on %(first)s or later.",
                "The member has at least %(days)s days to prepare: hear them on %(first)s or later.",
                days,
            )
            % {"days": days, "first": date_format(first)}
        )


@transaction.atomic
def answer(procedure: Exclusion, *, statement: str, seen: str = "", actor: Person) -> None:
    """Keep what the member answers in writing, until the procedure ends; they may write it again.

    Raises Overtaken when another answer stands than was `seen`: an organisation may have written it through somebody else.
    """
    procedure = _under_way(procedure)
    still(seen, answer_stamp(procedure), stands=procedure.statement or _("nothing"))
    procedure.statement, procedure.stated_at = statement, database_now()
    procedure.save(update_fields=["statement", "stated_at"])
    record("exclusion.answered", actor=actor, topics=_topics(procedure), exclusion=procedure.pk)


@transaction.atomic
def hear(
    procedure: Exclusion, *, heard: str, held_at: datetime | None = None, seen: str = "", actor: Person
) -> None:
    """Note the hearing: what was said, or that nobody came; what is noted later stands below.

    `held_at` is when it took place: now when left out, and of a note that is added, what was said before. Raises
    TooSoon before its time, Refusal of a moment that has not come, Overtaken when more is noted than was `seen`.
    """
    procedure = _under_way(procedure)
    still(seen, hearing_stamp(procedure), stands=procedure.heard or _("nothing"))
    now = database_now()
    _in_its_time(procedure, held_at or now, now)
    if procedure.heard_at is not None:
        heard = f"{procedure.heard}\n\n**{_moment(now)}**\n\n{heard}"
    procedure.heard, procedure.heard_at = heard, held_at or procedure.heard_at or now
    procedure.save(update_fields=["heard", "heard_at"])
    record("exclusion.heard", actor=actor, topics=_topics(procedure), exclusion=procedure.pk)


def _in_its_time(procedure: Exclusion, held_at: datetime, now: datetime) -> None:
    """The member was invited to a moment: they are heard then or later. Forms know no seconds."""
    if held_at > now:
        raise TooSoon(_("This moment has not come: note the hearing once it has taken place."))
    if held_at < procedure.hearing_at.replace(second=0, microsecond=0):
        raise TooSoon(_("The hearing is on %(day)s: note it then.") % {"day": _moment(procedure.hearing_at)})


@transaction.atomic
def exclude(procedure: Exclusion, *, decision: str, on: date, sure: bool = False, actor: Person) -> None:
    """Carry out the decision of the body that excludes: the membership ends on a day.

    `sure` that the decision is about them though it does not name them. Raises NotHeard before the hearing was noted,
    NotThatDecision (one taken before the member was heard, that of another body than the code named as the procedure
    began, or by another kind of vote), BeforeItsDecision, or what `leave` refuses.
    """
    procedure = _under_way(procedure)
    if procedure.heard_at is None:
        raise NotHeard(_("Nobody is excluded before they could be heard: note the hearing first."))
    body = membership_rules(timezone.localdate(procedure.opened_at)).excludes
    quoted = quote(
        decision, about=procedure.member, since=procedure.heard_at, by=body, reader=actor, sure=sure
    )
    takes_effect(quoted, on)
    leave(procedure.member, on=on, because=_("Excluded"), decision=quoted.reference, actor=actor)
    _end(procedure, Outcome.EXCLUDED, decision=quoted.reference)
    record("exclusion.decided", actor=actor, topics=_topics(procedure), exclusion=procedure.pk)


@transaction.atomic
def drop(procedure: Exclusion, *, because: str, actor: Person) -> None:
    """End the procedure without excluding anybody, with the reason that the member will read."""
    procedure = _under_way(procedure)
    _end(procedure, Outcome.DROPPED, because=because)
    record("exclusion.dropped", actor=actor, topics=_topics(procedure), exclusion=procedure.pk)


def _under_way(procedure: Exclusion) -> Exclusion:
    rows = Exclusion.objects.select_for_update(of=("self",)).select_related("member__person")
    locked = rows.get(pk=procedure.pk)
    if not locked.is_open:
        raise Refusal(_("This procedure is over: %(end)s.") % {"end": locked.get_outcome_display()})
    return locked


def _end(procedure: Exclusion, outcome: Exclusion.Outcome, *, decision: str = "", because: str = "") -> None:
    procedure.outcome, procedure.ended_at = outcome, database_now()
    procedure.decision, procedure.because = decision, because
    procedure.save(update_fields=["outcome", "ended_at", "decision", "because"])


def _moment(instant: datetime) -> str:
    return date_format(timezone.localtime(instant), "DATETIME_FORMAT")


def _topics(procedure: Exclusion) -> list[str]:
    return ["exclusions", f"member.{procedure.member_id}"]
