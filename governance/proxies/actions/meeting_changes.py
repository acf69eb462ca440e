"""What hangs on a meeting follows its changes: proxies, forms, presences. Meetings stand below and know it by name only."""

from django.utils.translation import gettext as _

from core.clock import database_now
from core.errors import Refusal
from core.journal.actions import record
from governance.meetings.changes import MeetingChange
from governance.meetings.models import AgendaItem, Meeting
from governance.meetings.moments import WrongMeetingStage
from governance.proxies.actions.ending import finish, record_step
from governance.proxies.models import Proxy, choices_of
from governance.proxies.rules import rules_of
from members.people.models import Member, Person


def follow(meeting: Meeting, change: MeetingChange, actor: Person | None) -> None:
    """Follow a change of a meeting, in its transaction. Raises WrongMeetingStage or Refusal where something stands against it."""
    if change == MeetingChange.ANOTHER_DAY:
        _nobody_came(meeting)
    elif change == MeetingChange.REVISED:
        off_the_register(meeting, actor)
        _forms_in_time(meeting, actor)
    elif change == MeetingChange.CHAIR:
        _may_chair(meeting)
        _chair_changed(meeting, actor)
    elif change == MeetingChange.AGENDA:
        _agenda_changed(meeting, actor)


def nobody_spoke(item: AgendaItem) -> None:
    """Raise WrongMeetingStage where a form or a proxy spoke of a question while it had a title alone."""
    forms = item.meeting.postal_forms.standing().values_list("choices", flat=True)
    wishes = item.meeting.proxies.standing().values_list("instructions", flat=True)
    if any(choices_of(choices, item.number) is not None for choices in (*forms, *wishes)):
        raise WrongMeetingStage(
            _("Members voted or said their wishes on “%(question)s” before it had a text. Take it off, and put the proposal on the agenda as a question of its own.")
            % {"question": item}
        )  # fmt: skip


def off_the_register(meeting: Meeting, actor: Person | None) -> None:
    """End the proxies whose giver or holder, of a blank one the chair, is not on the register of the new day; both are told."""
    register = set(Member.objects.voting(meeting.record_on).values_list("pk", flat=True))
    for proxy in meeting.proxies.standing().select_related("giver", "holder", "meant_for", "meeting"):
        if not {proxy.giver_id, proxy.holder_id or meeting.chair_id} <= register:
            finish(proxy, Proxy.End.REGISTER, actor=actor)


def _forms_in_time(meeting: Meeting, actor: Person | None) -> None:
    """Count the forms that were late for the day as it was, and are in time for the new one; what was in time stays so."""
    rules = rules_of(meeting)
    for form in meeting.postal_forms.standing().filter(on_time=False):
        if rules.in_time(form.received_at, meeting.meets_at, on_paper=form.on_paper):
            form.on_time = True
            form.save(update_fields=["on_time"])
            topics = [meeting.topic, f"member.{form.member_id}"]
            record(
                "sitting.form_in_time",
                actor=actor,
                topics=topics,
                sitting=meeting.pk,
                member=form.member_id,
            )


def _agenda_changed(meeting: Meeting, actor: Person | None) -> None:
    """A proxy goes on to a later call of the same agenda; an agenda that changed binds nobody. Source: C. com. R225-79.

    It is the agenda of the call: what an open meeting leaves out, or takes up, ends no proxy.
    """
    if meeting.opened_at is not None:
        return
    Meeting.objects.filter(pk=meeting.pk, another_agenda_at=None).exclude(follows=None).update(
        another_agenda_at=database_now()
    )
    carried = meeting.proxies.standing().filter(carried_from__isnull=False)
    for proxy in carried.select_related("giver", "holder", "meeting"):
        finish(proxy, Proxy.End.AGENDA, actor=actor)


def _chair_changed(meeting: Meeting, actor: Person | None) -> None:
    blank = meeting.proxies.standing().filter(holder=None)
    for proxy in blank.select_related("giver", "meant_for", "meeting"):
        record_step("proxy.chair_changed", proxy, actor)


def _nobody_came(meeting: Meeting) -> None:
    if meeting.attendances.filter(mistake="").exists():
        raise WrongMeetingStage(
            _("Members were checked in for this day already. If it is held another day, note them as a mistake first.")
        )  # fmt: skip


def _may_chair(meeting: Meeting) -> None:
    chair = meeting.chair
    proxies = meeting.proxies.standing()
    if chair is None and proxies.filter(holder=None).exists():
        raise Refusal(_("Proxies were given in blank, to the chair: name another chair."))
    if chair is not None and proxies.filter(giver=chair).exists():
        raise Refusal(
            _("%(member)s gave their own voice away for this meeting: choose another chair.")
            % {"member": chair}
        )
