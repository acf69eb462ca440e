"""What the pages of shares show: the capital and the accounts on a day, one account, its lines."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.errors import Refusal
from members.people.models import Member
from members.shares.balance import LIABLE_YEARS, highest_capital, years_later
from members.shares.forms import DayForm
from members.shares.models import Movement
from members.shares.rules import ShareRules, rules_on


@dataclass(frozen=True)
class Capital:
    """The capital on a day, and what bounds it."""

    day: date
    amount: Decimal
    shares: int
    holders: int
    highest: Decimal
    floor: Decimal | None
    rules: ShareRules | None


@dataclass(frozen=True)
class Holding:
    """What one member holds in one class."""

    member: Member
    share_class: str
    shares: int


def chosen_day(query: Mapping[str, str]) -> tuple[date, DayForm]:
    """The day a page is about: the one asked for when it can be read, else today."""
    form = DayForm(query or None)
    today = timezone.localdate()
    day = (form.cleaned_data.get("day") if form.is_valid() else None) or today
    return day, form if form.is_bound else DayForm(initial={"day": today})


def holdings(day: date) -> list[Holding]:
    """Every account that holds shares on a day, by the number of the seat."""
    held = Movement.objects.until(day).holdings()
    members = Member.objects.select_related("person", "college").in_bulk({member for member, _class in held})
    rows = [Holding(members[member], kind, shares) for (member, kind), shares in held.items()]
    return sorted(rows, key=lambda row: (row.member.number, row.share_class))


def capital(day: date, rows: list[Holding]) -> Capital:
    """Sum the capital of a day up; the floor is unknown where the code social does not say it."""
    highest = highest_capital(Movement.objects.until(day).standing().capital_by_day())
    rules = _rules(day)
    return Capital(
        day=day,
        amount=Movement.objects.until(day).capital(),
        shares=sum(row.shares for row in rows),
        holders=len({row.member.pk for row in rows}),
        highest=highest,
        floor=rules.floor(highest).amount if rules else None,
        rules=rules,
    )


def _rules(day: date) -> ShareRules | None:
    try:
        return rules_on(day)
    except Refusal:
        return None


def account(member: Member, day: date) -> dict[str, Any]:
    """A member's statement: what they hold on a day, their lines until then, how long they are liable."""
    movements = Movement.objects.until(day).of(member)
    held = {kind: n for (pk, kind), n in movements.holdings().items() if pk == member.pk}
    lines = list(
        movements.select_related("holder_from", "holder_to", "corrects", "corrected_by").order_by("no")
    )
    for movement in lines:
        movement.change = _change(movement, member)  # type: ignore[attr-defined]
    return {
        "member": member,
        "day": day,
        "held": sorted(held.items()),
        "total": sum(held.values()),
        "value": sum((_change(line, member) * line.nominal for line in lines), Decimal(0)),
        "movements": lines,
        "liable_until": _liable_until(member, lines),
    }


def _change(movement: Movement, member: Member) -> int:
    return movement.shares * ((movement.holder_to_id == member.pk) - (movement.holder_from_id == member.pk))


def _liable_until(member: Member, lines: list[Movement]) -> date | None:
    """Five years after leaving, for obligations that existed then. Source: C. com. L231-6."""
    left = member.left_on or max(
        (m.on for m in lines if m.operation in {"refund", "cancellation"} and m.holder_from_id == member.pk),
        default=None,
    )
    return years_later(left, LIABLE_YEARS) if left else None


def preview(form: Any, actor: Any) -> dict[str, Any]:
    """Do the act, look at what it changes, and undo it: the same checks, and nothing written."""
    with transaction.atomic():
        before = Movement.objects.capital()
        movement = form.enter(actor)
        changes = {
            "movement": movement,
            "before": before,
            "after": Movement.objects.capital(),
            "accounts": [
                (
                    member,
                    sum(
                        n
                        for (pk, _class), n in Movement.objects.of(member).holdings().items()
                        if pk == member.pk
                    ),
                )
                for member in dict.fromkeys((movement.holder_from, movement.holder_to))
                if member is not None
            ],
        }
        transaction.set_rollback(True)
    return changes
