"""Acts of those who import: bring a file, say what its columns are, begin, give up."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core.clock import database_now
from core.errors import Refusal
from core.journal.actions import record
from core.outbox import actions as outbox
from members.imports import columns as headings
from members.imports import reading
from members.imports.actions.processing import ask_for_the_check, hold, let_go
from members.imports.models import Import, State
from members.imports.shape import Shape
from members.imports.weighing import KINDS
from members.people.models import Person

FORGOTTEN_AFTER = timedelta(days=7)


class TooLate(Refusal):
    """An act on an import that has gone on meanwhile."""


def recognise(upload: "UploadedFile[Any]") -> Shape:
    """Find out how a file is read; of a long table that takes seconds. Raises FileRefused."""
    upload.seek(0)
    return reading.recognise(cast(BinaryIO, upload.file), _name_of(upload), upload.size or 0)


def _name_of(upload: "UploadedFile[Any]") -> str:
    return (upload.name or "")[-160:]


def receive(upload: "UploadedFile[Any]", kind: str, *, actor: Person, shape: Shape | None = None) -> Import:
    """Take a file in, as it was recognised, and guess its columns. Raises FileRefused."""
    name, file = _name_of(upload), cast(BinaryIO, upload.file)
    shape = shape or recognise(upload)
    guess = KINDS[kind].settle(headings.match(shape.heads, KINDS[kind].fields))
    upload.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    upload.seek(0)
    with transaction.atomic():
        job = Import.objects.create(
            kind=kind, name=name, file=upload, sha256=digest, size=upload.size or 0, shape=shape.as_json(),
            columns=guess, added_by=actor, added_at=database_now(),
        )  # fmt: skip
        outbox.post(
            "forget_import",
            key=f"import.forget:{job.pk}",
            due_at=database_now() + FORGOTTEN_AFTER,
            import_id=job.pk,
        )
        record(
            "import.received", actor=actor, topics=["imports"], of=kind, sha256=digest, **{"import": job.pk}
        )
    return job


@transaction.atomic
def choose_columns(job: Import, columns: Mapping[str, int], *, actor: Person) -> Import:
    """Say what the columns are, and ask for the check. Raises TooLate once the import has begun."""
    job = hold(job.pk)
    if job.state not in {State.RECEIVED, State.CHECKING, State.CHECKED}:
        raise TooLate(_("This import is past its check. Bring the file again to change something."))
    job.columns, job.outdated = dict(columns), False
    ask_for_the_check(job)
    record("import.matched", actor=actor, topics=["imports"], **{"import": job.pk})
    return job


@transaction.atomic
def confirm(job: Import, *, actor: Person) -> None:
    """Begin what the check announced. Raises TooLate when it is not, or no longer, right as a whole."""
    job = hold(job.pk)
    if not job.may_begin:
        raise TooLate(_("Nothing can be imported now: look at where this import stands."))
    job.confirmed_at, job.started_at, job.tries = database_now(), None, 0
    job.save(update_fields=["confirmed_at", "started_at", "tries"])
    outbox.post("do_import", key=f"import.do:{job.pk}:{job.run}", import_id=job.pk, run=job.run)
    record("import.confirmed", actor=actor, topics=["imports"], **{"import": job.pk})


@transaction.atomic
def cancel(job: Import, *, actor: Person) -> None:
    """Give an import up before it is being written. Raises TooLate afterwards."""
    waiting = Import.objects.filter(pk=job.pk, done_at=None, cancelled_at=None, refused="")
    # Without a lock: whoever writes holds it until the end, and nobody should wait that long for a "no".
    not_begun = waiting.filter(Q(confirmed_at=None) | Q(started_at=None))
    if not not_begun.update(cancelled_at=database_now()):
        raise TooLate(_("It is being written, or over: in a moment this page says which."))
    job.refresh_from_db()
    let_go(job)
    record("import.cancelled", actor=actor, topics=["imports"], **{"import": job.pk})
