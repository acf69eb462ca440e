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
        self.seen: dict[str, int] = {}

    def weigh(self, rows: list[Row]) -> list[Verdict]:
        return [self._one(row) for row in rows]

    def _one(self, row: Row) -> Verdict:
        said = Verdict(row.line, problems=row.problems)
        code, name = row.get("code"), row.get("name")
        if code is None or name is None:
            return said
        if (before := self.seen.setdefault(code.casefold(), row.line)) != row.line:
            said.wrong("twice", "code", line=before)
        if row.get("position", 0) > 32_767:
            said.wrong("not_whole", "position", found=str(row.get("position")))
        same_name = self.names.get(cells.key(name), code)
        if same_name.casefold() != code.casefold():
            said.doubt("same_college_name", "name", code=same_name)
        college = self.known.get(code.casefold())
        said.facts = {"code": college.code if college else code, "name": name}
        said.effect = self._effect(college, row) if college else "college_enters"
        said.plan = college or College(code=code, name=name, position=row.get("position", self.next))
        if college is None:
            self.next += 1
        return said

    def _effect(self, college: College, row: Row) -> str:
        name, position = row.get("name"), row.get("position", college.position)
        if (college.name, college.position) == (name, position):
            return "college_same"
        college.name, college.position = name, position
        return "college_changes"

    def write(self, verdicts: list[Verdict]) -> None:
        fresh = [said.plan for said in verdicts if said.effect == "college_enters"]
        changed = [said.plan for said in verdicts if said.effect == "college_changes"]
        enter_colleges(fresh, changed, self.task)

    @classmethod
    def table(cls) -> tuple[list[str], list[list[Any]]]:
        """The colleges as they are."""
        heads, _none = super().table()
        return heads, [[one.code, one.name, one.position] for one in College.objects.all()]
