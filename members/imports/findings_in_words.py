"""What the check of an import found, in words: what each line would do, and what is wrong with it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from members.imports import wording
from members.imports.columns import letter
from members.imports.models import Finding, Import

FILTERS = {"errors": Finding.Level.ERROR, "cautions": Finding.Level.CAUTION}


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
