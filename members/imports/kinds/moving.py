"""A movement of shares that is to come, as a line of the register of shares says it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from members.people.models import Member
from members.shares.models import Movement

NOTHING = Decimal(0)


@dataclass(slots=True)
class Moving:
    """A line of the register of shares, with whom it concerns; names and addresses are those of its day."""

    no: int
    on: date
    operation: str
    shares: int
    nominal: Decimal
    giver: Member | None = None
    taker: Member | None = None
    share_class: str = ""
    class_to: str = ""
    called: Decimal = NOTHING
    paid: Decimal = NOTHING
    decision: str = ""
    note: str = ""
    corrects: int | None = None
    corrects_on: date | None = None
    known_as: Mapping[str, str] = field(default_factory=dict)

    @property
    def capital(self) -> Decimal:
        """What it adds to the capital."""
        return ((self.taker is not None) - (self.giver is not None)) * self.shares * self.nominal

    def facts(self) -> dict[str, Any]:
        """What the sentence of its effect needs, as JSON."""
        return {
            "no": self.no, "on": self.on.isoformat(), "operation": self.operation, "shares": self.shares,
            "class": self.share_class, "class_to": self.class_to, "nominal": str(self.nominal),
            "called": str(self.called), "paid": str(self.paid), "corrects": self.corrects,
            "from": _seat(self.giver), "to": _seat(self.taker),
        }  # fmt: skip

    def row(self, actor: Any, at: Any, corrects: int | None) -> Movement:
        """The line as the database keeps it; `corrects` is the key of the line that it corrects."""
        return Movement(
            no=self.no, on=self.on, operation=self.operation, shares=self.shares, nominal=self.nominal,
            holder_from=self.giver, holder_to=self.taker, share_class=self.share_class, class_to=self.class_to,
            called=self.called, paid=self.paid, decision=self.decision, note=self.note, corrects_id=corrects,
            entered_by=actor, entered_at=at, **self._names("from", self.giver), **self._names("to", self.taker),
        )  # fmt: skip

    def _names(self, side: str, member: Member | None) -> dict[str, str]:
        if member is None:
            return {}
        known = {"name": str(member), "address": member.postal_address}
        return {f"{side}_{name}": self.known_as.get(f"{side}_{name}") or known[name] for name in known}

    def topics(self) -> list[str]:
        touched = {member.pk for member in (self.giver, self.taker) if member is not None}
        return ["shares", *sorted(f"member.{pk}" for pk in touched)]


def _seat(member: Member | None) -> list[Any]:
    return [member.number, str(member)] if member is not None else []
