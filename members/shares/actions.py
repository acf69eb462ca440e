"""Acts on shares: subscribe, transfer, refund, cancel, convert, correct. Each writes one numbered line."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.clock import database_now
from core.errors import Refusal
from core.journal.actions import record
from core.numbering import next_number
from core.prose.days import date_format
from core.prose.tags import euros
from members.people.models import Member, Person
from members.shares.balance import Level, Lot, Withdrawal, levels, lots, lowest_since, withdraw
from members.shares.models import Movement
from members.shares.rules import rules_on

Operation = Movement.Operation


class NotEnoughShares(Refusal):
    """More shares would leave an account than it holds, on that day or a later one."""


class UnderTheFloor(Refusal):
    """The capital would fall below what the law and the code allow."""


@transaction.atomic
def subscribe(
    member: Member,
    shares: int,
    *,
    on: date,
    paid: Decimal | None = None,
    share_class: str = "",
    **details: Any,
) -> Movement:
    """Create shares for a member, at the nominal value in force that day; `paid` in euros, all when left out.

    The class is that of their college unless another is named.
    """
    nominal = rules_on(on).nominal
    _on_the_register(member, on)
    value = shares * nominal
    if paid is not None and not 0 <= paid <= value:
        raise Refusal(
            _("These shares cost %(value)s: what is paid for them lies between nothing and that.")
            % {"value": euros(value)}
        )
    return _enter(
        Operation.SUBSCRIPTION, on, shares, nominal, taker=member,
        share_class=share_class or _college(member, on),
        called=value, paid=value if paid is None else paid, **details,
    )  # fmt: skip


@transaction.atomic
def transfer(
    giver: Member, taker: Member, shares: int, *, on: date, share_class: str = "", **details: Any
) -> Movement:
    """Move shares from a member to another, of the only class they hold unless one is named. Raises NotEnoughShares."""
    if giver.pk == taker.pk:
        raise Refusal(_("A transfer goes from one member to another: choose two."))
    _on_the_register(taker, on)
    share_class = share_class or _only_class(giver)
    lot = _lot(giver, share_class, shares, on)
    return _enter(
        Operation.TRANSFER,
        on,
        shares,
        lot.nominal,
        giver=giver,
        taker=taker,
        share_class=share_class,
        **details,
    )


@transaction.atomic
def refund(
    member: Member,
    shares: int,
    *,
    on: date,
    losses: Decimal = Decimal(0),
    share_class: str = "",
    **details: Any,
) -> Movement:
    """Take shares back and pay for them: the nominal less what was never paid in and their part of `losses`, in euros.

    Raises NotEnoughShares, or UnderTheFloor: then the refund waits until the capital allows it.
    """
    share_class = share_class or _only_class(member)
    lot = _lot(member, share_class, shares, on)
    return _enter(
        Operation.REFUND,
        on,
        shares,
        lot.nominal,
        giver=member,
        share_class=share_class,
        paid=price(lot, on=on, losses=losses).refund,
        **details,
    )


@transaction.atomic
def cancel(member: Member, shares: int, *, on: date, share_class: str = "", **details: Any) -> Movement:
    """Take shares back without paying. Raises NotEnoughShares or UnderTheFloor."""
    share_class = share_class or _only_class(member)
    lot = _lot(member, share_class, shares, on)
    return _enter(
        Operation.CANCELLATION, on, shares, lot.nominal, giver=member, share_class=share_class, **details
    )


@transaction.atomic
def convert(
    member: Member, shares: int, *, on: date, class_to: str, share_class: str = "", **details: Any
) -> Movement:
    """Turn a member's shares of one class into another. Raises NotEnoughShares."""
    share_class = share_class or _only_class(member)
    if not class_to or class_to == share_class:
        raise Refusal(_("A conversion goes from one class to another: name two."))
    return _enter(
        Operation.CONVERSION, on, shares, _lot(member, share_class, shares, on).nominal, giver=member, taker=member,
        share_class=share_class, class_to=class_to, **details,
    )  # fmt: skip


@transaction.atomic
def correct(wrong: Movement, *, on: date, note: str, **details: Any) -> Movement:
    """Undo a line by a new one that names it; the wrong line stays, and the right one may follow.

    Raises Refusal when it was corrected already, is a correction itself, or is of a later day; NotEnoughShares
    when what it gave is gone; UnderTheFloor when shares were taken back since that could not have been without it.
    """
    if wrong.operation == Operation.CORRECTION:
        raise Refusal(_("A correction is not corrected: enter the right movement."))
    if Movement.objects.filter(corrects=wrong).exists():
        raise Refusal(_("Line %(no)d was corrected already.") % {"no": wrong.no})
    if on < wrong.on:
        raise Refusal(
            _("Line %(no)d is of %(day)s: it is corrected on that day or later.")
            % {"no": wrong.no, "day": date_format(wrong.on)}
        )
    return _enter(
        Operation.CORRECTION, on, wrong.shares, wrong.nominal, giver=wrong.holder_to, taker=wrong.holder_from,
        share_class=wrong.class_to or wrong.share_class, class_to=wrong.share_class if wrong.class_to else "",
        called=-wrong.called, paid=-wrong.paid, corrects=wrong, note=note, **details,
    )  # fmt: skip


def _only_class(member: Member) -> str:
    """The class of a member's shares. Raises Refusal when they hold several, and none was named."""
    held = sorted(kind for holder, kind in Movement.objects.of(member).holdings() if holder == member.pk)
    if len(held) > 1:
        raise Refusal(
            _("%(member)s holds several classes of shares. Name the one: %(classes)s.")
            % {"member": member, "classes": ", ".join(held)}
        )
    return held[0] if held else member.college.code


def _college(member: Member, on: date) -> str:
    return str(Member.objects.as_of(on).get(pk=member.pk).college_code)


def price(lot: Lot, *, on: date, losses: Decimal = Decimal(0)) -> Withdrawal:
    """What taking shares back on a day would pay and leave; nothing is written."""
    level = _levels(on)[0]
    floor = rules_on(on).floor(level.highest)
    return withdraw(
        lot.shares, lot.nominal, capital=level.capital, floor=floor, losses=losses, on=on, unpaid=lot.unpaid
    )


def _lot(member: Member, share_class: str, shares: int, on: date) -> Lot:
    """The shares that would leave an account, the oldest first: a line of the register has one nominal value.

    Raises Refusal when they were created at several. Of too many shares, whoever enters the line says so.
    """
    own_lots = lots(Movement.objects.lines()).get((str(member.pk), share_class), [])
    if not own_lots:
        return Lot(rules_on(on).nominal, shares, Fraction(0))
    if own_lots[0].shares < shares <= sum(lot.shares for lot in own_lots):
        raise Refusal(
            ngettext(
                "These shares were created at several values: enter %(count)d share of %(nominal)s first, and the others on a line of their own.",
                "These shares were created at several values: enter %(count)d shares of %(nominal)s first, and the others on a line of their own.",
                own_lots[0].shares,
            )
            % {"count": own_lots[0].shares, "nominal": euros(own_lots[0].nominal)}
        )
    return own_lots[0].part(shares)


def _enter(
    operation: Movement.Operation, on: date, shares: int, nominal: Decimal, *, giver: Member | None = None,
    taker: Member | None = None, share_class: str = "", class_to: str = "", actor: Person | None = None,
    **facts: Any,
) -> Movement:  # fmt: skip
    if shares < 1:
        raise Refusal(_("A movement is of at least one share."))
    if on > timezone.localdate(database_now()):
        raise Refusal(_("A movement is entered on its day or after: this day has not come."))
    no = next_number(Movement, "no")  # alone from here on: the balances below cannot move
    if giver is not None:
        _holds(giver, (str(giver.pk), share_class), shares, on)
    if giver is not None and taker is None:
        _above_the_floor(shares * nominal, on, facts.get("corrects"))
    movement = Movement.objects.create(
        no=no, on=on, operation=operation, shares=shares, nominal=nominal, holder_from=giver, holder_to=taker,
        share_class=share_class, class_to=class_to, entered_by=actor, entered_at=database_now(),
        **_as_known("from", giver), **_as_known("to", taker), **facts,
    )  # fmt: skip
    touched = {member.pk for member in (giver, taker) if member is not None}
    topics = ["shares", *sorted(f"member.{pk}" for pk in touched)]
    record(f"shares.{operation}", actor=actor, topics=topics, movement=no, shares=shares)
    return movement


def _as_known(side: str, member: Member | None) -> dict[str, str]:
    """The name and address of a holder as they are today, for a line that must tell them for ever."""
    if member is None:
        return {}
    return {f"{side}_name": str(member), f"{side}_address": member.postal_address}


def _on_the_register(member: Member, on: date) -> None:
    if not Member.objects.on(on).filter(pk=member.pk).exists():
        raise Refusal(
            _("%(member)s was not on the register on %(day)s: admit them first, or take a later day.")
            % {"member": member, "day": date_format(on)}
        )


def _holds(member: Member, account: tuple[str, str], shares: int, on: date) -> None:
    lowest = lowest_since(Movement.objects.of(member).lines(), account, on)
    if lowest < shares:
        held = ngettext("%(count)d share", "%(count)d shares", max(0, lowest)) % {"count": max(0, lowest)}
        raise NotEnoughShares(
            _(
                "%(member)s holds %(held)s of class %(class)s that can leave on %(day)s or since: enter no more."
            )
            % {"member": member, "held": held, "class": account[1], "day": date_format(on)}
        )


def _above_the_floor(amount: Decimal, on: date, wrong: Movement | None) -> None:
    """Refuse what leaves the capital under its floor, on its day or on any later one up to today.

    A line that is corrected was never there, and its capital never reached: that alone goes under no floor. But
    what was taken back since may not have leaned on it.
    """
    undone = []
    if wrong is not None:
        if not Movement.objects.standing().withdrawals_since(0).exists():
            return
        undone = [(wrong.on, -amount)]
    for level in _levels(on, undone):
        after = level.capital - amount
        if after < rules_on(level.on).floor(level.highest).amount:
            raise UnderTheFloor(_under_the_floor(after, on, level.on, wrong))


def _levels(on: date, undone: Iterable[tuple[date, Decimal]] = ()) -> list[Level]:
    """The capital on a day, on every later one that changed it, and today; without the capital that a correction undoes."""
    standing = Movement.objects.standing().capital_by_day()
    today = timezone.localdate(database_now())
    return levels(Movement.objects.capital_by_day(), [*standing, *undone], on, today)


def _under_the_floor(after: Decimal, on: date, day: date, wrong: Movement | None) -> str:
    facts = {"after": euros(after), "day": date_format(day), "no": wrong.no if wrong else 0}
    if wrong is not None:
        sentence = _(
            "Shares were taken back since line %(no)d: without it the capital would fall to %(after)s on %(day)s, under its floor. Enter first what raises it."
        )
    elif day > on:
        sentence = _(
            "The capital would fall to %(after)s on %(day)s, under its floor: the refund waits until it rises."
        )
    else:
        sentence = _("The capital would fall to %(after)s, under its floor: the refund waits until it rises.")
    return sentence % facts
