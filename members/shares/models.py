from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Sum, When
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from members.people.models import Member
from members.shares.balance import Line


class MovementQuerySet(models.QuerySet["Movement"]):
    def until(self, day: date) -> "MovementQuerySet":
        """The movements of a day and before."""
        return self.filter(on__lte=day)

    def of(self, member: Member) -> "MovementQuerySet":
        """The movements that touch a member's account."""
        return self.filter(Q(holder_from=member) | Q(holder_to=member))

    def standing(self) -> "MovementQuerySet":
        """The movements that nobody corrected: what a slip of the pen added was never reached."""
        return self.exclude(operation=Movement.Operation.CORRECTION).filter(corrected_by=None)

    def withdrawals_since(self, no: int) -> "MovementQuerySet":
        """The shares taken back by lines after this one."""
        return self.filter(no__gt=no, operation__in=Movement.WITHDRAWALS)

    def capital_by_day(self) -> list[tuple[date, Decimal]]:
        """What each day added to the capital; whole shares are summed by the database, euros here, exactly."""
        rows = self.values_list("on", "nominal").annotate(
            created=Coalesce(Sum("shares", filter=Q(holder_from=None)), 0),
            gone=Coalesce(Sum("shares", filter=Q(holder_to=None)), 0),
        )
        return [(on, (created - gone) * nominal) for on, nominal, created, gone in rows.order_by("on")]

    def capital(self) -> Decimal:
        """The nominal value of the shares that exist."""
        return sum((change for _on, change in self.capital_by_day()), Decimal(0))

    def holdings(self) -> dict[tuple[int, str], int]:
        """The shares of each member and class, those that are not zero."""
        becomes = Case(When(class_to="", then="share_class"), default="class_to")
        outgoing = self.exclude(holder_from=None).values_list("holder_from", "share_class")
        incoming = self.exclude(holder_to=None).values_list("holder_to", becomes)
        held: dict[tuple[int, str], int] = {}
        for rows, sign in ((incoming, 1), (outgoing, -1)):
            for member, kind, shares in rows.annotate(moved=Sum("shares")).order_by():
                held[member, kind] = held.get((member, kind), 0) + sign * shares
        return {account: shares for account, shares in held.items() if shares}

    def lines(self) -> list[Line]:
        """As the arithmetic wants them, in the order of their numbers."""
        columns = (
            "no",
            "on",
            "shares",
            "nominal",
            "holder_from",
            "holder_to",
            "share_class",
            "class_to",
            "called",
            "paid",
            "corrects__no",
        )
        return [
            Line(
                no=no, on=on, shares=shares, nominal=nominal,
                leaves=None if giver is None else (str(giver), kind),
                enters=None if taker is None else (str(taker), kind_to or kind), called=called, paid=paid, corrects=corrects,
            )
            for no, on, shares, nominal, giver, taker, kind, kind_to, called, paid, corrects in self.order_by("no").values_list(*columns)
        ]  # fmt: skip


class Movement(models.Model):
    """One line of the register of movements (C. com. R228-8, R228-9): never changed, never deleted.

    Shares leave `holder_from`, enter `holder_to`, or both. Names and addresses are those of the day: the
    register must tell them even when the member has moved since.
    """

    class Operation(models.TextChoices):
        SUBSCRIPTION = "subscription", _("Subscription")
        TRANSFER = "transfer", _("Transfer")
        REFUND = "refund", _("Refund")
        CANCELLATION = "cancellation", _("Cancellation")
        CONVERSION = "conversion", _("Conversion")
        CORRECTION = "correction", _("Correction")

    WITHDRAWALS = (Operation.REFUND, Operation.CANCELLATION)

    no = models.PositiveIntegerField(_("order number"), unique=True)
    on = models.DateField(_("date"), db_index=True)
    operation = models.CharField(_("operation"), max_length=12, choices=Operation.choices)
    holder_from = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="given")
    holder_to = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="taken")
    from_name = models.CharField(max_length=200, blank=True)
    from_address = models.TextField(blank=True)
    to_name = models.CharField(max_length=200, blank=True)
    to_address = models.TextField(blank=True)
    share_class = models.CharField(_("class"), max_length=20, default="A")
    class_to = models.CharField(_("becomes class"), max_length=20, blank=True)
    shares = models.PositiveIntegerField(_("shares"))
    nominal = models.DecimalField(_("nominal value"), max_digits=12, decimal_places=2)
    called = models.DecimalField(_("amount called"), max_digits=14, decimal_places=2, default=0)
    paid = models.DecimalField(_("amount paid"), max_digits=14, decimal_places=2, default=0)
    decision = models.CharField(_("decision"), max_length=40, blank=True)
    document_sha256 = models.CharField(_("fingerprint of the document"), max_length=64, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    entered_at = models.DateTimeField(db_default=Now())

    objects = MovementQuerySet.as_manager()

    class Meta:
        verbose_name = _("movement of shares")
        verbose_name_plural = _("movements of shares")
        ordering = ["no"]
        constraints = [
            models.CheckConstraint(name="shares_at_least_one", condition=Q(shares__gt=0, nominal__gt=0)),
            models.CheckConstraint(
                name="shares_go_where_the_operation_says",
                condition=Q(operation="subscription", holder_from=None, holder_to__isnull=False)
                | Q(operation="transfer", holder_from__isnull=False, holder_to__isnull=False)
                & ~Q(holder_from=F("holder_to"))
                | Q(operation__in=["refund", "cancellation"], holder_from__isnull=False, holder_to=None)
                | Q(operation="conversion", holder_from__isnull=False, holder_from=F("holder_to"))
                & ~Q(class_to="")
                & ~Q(class_to=F("share_class"))
                | Q(operation="correction", corrects__isnull=False),
            ),
            models.CheckConstraint(
                name="shares_only_a_correction_corrects",
                condition=Q(operation="correction", corrects__isnull=False)
                | (~Q(operation="correction") & Q(corrects=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.no} · {self.get_operation_display()}"

    @property
    def value(self) -> Decimal:
        """The nominal value of the shares moved, in euros."""
        return self.shares * self.nominal
