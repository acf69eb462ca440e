"""Colleges: a code, a name, an order. One that exists takes the name and the order of the file."""

from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from members.imports import cells
from members.imports.actions.colleges import enter_colleges
from members.imports.columns import Field
from members.imports.kinds import Kind
from members.imports.verdicts import Row, Task, Verdict
from members.people.models import College


class Colleges(Kind):
    """New colleges, and new names for those that exist."""

    numbered = (College,)
    one_of = (("code",), ("name",))
    fields = (
        Field("code", _("Code"), cells.slug(8), ("sigle", "abréviation", "collège"), needed=True),
        Field("name", _("Name"), cells.text(80), ("libellé", "intitulé", "nom du collège"), needed=True),
        Field("position", _("Order"), cells.whole, ("position", "rang", "no", "numéro")),
    )

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        self.known = {college.code.casefold(): college for college in College.objects.all()}
        self.names = {cells.key(college.name): college.code for college in self.known.values()}
        self.next = (College.objects.aggregate(top=Max("position"))["top"] or 0) + 1
        self.first_lines: dict[str, int] = {}

    def weigh(self, rows: list[Row]) -> list[Verdict]:
        return [self._weigh_line(row) for row in rows]

    def _weigh_line(self, row: Row) -> Verdict:
        verdict = Verdict(row.line, problems=row.problems)
        code, name = row.get("code"), row.get("name")
        if code is None or name is None:
            return verdict
        if (before := self.first_lines.setdefault(code.casefold(), row.line)) != row.line:
            verdict.wrong("twice", "code", line=before)
        if row.get("position", 0) > 32_767:
            verdict.wrong("not_whole", "position", found=str(row.get("position")))
        same_name = self.names.get(cells.key(name), code)
        if same_name.casefold() != code.casefold():
            verdict.doubt("same_college_name", "name", code=same_name)
        college = self.known.get(code.casefold())
        verdict.facts = {"code": college.code if college else code, "name": name}
        verdict.effect = self._effect(college, row) if college else "college_enters"
        verdict.plan = college or College(code=code, name=name, position=row.get("position", self.next))
        if college is None:
            self.next += 1
        return verdict

    def _effect(self, college: College, row: Row) -> str:
        name, position = row.get("name"), row.get("position", college.position)
        if (college.name, college.position) == (name, position):
            return "college_same"
        college.name, college.position = name, position
        return "college_changes"

    def write(self, verdicts: list[Verdict]) -> None:
        fresh = [verdict.plan for verdict in verdicts if verdict.effect == "college_enters"]
        changed = [verdict.plan for verdict in verdicts if verdict.effect == "college_changes"]
        enter_colleges(fresh, changed, self.task)

    @classmethod
    def table(cls) -> tuple[list[str], list[list[Any]]]:
        """The colleges as they are."""
        heads, _none = super().table()
        return heads, [[college.code, college.name, college.position] for college in College.objects.all()]
