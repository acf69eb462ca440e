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
class ProblemInWords:
    """A sentence about a line, with the column that it is about if it is about one."""

    sentence: str
    column: str = ""
    head: str = ""


@dataclass(frozen=True)
class LineInWords:
    """One line as the page shows it."""

    line: int
    level: int
    effect: str
    problems: list[ProblemInWords]
    cautions: list[ProblemInWords]


def lines(job: Import, only: str = "") -> Any:
    """What the check found, line by line; with `only`, the errors or the cautions."""
    findings = Finding.objects.filter(job=job, run=job.run)
    return findings.filter(level=FILTERS[only]) if only in FILTERS else findings


def in_words(job: Import, findings: Iterable[Finding]) -> Iterator[LineInWords]:
    """Put what was found in words."""

    def column_order(problem: list[Any]) -> int:
        """In the order of the columns; what is about the whole line comes last."""
        return int(job.columns.get(problem[1], len(job.shape["heads"])))

    for finding in findings:
        code, facts = finding.said["effect"]
        wrong = finding.level == Finding.Level.ERROR
        yield LineInWords(
            finding.line,
            finding.level,
            "" if wrong else wording.effect(code, facts),
            [_problem(job, *problem) for problem in sorted(finding.said["problems"], key=column_order)],
            [_problem(job, *problem) for problem in finding.said["cautions"]],
        )


def _problem(job: Import, code: str, name: str, facts: dict[str, Any]) -> ProblemInWords:
    position = job.columns.get(name)
    if position is None:
        return ProblemInWords(wording.problem(code, facts))
    return ProblemInWords(wording.problem(code, facts), letter(position), job.form.heads[position])


def state(job: Import, query: Any) -> dict[str, Any]:
    """All that the page of an import needs, wherever it stands."""
    page: dict[str, Any] = {"job": job, "state": job.state, "steps": steps(job), "working": False}
    if job.state in {State.CHECKING, State.IMPORTING}:
        page |= {"working": True, "progress": progress.read(job.pk)}
    if job.state == State.CHECKED:
        only = query.get("only", "") if query.get("only") in FILTERS else ""
        page_of_findings = Paginator(lines(job, only), 50).get_page(query.get("page"))
        page |= {"page": page_of_findings, "lines": list(in_words(job, page_of_findings)), "only": only}
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


def errors(job: Import) -> tuple[list[str], Iterator[list[Any]]]:
    """The errors as a table: where, what the column is called, what to do."""
    head = [_("Line"), _("Column"), _("Heading"), _("What to do")]
    findings = lines(job, "errors").iterator(chunk_size=2000)
    rows = (
        [line.line, problem.column, problem.head, problem.sentence]
        for line in in_words(job, findings)
        for problem in line.problems
    )
    return head, rows


def empty_table(kind: str) -> tuple[list[str], list[list[Any]]]:
    """A table to fill in, with the headings that are understood."""
    return KINDS[kind].table()
