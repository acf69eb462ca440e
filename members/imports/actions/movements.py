"""Movements of shares written many at a time, in their order."""

from typing import Any

from core.clock import database_now
from core.journal.actions import record_all
from members.imports.kinds.moving import Moving
from members.imports.verdicts import Task
from members.shares.models import Movement

BATCH = 1000


def enter_movements(lines: list[Moving], task: Task) -> None:
    """Enter lines in their order; one that corrects another needs it to be there first."""
    at = database_now()
    waiting: list[Moving] = []
    for line in lines:
        if line.corrects is not None and waiting:
            _enter(waiting, task, at)
            waiting = []
        waiting.append(line)
    _enter(waiting, task, at)


def _enter(lines: list[Moving], task: Task, at: Any) -> None:
    corrected = {line.corrects for line in lines if line.corrects is not None}
    keys = dict(Movement.objects.filter(no__in=corrected).values_list("no", "pk")) if corrected else {}
    Movement.objects.bulk_create(
        [line.row(task.actor, at, keys.get(line.corrects or 0)) for line in lines], batch_size=BATCH
    )
    record_all(
        (
            f"shares.{line.operation}",
            task.actor,
            line.topics(),
            {"movement": line.no, "shares": line.shares, "import": task.number},
        )
        for line in lines
    )
