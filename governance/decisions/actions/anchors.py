"""The act by which the day's last seal leaves this house, so that it is kept outside."""

from django.db import transaction

from core.journal import sealing
from core.journal.actions import record
from core.journal.models import Entry
from governance.decisions.anchors import KIND

# What an anchor itself leaves in the journal: on a day on which nothing else was written, there is nothing to send.
OWN = (KIND, "notices.written")


@transaction.atomic
def anchor(day: str) -> Entry | None:
    """Seal the journal and write down where it and the register stand, once a day; whoever the code names is told.

    None where nothing happened since the last anchor. Twice for a day is once.
    """
    last = sealing.seal()  # one at a time from here on
    if last is None or Entry.objects.filter(kind=KIND, facts__on=day).exists() or not _moved():
        return None
    register = last.facts["heads"]["register"]
    return record(
        KIND,
        topics=["anchors"],
        on=day,
        seal=last.no,
        journal_sha256=last.hash,
        decisions=register["no"],
        register_sha256=register["hash"],
    )


def _moved() -> bool:
    before = Entry.objects.filter(kind=KIND).order_by("pk").last()
    since = Entry.objects.filter(pk__gt=before.pk) if before else Entry.objects.all()
    return since.exclude(kind__in=OWN).exists()
