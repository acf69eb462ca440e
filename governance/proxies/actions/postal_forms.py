"""Acts on the forms that come by post: received, read twice, corrected, set aside."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Refusal
from core.journal.actions import record
from governance.meetings.models import Meeting
from governance.meetings.moments import WrongMeetingStage, hold, not_over
from governance.meetings.votes import votes_of
from governance.proxies.counted_in_votes import form_not_counted
from governance.proxies.eligibility import may_be_received
from governance.proxies.models import PostalForm
from governance.proxies.rules import rules_of
from members.people.models import Member, Person
from votes.rounds.models import Round
from votes.tally.models import Result


@transaction.atomic
def receive_form(
    meeting: Meeting, member: Member, *, received_at: datetime, on_paper: bool = True,
    choices: Mapping[str, str] | None = None, actor: Person,
) -> PostalForm:  # fmt: skip
    """Note a postal form; one that came late is kept, and not counted.

    Raises Refusal when the code takes none, the member has no voice there, or sent one already, or when it is said to
    have come at a moment that cannot be.
    """
    meeting = hold(meeting)
    not_over(meeting)
    rules = rules_of(meeting)
    may_be_received(received_at)
    if not rules.postal_allowed:
        raise Refusal(_("The code social takes no votes by post."))
    if not Member.objects.voting(meeting.record_on).filter(pk=member.pk).exists():
        raise Refusal(_("%(member)s has no voice in this meeting.") % {"member": member})
    if meeting.postal_forms.standing().filter(member=member).exists():
        raise Refusal(_("A form of %(member)s was received already.") % {"member": member})
    form = PostalForm.objects.create(
        meeting=meeting, member=member, received_at=received_at, on_paper=on_paper, choices=_marks_to_store(meeting, choices or {}),
        on_time=rules.in_time(received_at, min(meeting.meets_at, meeting.opened_at or meeting.meets_at), on_paper=on_paper), entered_by=actor,
    )  # fmt: skip
    topics = [meeting.topic, f"member.{member.pk}"]
    record(
        "sitting.form_received",
        actor=actor,
        topics=topics,
        sitting=meeting.pk,
        member=member.pk,
        on_time=form.on_time,
    )
    return form


@transaction.atomic
def set_aside(form: PostalForm, *, because: str, actor: Person) -> None:
    """Put right a postal form that was noted by mistake, on record; another may then be noted for its member.

    Raises WrongMeetingStage once the meeting is over, or while a vote is open that has it in its box.
    """
    meeting = hold(form.meeting)
    not_over(meeting)
    form = PostalForm.objects.select_for_update().get(pk=form.pk)
    if form.mistake:
        raise WrongMeetingStage(_("This was put right already."))
    form_not_counted(form)
    form.mistake = because
    form.save(update_fields=["mistake"])
    topics = [meeting.topic, f"member.{form.member_id}"]
    record(
        "sitting.form_set_aside", actor=actor, topics=topics, sitting=meeting.pk, member=form.member_id,
        because=because,
    )  # fmt: skip


@transaction.atomic
def read_again(form: PostalForm, choices: Mapping[str, str], *, actor: Person) -> PostalForm:
    """Note what somebody else reads on a form; who read it second may correct their own reading.

    Raises Refusal for who read it first and for a third person, WrongMeetingStage once both agree.
    """
    form = _open_form(form)
    if actor.pk == form.entered_by_id:
        raise Refusal(_("You entered this form: somebody else reads it a second time."))
    if form.again is not None and form.again_by_id != actor.pk:
        raise Refusal(
            _("%(first)s and %(second)s have read this form: each corrects their own reading.")
            % {"first": form.entered_by or "–", "second": form.again_by}
        )
    form.again, form.again_by = _marks_to_store(form.meeting, choices), actor
    form.save(update_fields=["again", "again_by"])
    _form_read(form, actor)
    return form


@transaction.atomic
def correct_form(form: PostalForm, choices: Mapping[str, str], *, actor: Person) -> PostalForm:
    """Enter a form anew, by who entered it first, when the second reading differs.

    Raises Refusal for anybody else, WrongMeetingStage before the second reading or once both agree.
    """
    form = _open_form(form)
    if actor.pk != form.entered_by_id:
        raise Refusal(_("Who entered this form corrects the first reading; you correct your own."))
    if form.again is None:
        raise WrongMeetingStage(_("Somebody else reads this form first; then the two readings are compared."))
    form.choices = _marks_to_store(form.meeting, choices)
    form.save(update_fields=["choices"])
    _form_read(form, actor)
    return form


def _marks_to_store(meeting: Meeting, choices: Mapping[str, str]) -> dict[str, str]:
    """Marks without those on questions that were voted on in secret: they are in no box, and nobody's to know."""
    over = votes_of(meeting).filter(secret=True, rehearsal=False, result__outcome__undecided="")
    gone = {str(number) for number in over.values_list("electorate__item", flat=True)}
    return {number: mark for number, mark in choices.items() if number not in gone}


def forget_marks(round_: Round) -> None:
    """Forget what the forms of a meeting say of a question that was voted on in secret: it is in the box, nameless.

    One whose vote was cancelled, or left something open, may be voted on again with its forms until the meeting is over:
    what was forgotten before would count as an abstention.
    """
    if round_.electorate.get("kind") != "meeting" or round_.rehearsal or not round_.secret:
        return
    meeting = Meeting.objects.get(pk=round_.electorate["meeting"])
    settled = Result.objects.filter(round=round_, outcome__undecided="").exists()
    if not settled and meeting.closed_at is None:
        return
    number, forgotten = str(round_.electorate["item"]), []
    for form in meeting.postal_forms.select_for_update():
        for marks in (form.choices, form.again or {}):
            marks.pop(number, None)
        forgotten.append(form)
    PostalForm.objects.bulk_update(forgotten, ["choices", "again"], batch_size=500)


def _open_form(form: PostalForm) -> PostalForm:
    """Lock the meeting of a form whose readings may still change."""
    meeting = hold(form.meeting)
    not_over(meeting)
    form = PostalForm.objects.select_related("member", "meeting", "entered_by", "again_by").get(pk=form.pk)
    if form.mistake:
        raise WrongMeetingStage(_("This form was noted by mistake: it is not counted."))
    if form.reading == "agree":
        raise WrongMeetingStage(_("Both readings of this form agree: it stays as it is."))
    return form


def _form_read(form: PostalForm, actor: Person) -> None:
    topics = [form.meeting.topic, f"member.{form.member_id}"]
    record(
        "sitting.form_read_again",
        actor=actor,
        topics=topics,
        sitting=form.meeting_id,
        member=form.member_id,
        agrees=form.reading == "agree",
    )
