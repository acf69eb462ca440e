"""What is known of each line: what it says, what is wrong with it, what it would do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from members.imports.cells import BadCell, Formula
from members.imports.columns import Field


class Problem(NamedTuple):
    """Something wrong, or doubtful: the code of a sentence, the field it is about, and its facts as JSON."""

    code: str
    field: str = ""
    facts: Mapping[str, Any] = {}


@dataclass(slots=True)
class Row:
    """One line as it was read: a value for each field that says something."""

    line: int
    values: dict[str, Any]
    problems: list[Problem]

    def get(self, name: str, otherwise: Any = None) -> Any:
        return self.values.get(name, otherwise)


@dataclass(slots=True)
class Verdict:
    """What a line would do: the code of a sentence and its facts; a plan for whoever writes it."""

    line: int
    effect: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    cautions: list[Problem] = field(default_factory=list)
    plan: Any = None

    def blames(self, *names: str) -> bool:
        """Whether something is wrong with one of these fields already."""
        return any(problem.field in names for problem in self.problems)

    def wrong(self, code: str, name: str = "", /, **facts: Any) -> None:
        """Note something that forbids the import."""
        self.problems.append(Problem(code, name, facts))

    def doubt(self, code: str, name: str = "", /, **facts: Any) -> None:
        """Note something worth a second look, which forbids nothing."""
        self.cautions.append(Problem(code, name, facts))


@dataclass(frozen=True)
class Task:
    """What every kind of import knows of the one in hand."""

    columns: Mapping[str, int]
    today: date
    number: int = 0  # of the import
    actor: Any = None


def read_row(line: int, cells: Sequence[str], columns: Mapping[str, int], fields: Iterable[Field]) -> Row:
    """Read a line through its columns; a cell that cannot be read is a problem of that field."""
    row = Row(line, {}, [])
    for known_field in fields:
        position = columns.get(known_field.name)
        if position is None:
            continue
        cell = cells[position]
        if isinstance(cell, Formula):
            row.problems.append(
                Problem("formula" if cell.startswith("=") else "error_value", known_field.name)
            )
        elif not cell:
            if known_field.needed:
                row.problems.append(Problem("missing", known_field.name))
        else:
            try:
                row.values[known_field.name] = known_field.read(cell)
            except BadCell as bad:
                row.problems.append(Problem(bad.code, known_field.name, bad.facts))
    return row
