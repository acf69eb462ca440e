"""Errands: fan out a line to its people, remind those who have not voted, deliver one mail."""

from django.db import transaction
from django.db.models.functions import Now

from core.journal.actions import record
from core.journal.models import Entry
from core.outbox import actions as outbox
from governance.notifications.audience import AUDIENCES
from governance.notifications.channels import mail
from governance.notifications.models import Notice
from votes.rounds.models import Round

# Beyond this many people the bell is rung when they next open a page.
AS_IT_HAPPENS = 500


def fan_out(entry_id: int) -> None:
    """Write one notice for each person concerned, and one errand for each mail; twice is safe."""
    entry = Entry.objects.get(pk=entry_id)
    telling = AUDIENCES[entry.kind](entry)
    people = list(telling.people)
    Notice.objects.bulk_create(
        [Notice(person=p, entry=entry, kind=telling.kind, facts=telling.facts) for p in people],
        ignore_conflicts=True,
        batch_size=500,
    )
    unsent = Notice.objects.filter(entry=entry, mailed_at=None).reachable()
    for notice_id in unsent.values_list("pk", flat=True):
        outbox.post("deliver", key=f"deliver:{notice_id}", notice_id=notice_id)
    if 0 < len(people) <= AS_IT_HAPPENS:
        with transaction.atomic():
            topics = [f"person.{person.pk}" for person in people]
            record("notices.written", topics=topics, entry=entry.pk)


@transaction.atomic
def remind(round_id: int, name: str) -> None:
    """Write the reminder's line while the round is open; those who have not voted are told."""
    if Round.objects.open().filter(pk=round_id).exists():
        record("round.reminder", topics=[], round=round_id, before=name)


def deliver(notice_id: int) -> None:
    """Send one mail, and remember it; a notice already mailed asks for nothing."""
    notice = Notice.objects.select_related("person__mail_through").get(pk=notice_id)
    if notice.mailed_at is None and notice.person.mail_to and still_true(notice):
        mail.send(notice)
    Notice.objects.filter(pk=notice_id, mailed_at=None).update(mailed_at=Now())


def still_true(notice: Notice) -> bool:
    """Whether the mail still asks for something: no call to vote after the closing, or after voting."""
    if notice.kind not in {"round_opened", "round_reminder"}:
        return True
    round_id = notice.facts["round"]
    open_ = Round.objects.open().filter(pk=round_id)
    return open_.filter(voices__bearer=notice.person, voices__voted_at=None).exists()
