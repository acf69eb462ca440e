"""What the page of an import shows: where it stands, and what its check found."""

from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from members.imports import findings_in_words, progress
from members.imports.models import Import, State
from members.imports.weighing import KINDS

STEPS = ("upload", "list-ordered", "search", "check")


def state(job: Import, query: Any) -> dict[str, Any]:
    """All that the page of an import needs, wherever it stands."""
    page: dict[str, Any] = {"job": job, "state": job.state, "steps": steps(job), "working": False}
    if job.state in {State.CHECKING, State.IMPORTING}:
        page |= {"working": True, "progress": progress.read(job.pk)}
    if job.state == State.CHECKED:
        only = query.get("only", "") if query.get("only") in findings_in_words.FILTERS else ""
        page_of_findings = Paginator(findings_in_words.lines(job, only), 50).get_page(query.get("page"))
        page |= {
            "page": page_of_findings,
            "lines": list(findings_in_words.in_words(job, page_of_findings)),
            "only": only,
        }
    return page


def steps(job: Import | None) -> list[dict[str, str]]:
    """Bring, match, check, import: which are done, and which is the current one."""
    labels = (_("Bring a file"), _("Match the columns"), _("Check"), _("Import"))
    current = _reached(job)
    return [
        {"label": label, "icon": icon, "state": "done" if k < current else "current" if k == current else ""}
        for k, (label, icon) in enumerate(zip(labels, STEPS, strict=True))
    ]


def _reached(job: Import | None) -> int:
    if job is None:
        return 0
    order = {State.RECEIVED: 1, State.CHECKING: 2, State.CHECKED: 2, State.IMPORTING: 3, State.DONE: 4}
    return order.get(job.state, 2)


def empty_table(kind: str) -> tuple[list[str], list[list[Any]]]:
    """A table to fill in, with the headings that are understood."""
    return KINDS[kind].table()
