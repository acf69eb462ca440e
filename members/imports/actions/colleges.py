"""Colleges written many at a time."""

from core.journal.actions import record_all
from members.imports.verdicts import Task
from members.people.models import College


def enter_colleges(fresh: list[College], changed: list[College], task: Task) -> None:
    """Enter new colleges, and the new names and places of those that exist."""
    College.objects.bulk_create(fresh)
    College.objects.bulk_update(changed, ["name", "position"])
    facts = {"import": task.number}
    record_all(
        (kind, task.actor, [f"college.{college.code}"], facts)
        for kind, colleges in (("college.added", fresh), ("college.changed", changed))
        for college in colleges
    )
