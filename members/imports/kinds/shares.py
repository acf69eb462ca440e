"""Movements of shares: each line of the file becomes a line of the register, or is one already."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from members.imports import cells
from members.imports.actions import movements
from members.imports.columns import Field
from members.imports.kinds import Kind
from members.imports.kinds.books import Books, mark
from members.imports.kinds.moving import NOTHING, Moving
from members.imports.kinds.seats import Unnamed, college_on, on_register
from members.imports.verdicts import Problem, Row, Task, Verdict
from members.people.models import Member
from members.shares.models import Movement

Op = Movement.Operation
OPERATION = cells.word(
    (Op.SUBSCRIPTION, ("souscription", "subscription", "apport", "achat", "entrée", "augmentation", "purchase")),
    (Op.TRANSFER, ("cession", "transfer", "transfert", "vente", "don", "donation", "sale")),
    (Op.REFUND, ("remboursement", "refund", "retrait", "rachat", "withdrawal")),
    (Op.CANCELLATION, ("annulation", "cancellation")),
    (Op.CONVERSION, ("conversion",)),
    (Op.CORRECTION, ("correction", "rectification")),
)  # fmt: skip
TAKERS = {Op.SUBSCRIPTION, Op.TRANSFER, Op.CONVERSION}
GIVERS = {Op.TRANSFER, Op.REFUND, Op.CANCELLATION, Op.CONVERSION}


class Shares(Kind):
    """Lines of the register of movements."""

    numbered = (Movement,)
    fields = (
        Field("no", _("No."), cells.whole, ("n°", "no", "numéro", "n° d’ordre", "numéro d’ordre", "ordre", "line", "order number")),
        Field("on", _("Day"), cells.day, ("date", "le", "date du mouvement", "date de l’opération", "date d’effet"), needed=True),
        Field("operation", _("Operation"), OPERATION, ("type", "mouvement", "nature", "type de mouvement", "type d’opération", "movement"), needed=True),
        Field("member", _("Member"), cells.text(200), ("associé", "associée", "sociétaire", "titulaire", "adhérent", "nom", "nom de l’associé", "n° d’associé", "siège", "holder", "name", "seat")),
        Field("from", _("Former seat"), cells.text(200), ("de", "cédant", "cédante", "vendeur", "from", "from seat", "transferor")),
        Field("from_name", _("Former holder"), cells.text(200)),
        Field("from_address", _("Address of the former holder"), cells.address, ("adresse du cédant",)),
        Field("to", _("New seat"), cells.text(200), ("à", "cessionnaire", "acquéreur", "bénéficiaire", "souscripteur", "to", "to seat", "transferee")),
        Field("to_name", _("New holder"), cells.text(200)),
        Field("to_address", _("Address of the new holder"), cells.address, ("adresse du cessionnaire",)),
        Field("share_class", _("Class"), cells.text(20), ("catégorie", "catégorie de parts", "classe de parts", "share class")),
        Field("class_to", _("Becomes class"), cells.text(20), ("devient", "nouvelle classe", "nouvelle catégorie")),
        Field("shares", _("Shares"), cells.whole, ("nombre de parts", "nb de parts", "nb parts", "nombre", "quantité", "actions", "nombre d’actions", "parts sociales", "nombre de parts sociales", "number of shares", "titres", "nombre de titres")),
        Field("nominal", _("Nominal value"), cells.amount, ("nominal", "valeur de la part", "valeur unitaire", "prix unitaire")),
        Field("called", _("Amount called"), cells.amount, ("appelé",)),
        Field("paid", _("Amount paid"), cells.amount, ("montant", "versé", "libéré", "montant libéré", "payé", "somme", "total", "amount", "paid")),
        Field("decision", _("Decision"), cells.text(40), ("pv", "délibération", "référence")),
        Field("corrects", _("Corrects line"), cells.whole, ("corrige", "ligne corrigée")),
        Field("note", _("Note"), cells.text(300), ("remarque", "observation", "observations", "commentaire", "comment")),
    )  # fmt: skip
    one_of = (("on",), ("operation",), ("shares",), ("member", "from", "to", "from_name", "to_name"))

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        self.books = Books()
        self.next = self.books.first
        self.last: date | None = None
        # The last line that was held against a floor: what the whole file makes of today is said of it.
        self.floored: int | None = None
        # Lines of this file that another one corrects, kept from the moment they are met.
        self.awaited: set[int] = set()
        self.corrected_plans: dict[int, Moving] = {}
        self.undone: set[int] = set()

    @property
    def looks_ahead(self) -> bool:
        return "corrects" in self.task.columns

    def prepare(self, rows: Iterable[Row]) -> None:
        """Learn which lines are corrected further down."""
        self.awaited = {row.get("corrects") for row in rows if row.get("corrects")}

    def weigh(self, rows: list[Row]) -> list[Verdict]:
        self._look_up(rows)
        return [self._weigh_line(row) for row in rows]

    def finish(self) -> list[tuple[int, Problem]]:
        """What is taken back leaves the capital above the floor of today, once all lines are there."""
        today = self.task.today
        rules, books = self.books.rules(today), self.books
        if self.floored is None or rules is None:
            return []
        after, floor = books.capital.total, rules.floor(books.standing.highest()).amount
        problem = Problem("under_the_floor_later", "shares", _fall(after, floor, today))
        return [(self.floored, problem)] if after < floor else []

    def write(self, verdicts: list[Verdict]) -> None:
        movements.enter_movements(
            [verdict.plan for verdict in verdicts if verdict.effect == "movement_enters"], self.task
        )

    def _look_up(self, rows: list[Row]) -> None:
        """Ask what the registers know of some lines, in a few questions."""
        books = self.books
        books.seats.look_up(text for row in rows for text in _texts(row))
        if books.first == 1:
            return
        books.read_lines({row.get(name) for row in rows for name in ("no", "corrects")} - {None})
        if "no" not in self.task.columns:
            books.read_alike({row.get("on") for row in rows} - {None}, set(self._named(rows)))
        corrected = {line.holder_to_id for line in books.written.values() if line.holder_to_id}
        books.load(corrected | set(self._named(row for row in rows if row.get("operation") in GIVERS)))

    def _named(self, rows: Iterable[Row]) -> Iterator[int]:
        for row in rows:
            for text in _texts(row):
                try:
                    yield self.books.seats.find(text).pk
                except Unnamed:
                    continue

    # --- one line -----------------------------------------------------------------------------

    def _weigh_line(self, row: Row) -> Verdict:
        verdict, no = Verdict(row.line, problems=row.problems), row.get("no")
        if no is not None and no < self.books.first:
            self._compare(row, verdict)
            return verdict
        if no is not None and no != self.next:
            verdict.wrong("not_next", "no", number=self.next)
        number, self.next = self.next, self.next + 1
        if row.get("operation") is None or row.get("on") is None:
            return verdict
        plan = self._read(row, number, verdict)
        if plan is not None and not verdict.problems:
            self._allow(plan, verdict)
        if plan is not None and not verdict.problems:
            self._count(plan)
            verdict.effect, verdict.facts, verdict.plan = "movement_enters", plan.facts(), plan
        return verdict

    def _read(self, row: Row, number: int, verdict: Verdict) -> Moving | None:
        if row.get("operation") == Op.CORRECTION:
            return self._correction(row, number, verdict)
        return self._movement(row, number, verdict)

    def _count(self, plan: Moving) -> None:
        self.books.count(plan)
        self.last = plan.on
        if plan.no in self.awaited:
            self.corrected_plans[plan.no] = plan
        if plan.corrects is not None:
            self.undone.add(plan.corrects)

    # --- a movement ---------------------------------------------------------------------------

    def _movement(self, row: Row, number: int, verdict: Verdict) -> Moving | None:
        operation, shares = row.get("operation"), row.get("shares")
        giver = self._holder("from", operation in GIVERS, row, verdict)
        taker = self._holder("to", operation in TAKERS, row, verdict)
        nominal = self._nominal(row, verdict)
        if row.get("corrects"):
            verdict.wrong("only_a_correction", "corrects")
        if not shares and not verdict.blames("shares"):
            verdict.wrong("no_share", "shares")
        if verdict.problems or not shares or nominal is None:
            return None
        plan = Moving(number, row.get("on"), operation, shares, nominal, giver, taker)
        self._classes(plan, row, verdict)
        self._amounts(plan, row, verdict)
        plan.decision, plan.note = row.get("decision", ""), row.get("note", "")
        plan.known_as = _known_as(row)
        alike = self.books.alike.get(
            mark(plan.on, operation, giver.pk if giver else None, taker.pk if taker else None, shares)
        )
        if alike:
            verdict.doubt("alike", "on", no=alike)
        return plan

    def _holder(self, side: str, has_holder: bool, row: Row, verdict: Verdict) -> Member | None:
        """Whoever stands on one side: in the column of that side, or in the one for all members.

        A subscription comes from nobody, a refund goes to nobody.
        """
        if not has_holder:
            for name in (side, f"{side}_name"):
                if row.get(name):
                    verdict.wrong("holder_too_many", name, operation=row.get("operation"))
            return None
        name, text = _text(side, row)
        if not text:
            if not verdict.blames(side, f"{side}_name", "member"):
                verdict.wrong("no_holder", side)
            return None
        try:
            return self.books.seats.find(text)
        except Unnamed as problem:
            verdict.wrong(str(problem), name, found=text[:80])
            return None

    def _nominal(self, row: Row, verdict: Verdict) -> Decimal | None:
        rules, nominal = self.books.rules(row.get("on")), row.get("nominal")
        if nominal is None and rules is None and not verdict.blames("nominal"):
            verdict.wrong("no_nominal", "nominal")
        if nominal is not None and nominal <= 0:
            verdict.wrong("no_worth", "nominal")
        if nominal is not None and rules is not None and nominal != rules.nominal:
            verdict.doubt("other_nominal", "nominal", nominal=str(rules.nominal))
        return nominal if nominal is not None else rules.nominal if rules else None

    def _classes(self, plan: Moving, row: Row, verdict: Verdict) -> None:
        plan.share_class, becomes = (
            row.get("share_class") or self._own_class(plan, verdict),
            row.get("class_to", ""),
        )
        if plan.operation == Op.CONVERSION:
            plan.class_to = becomes
            if becomes in {"", plan.share_class}:
                verdict.wrong("same_class", "class_to")
            if plan.giver != plan.taker:
                verdict.wrong("two_members", "to")
        elif becomes:
            verdict.wrong("only_a_conversion", "class_to")
        if plan.operation == Op.TRANSFER and plan.giver == plan.taker:
            verdict.wrong("one_member", "to")

    def _own_class(self, plan: Moving, verdict: Verdict) -> str:
        """The class that a line leaves out: the college's of who subscribes, the only one that the giver holds."""
        if plan.giver is None:
            assert plan.taker is not None
            return college_on(plan.taker, plan.on)
        held = self.books.classes(plan.giver)
        if len(held) > 1:
            verdict.wrong("several_classes", "share_class", name=str(plan.giver), classes=", ".join(held))
        return held[0] if held else college_on(plan.giver, plan.on)

    def _amounts(self, plan: Moving, row: Row, verdict: Verdict) -> None:
        value = plan.shares * plan.nominal
        subscribed = plan.operation == Op.SUBSCRIPTION
        plan.called = row.get("called", value if subscribed else NOTHING)
        plan.paid = row.get(
            "paid", plan.called if subscribed else value if plan.operation == Op.REFUND else NOTHING
        )
        if plan.operation == Op.REFUND and row.get("paid") is None:
            # What was paid in for them, and their part of the losses, may make it less.
            verdict.doubt("refund_at_nominal", "paid", value=str(value))
        for name in ("called", "paid"):
            if row.get(name, NOTHING) < 0:
                verdict.wrong("negative", name)
        if subscribed and plan.paid > plan.called:
            verdict.wrong("paid_too_much", "paid", value=str(plan.called))
        if plan.operation == Op.REFUND and plan.paid > value:
            verdict.wrong("refunded_too_much", "paid", value=str(value))

    # --- a correction -------------------------------------------------------------------------

    def _correction(self, row: Row, number: int, verdict: Verdict) -> Moving | None:
        """The line that it names, the other way round; what else the cells say must not contradict it."""
        no = row.get("corrects")
        if no is None:
            if not verdict.blames("corrects"):
                verdict.wrong("corrects_nothing", "corrects")
            return None
        before, written = self.corrected_plans.get(no), self.books.written.get(no)
        if before is None and written is None:
            verdict.wrong("no_such_line", "corrects", no=no)
            return None
        wrong = before or _as_moving(written)
        if wrong.operation == Op.CORRECTION or no in self.undone or _is_corrected(written):
            verdict.wrong("not_corrected_twice", "corrects", no=no)
        if row.get("on") < wrong.on:
            verdict.wrong("corrected_before", "on", no=no, on=wrong.on.isoformat())
        if row.get("shares", wrong.shares) != wrong.shares:
            verdict.wrong("otherwise", "shares", no=no)
        return Moving(
            number, row.get("on"), Op.CORRECTION, wrong.shares, wrong.nominal, wrong.taker, wrong.giver,
            wrong.class_to or wrong.share_class, wrong.share_class if wrong.class_to else "", -wrong.called, -wrong.paid,
            row.get("decision", ""), row.get("note", ""), no, wrong.on, _known_as(row),
        )  # fmt: skip

    # --- what the real acts refuse ------------------------------------------------------------

    def _allow(self, plan: Moving, verdict: Verdict) -> None:
        if plan.on > self.task.today:
            verdict.wrong("not_come", "on")
        if self.last is not None and plan.on < self.last:
            verdict.doubt("goes_back", "on", on=self.last.isoformat())
        if (
            plan.operation in {Op.SUBSCRIPTION, Op.TRANSFER}
            and plan.taker
            and not on_register(plan.taker, plan.on)
        ):
            verdict.wrong("not_on_register", "to", name=str(plan.taker), on=plan.on.isoformat())
        if plan.giver is not None:
            held = self.books.can_leave(plan.giver, plan.share_class, plan.on)
            if held < plan.shares:
                verdict.wrong(
                    "not_enough", "shares", name=str(plan.giver), held=max(0, held), on=plan.on.isoformat(),
                    share_class=plan.share_class,
                )  # fmt: skip
        if self._lowers(plan):
            self._above_the_floor(plan, verdict)

    def _lowers(self, plan: Moving) -> bool:
        """Whether shares are taken back, or a line is undone on which those taken back since may lean."""
        return plan.capital < 0 and (plan.corrects is None or self.books.withdrawn_since(0))

    def _above_the_floor(self, plan: Moving, verdict: Verdict) -> None:
        """On the day of the line and on every later one that lines before it changed; the last line looks at today."""
        floors = [(level, self.books.rules(level.on)) for level in self.books.levels(plan)]
        if floors[0][1] is None:
            verdict.doubt("floor_unknown", "on")
        else:
            self.floored = verdict.line
        for level, rules in floors:
            after = level.capital + plan.capital
            if rules is not None and after < (floor := rules.floor(level.highest).amount):
                self._under_the_floor(plan, verdict, level.on, _fall(after, floor, level.on))
                break

    def _under_the_floor(self, plan: Moving, verdict: Verdict, day: date, facts: dict[str, str]) -> None:
        if plan.corrects is not None:
            verdict.wrong("leant_on", "corrects", no=plan.corrects, **facts)
        else:
            verdict.wrong("under_the_floor_later" if day > plan.on else "under_the_floor", "shares", **facts)

    # --- a line that the register has ---------------------------------------------------------

    def _compare(self, row: Row, verdict: Verdict) -> None:
        """A line whose number the register has must say what the register says."""
        line = self.books.written.get(row.get("no"))
        verdict.effect, verdict.facts = "movement_same", {"no": row.get("no")}
        if line is None:
            return verdict.wrong("no_such_line", "no", no=row.get("no"))
        for name in (
            "on",
            "operation",
            "share_class",
            "class_to",
            "shares",
            "nominal",
            "called",
            "paid",
            "decision",
            "note",
        ):
            if row.get(name) is not None and row.get(name) != getattr(line, name):
                verdict.wrong("line_says", name, no=line.no)
        for side, holder in (("from", line.holder_from), ("to", line.holder_to)):
            name, text = _text(side, row)
            if text and name != "member" and not self._names(text, holder):
                verdict.wrong("line_says", name, no=line.no)
        return None

    def _names(self, text: str, holder: Member | None) -> bool:
        try:
            return holder is not None and self.books.seats.find(text).pk == holder.pk
        except Unnamed:
            return False


def _fall(after: Decimal, floor: Decimal, day: date) -> dict[str, str]:
    return {"after": str(after), "floor": str(floor), "on": day.isoformat()}


def _text(side: str, row: Row) -> tuple[str, str]:
    """The column that names one side, and what it says: the seat, else the name, else the member."""
    return next(
        ((name, row.get(name)) for name in (side, f"{side}_name", "member") if row.get(name)), (side, "")
    )


def _texts(row: Row) -> list[str]:
    return [text for side in ("from", "to") if (text := _text(side, row)[1])]


def _known_as(row: Row) -> dict[str, Any]:
    """Names and addresses of the day, where the file gives them beside the seats."""
    names = [name for side in ("from", "to") if row.get(side) for name in (f"{side}_name", f"{side}_address")]
    return {name: row.get(name) for name in names if row.get(name)}


def _as_moving(line: Any) -> Moving:
    return Moving(
        line.no, line.on, line.operation, line.shares, line.nominal, line.holder_from, line.holder_to, line.share_class,
        line.class_to, line.called, line.paid,
    )  # fmt: skip


def _is_corrected(line: Movement | None) -> bool:
    return line is not None and getattr(line, "corrected_by", None) is not None
