"""The register and the statements as tables and as paper: what stands in each cell, in the reader's language."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.prose.days import date_format
from core.prose.tags import euros
from members.people.letterhead import letterhead
from members.shares.models import Movement
from members.shares.queries import Capital, Holding


def head() -> list[str]:
    """The names of the columns of R228-9, and of ours."""
    return [
        _("No."), _("Day"), _("Operation"), _("Former holder"),
        _("Address of the former holder"), _("New holder"), _("Address of the new holder"),
        _("Class"), _("Becomes class"), _("Shares"), _("Nominal value"), _("Amount called"), _("Amount paid"),
        _("Decision"), _("Corrects line"), _("Note"), _("Entered on"), _("Former seat"), _("New seat"),
    ]  # fmt: skip


def row(movement: Movement) -> list[Any]:
    """One line of the register, cell by cell."""
    return [
        movement.no, movement.on, movement.get_operation_display(), movement.from_name, movement.from_address,
        movement.to_name, movement.to_address, movement.share_class, movement.class_to, movement.shares,
        movement.nominal, movement.called, movement.paid, movement.decision,
        movement.corrects.no if movement.corrects else "", movement.note,
        timezone.localtime(movement.entered_at).isoformat(timespec="seconds"),
        movement.holder_from.number if movement.holder_from else "",
        movement.holder_to.number if movement.holder_to else "",
    ]  # fmt: skip


def register(capital: Capital, rows: Iterable[Holding], movements: Iterable[Movement]) -> dict[str, Any]:
    """The register of movements on paper, with the accounts it makes."""
    return {
        **_sheet(_("Register of movements of shares"), capital.day),
        "facts": [
            [_("Capital"), euros(capital.amount)],
            [_("Shares"), str(capital.shares)],
            [_("Members who hold some"), str(capital.holders)],
            [_("Highest capital reached"), euros(capital.highest)],
            *([[_("Floor of the capital"), euros(capital.floor)]] if capital.floor is not None else []),
        ],
        "accounts_title": _("Accounts"),
        "accounts_head": [_("Seat"), _("Member"), _("College"), _("Class"), _("Shares")],
        "accounts": [
            [
                str(row.member.number),
                str(row.member),
                str(row.member.college),
                row.share_class,
                str(row.shares),
            ]
            for row in rows
        ],
        "lines_title": _("Movements"),
        **_lines(movements),
    }


def statement(balance: dict[str, Any]) -> dict[str, Any]:
    """One member's statement on paper."""
    member = balance["member"]
    facts = [
        [_("Seat"), f"{member.number}, {member.college}"],
        [_("Admitted on"), date_format(member.admitted_on)],
        [_("Shares"), str(balance["total"])],
    ]
    if balance["value"] is not None:
        facts.append([_("Nominal value"), euros(balance["value"])])
    if balance["liable_until"]:
        facts.append([_("Liable until"), date_format(balance["liable_until"])])
    return {
        **_sheet(_("Statement of shares"), balance["day"]),
        "name": str(member),
        "address": member.postal_address,
        "facts": facts,
        "lines_title": _("Movements"),
        **_lines(balance["movements"]),
    }


def _sheet(title: str, day: date) -> dict[str, Any]:
    return letterhead(title, _("As of %(day)s") % {"day": date_format(day)}, day)


def _lines(movements: Iterable[Movement]) -> dict[str, Any]:
    return {
        "lines_head": [_("No."), _("Day"), _("Operation"), _("From"), _("To"), _("Class"), _("Shares"), _("Paid")],
        "lines": [
            [
                str(m.no), date_format(m.on, "SHORT_DATE_FORMAT") + f" {m.on.year}", _operation(m),
                _holder(m.from_name, m.from_address), _holder(m.to_name, m.to_address),
                f"{m.share_class} → {m.class_to}" if m.class_to else m.share_class, str(m.shares),
                euros(m.paid) if m.paid else "",
            ]
            for m in movements
        ],
    }  # fmt: skip


def _operation(movement: Movement) -> str:
    label = str(movement.get_operation_display())
    if movement.corrects:
        return _("%(operation)s of line %(no)d") % {"operation": label, "no": movement.corrects.no}
    return f"{label}, {movement.decision}" if movement.decision else label


def _holder(name: str, address: str) -> str:
    return ", ".join(part for part in (name, address.replace("\n", ", ")) if part)
