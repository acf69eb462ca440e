"""What the pages of an import show: where it stands, what each line would do, what is wrong."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from members.imports import progress, wording
from members.imports.columns import letter
from members.imports.models import Finding, Import, State
from members.imports.weighing import KINDS

FILTERS = {"errors": Finding.Level.ERROR, "cautions": Finding.Level.CAUTION}
STEPS = ("upload", "list-ordered", "search", "check")


@dataclass(frozen=True)
class Said:
    """A sentence about a line, with the column that it is about if it is about one."""

    sentence: str
    column: str = ""
    head: str = ""


@dataclass(frozen=True)
class Shown:
    """One line as the page tells it."""

    line: int
    level: int
    effect: str
    problems: list[Said]
    cautions: list[Said]


def lines(job: Import, only: str = "") -> Any:
    """What the check found, line by line; with `only`, the errors or the cautions."""
    found = Finding.objects.filter(job=job, run=job.run)
    return found.filter(level=FILTERS[only]) if only in FILTERS else found


def told(job: Import, findings: Iterable[Finding]) -> Iterator[Shown]:
    """Put what was found in words."""

    def where(problem: list[Any]) -> int:
        """In the order of the columns; what is about the whole line comes last."""
        return int(job.columns.get(problem[1], len(job.shape["heads"])))

    for found in findings:
        code, facts = found.said["effect"]
        wrong = found.level == Finding.Level.ERROR
        yield Shown(
            found.line,
            found.level,
            "" if wrong else wording.effect(code, facts),
            [_said(job, *problem) for problem in sorted(found.said["problems"], key=where)],
            [_said(job, *problem) for problem in found.said["cautions"]],
        )


def _said(job: Import, code: str, name: str, facts: dict[str, Any]) -> Said:
    position = job.columns.get(name)
    if position is None:
        return Said(wording.problem(code, facts))
    return Said(wording.problem(code, facts), letter(position), job.form.heads[position])


def state(job: Import, asked: Any) -> dict[str, Any]:
    """All that the page of an import needs, wherever it stands."""
    page: dict[str, Any] = {"job": job, "state": job.state, "steps": steps(job), "working": False}
    if job.state in {State.CHECKING, State.IMPORTING}:
        page |= {"working": True, "progress": progress.read(job.pk)}
    if job.state == State.CHECKED:
        only = asked.get("only", "") if asked.get("only") in FILTERS else ""
        found = Paginator(lines(job, only), 50).get_page(asked.get("page"))
        page |= {"page": found, "lines": list(told(job, found)), "only": only}
    return page


def steps(job: Import | None) -> list[dict[str, str]]:
    """Bring, match, check, import: which are done, and which is the current one."""
    labels = (_("Bring a file"), _("Match the columns"), _("Check"), _("Import"))
    here = _reached(job)
    return [
        {"label": label, "icon": icon, "state": "done" if k < here else "current" if k == here else ""}
        for k, (label, icon) in enumerate(zip(labels, STEPS, strict=True))
    ]


def _reached(job: Import | None) -> int:
    if job is None:
        return 0
    order = {State.RECEIVED: 1, State.CHECKING: 2, State.CHECKED: 2, State.IMPORTING: 3, State.DONE: 4}
    return order.get(job.state, 2)


def errors(job: Import) -> tuple[list[str], Iterator[list[Any]]]:
    """The errors as a table: where, what the column is called, what to do."""
    head = [_("Line"), _("Column"), _("Heading"), _("What to do")]
    found = lines(job, "errors").iterator(chunk_size=2000)
    rows = (
        [shown.line, said.column, said.head, said.sentence]
        for shown in told(job, found)
        for said in shown.problems
    )
    return head, rows


def empty_table(kind: str) -> tuple[list[str], list[list[Any]]]:
    """A table to fill in, with the headings that are understood."""
    return KINDS[kind].table()
