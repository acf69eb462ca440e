"""The long work behind an import: check, carry out, forget.

The check reads and says; the import does the same reading again, under the locks of the registers, and enters
what the check had said, whole or not at all.
"""

import hashlib
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.clock import database_now
from core.journal.actions import record
from core.numbering import queue_up
from core.outbox import actions as outbox
from members.imports import progress
from members.imports.models import Finding, Import, State
from members.imports.shape import FileRefused
from members.imports.verdicts import Problem, Task, Verdict
from members.imports.weighing import KINDS, Weighing, as_json

MOST_TRIES = 5


class Changed(Exception):
    """The file would no longer do what the check announced: nothing is entered."""


def check(import_id: int, run: int) -> None:
    """Go through the file and note what each line would do; nothing enters the registers.

    Safe to run twice: it begins by forgetting what an earlier, interrupted run had noted.
    """
    job = _begin(import_id, run, State.CHECKING)
    if job is None:
        return
    Finding.objects.filter(job=job).delete()
    with translation.override(job.added_by.language), job.file.open("rb") as file:
        weighing = Weighing(job, file.file, _task(job))
        try:
            for verdicts in weighing:
                Finding.objects.bulk_create([_finding(job, verdict) for verdict in verdicts], batch_size=1000)
                if not _is_current(job):
                    return
        except FileRefused as refusal:
            _refuse(job, str(refusal))
            return
    _note_late(job, weighing.kind.finish())
    _conclude(job, weighing)


def carry_out(import_id: int, run: int) -> None:
    """Enter what the check announced, whole or not at all; when it is no longer true, check again instead.

    Safe to run twice: who comes second finds it done.
    """
    job = _begin(import_id, run, State.IMPORTING)
    if job is None:
        return
    try:
        with transaction.atomic():
            _write(job)
    except (Changed, FileRefused):
        _check_again(job)


def forget(import_id: int) -> None:
    """Delete what an import needed for itself alone: the file, its sample, the findings."""
    job = Import.objects.filter(pk=import_id).first()
    if job is None:
        return
    if not job.is_over:
        Import.objects.filter(pk=job.pk, done_at=None).update(cancelled_at=database_now())
    Import.objects.filter(pk=job.pk).update(shape={**job.shape, "samples": []})
    Finding.objects.filter(job=job).delete()
    let_go(job)


def _begin(import_id: int, run: int, state: State) -> Import | None:
    """Count a try, or find that nobody waits for this work any more."""
    with transaction.atomic():
        job = hold(import_id)
        if job.run != run or job.state != state:
            return None
        job.tries, job.started_at = job.tries + 1, database_now()
        job.save(update_fields=["tries", "started_at"])
    if job.tries > MOST_TRIES:
        with translation.override(job.added_by.language):
            _refuse(
                job,
                _("This file stopped the work several times; nothing was imported. Tell an administrator."),
            )
        return None
    progress.report(job.pk, 0, job.form.rows)
    return job


def _refuse(job: Import, sentence: str) -> None:
    """Say why nothing will come of a file, and let go of it."""
    Import.objects.filter(pk=job.pk, run=job.run).update(refused=sentence[:500])
    let_go(job)


def _write(job: Import) -> None:
    if hold(job.pk).state != State.IMPORTING:
        return
    for model in KINDS[job.kind].numbered:
        queue_up(model)
    with job.file.open("rb") as file:
        if hashlib.file_digest(file.file, "sha256").hexdigest() != job.sha256:
            raise Changed
        weighing = Weighing(job, file.file, _task(job))
        for verdicts in weighing:
            if any(verdict.problems for verdict in verdicts):
                raise Changed
            weighing.kind.write(verdicts)
    if weighing.kind.finish() or weighing.seal != job.seal:
        raise Changed
    job.done_at, job.counts = database_now(), dict(weighing.counts)
    job.save(update_fields=["done_at", "counts"])
    record(
        "import.done", actor=job.added_by, topics=["imports", job.kind], of=job.kind, sha256=job.sha256,
        counts=job.counts, **{"import": job.pk},
    )  # fmt: skip
    transaction.on_commit(lambda: let_go(job), robust=True)


def _check_again(job: Import) -> None:
    with transaction.atomic():
        job = hold(job.pk)
        job.outdated = True
        ask_for_the_check(job)


def ask_for_the_check(job: Import) -> None:
    """Post the errand of a new check, which takes the place of whatever was found or confirmed before."""
    job.run, job.tries, job.counts, job.seal, job.refused = job.run + 1, 0, {}, "", ""
    job.asked_at, job.checked_at, job.confirmed_at = database_now(), None, None
    job.save()
    outbox.post("check_import", key=f"import.check:{job.pk}:{job.run}", import_id=job.pk, run=job.run)


def _task(job: Import) -> Task:
    return Task(job.columns, timezone.localdate(database_now()), job.pk, job.added_by)


def _finding(job: Import, verdict: Verdict) -> Finding:
    level = 2 if verdict.problems else 1 if verdict.cautions else 0
    return Finding(job=job, run=job.run, line=verdict.line, level=level, said=as_json(verdict))


def _note_late(job: Import, late: list[tuple[int, Problem]]) -> None:
    """Add what only the end of the file showed to what was noted of its lines."""
    problems, findings = iter(late), Finding.objects.filter(job=job, run=job.run)
    while some := dict(islice(problems, 1000)):
        rows = list(findings.filter(line__in=some))
        for row in rows:
            row.said["problems"].append(list(some[row.line]))
            row.level = Finding.Level.ERROR
        Finding.objects.bulk_update(rows, ["said", "level"])


def _conclude(job: Import, weighing: Weighing) -> None:
    wrong = Finding.objects.filter(job=job, run=job.run, level=Finding.Level.ERROR).count()
    with transaction.atomic():
        now = hold(job.pk)
        if (now.run, now.tries, now.state) != (job.run, job.tries, State.CHECKING):
            return
        now.counts = {**weighing.counts, "errors": wrong}
        now.seal, now.checked_at = weighing.seal, database_now()
        now.save(update_fields=["counts", "seal", "checked_at"])


def _is_current(job: Import) -> bool:
    """Whether nobody gave it up, asked for another check, or took this one over."""
    return Import.objects.filter(pk=job.pk, run=job.run, tries=job.tries, cancelled_at=None).exists()


def let_go(job: Import) -> None:
    """Delete the file of an import, if it is still kept."""
    if job.file:
        job.file.delete(save=False)
        Import.objects.filter(pk=job.pk).update(file="")


def hold(pk: Any) -> Import:
    """Lock an import: one act at a time."""
    return Import.objects.select_for_update(of=("self",)).select_related("added_by").get(pk=pk)
