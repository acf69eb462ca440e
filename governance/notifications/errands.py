"""Errands: fan out a line to its people, deliver one mail."""

from django.db.models.functions import Now

from core.journal.lines import notice_of
from core.journal.models import Entry
from core.journal.notices import NoticeKind
from core.outbox import actions as outbox
from governance.notifications.actions import ring
from governance.notifications.channels import mail
from governance.notifications.models import Notice
from governance.notifications.reading import in_words, kind_of, look, may_be_told
from members.people.models import Person

# Beyond this many people the bell is rung when they next open a page.
AS_IT_HAPPENS = 500


def fan_out(entry_id: int) -> None:
    """Write one notice for each person concerned, and one errand for each mail; twice is safe."""
    entry = Entry.objects.get(pk=entry_id)
    notice_kind = notice_of(entry.kind)
    assert notice_kind is not None
    people = concerned(entry, notice_kind)
    Notice.objects.bulk_create(
        [Notice(person=person, entry=entry, kind=notice_kind.kind) for person in people],
        ignore_conflicts=True,
        batch_size=500,
    )
    unsent = Notice.objects.filter(entry=entry, mailed_at=None).reachable()
    untold = notice_kind.untold(entry)
    for notice_id in unsent.values_list("pk", flat=True):
        kind = "deliver_untold" if untold else "deliver"
        outbox.post(kind, key=f"deliver:{notice_id}", notice_id=notice_id)
    if 0 < len(people) <= AS_IT_HAPPENS and not untold:
        ring(entry, people)


def concerned(entry: Entry, kind: NoticeKind) -> list[Person]:
    """Whom a line is told to: those entitled to it, and of the others it names those who may read it today."""
    audience = kind.people(entry)
    people = {person.pk: person for person in audience.entitled}
    for person in audience.gated:
        if person.pk not in people and may_be_told(entry, person):
            people[person.pk] = person
    return list(people.values())


def deliver(notice_id: int) -> None:
    """Send one mail, and remember it; a notice already mailed asks for nothing.

    The gate is asked again: between the line and its mail, somebody may have left a circle. Notices of who was forgotten
    are gone.
    """
    notice = (
        Notice.objects.select_related("person__mail_through", "entry__actor").filter(pk=notice_id).first()
    )
    if notice is None:
        return
    if notice.mailed_at is None and notice.person.mail_to and still_true(notice):
        # Where there is no room to note that it left, it does not leave: it would again and again.
        Notice.objects.filter(pk=notice_id, mailed_at=None).update(mailed_at=None)
        _send(notice)
    Notice.objects.filter(pk=notice_id, mailed_at=None).update(mailed_at=Now())


def _send(notice: Notice) -> None:
    content = look([notice.entry], notice.person).get(notice.entry_id)
    if content is None and kind_of(notice).withheld is None:
        return
    mail.send(notice, lambda: in_words(notice.entry, content))


def still_true(notice: Notice) -> bool:
    """Whether a notice still asks for something, as far as others are told: no call to vote after the closing, or after a vote
    that is known.

    Whether a mail leaves says no more of it: others of a household read it, and the desk counts those that do not leave.
    """
    kind = kind_of(notice)
    return (kind.seems_true or kind.still_true)([(notice.entry, notice.person)])[0]
