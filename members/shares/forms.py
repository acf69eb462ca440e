"""What the desk fills in: one form per operation, all of the same few fields."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import DayField, LineField
from members.people.forms import MemberField
from members.people.quoting import QuoteField
from members.shares import actions
from members.shares.models import Movement

Operation = Movement.Operation
MOST = 10_000_000


class Entry(forms.Form):
    """The day, the number of shares, and what justifies them; `enter` does the act."""

    on = DayField(label=_("Day"))
    shares = forms.IntegerField(label=_("Number of shares"), min_value=1, max_value=MOST)
    share_class = LineField(
        label=_("Class"), max_length=20, required=False,
        help_text=_("Empty: that of the college, or the only one held"),
    )  # fmt: skip
    decision = QuoteField()
    note = LineField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate

    def facts(self) -> dict[str, Any]:
        """What every act takes besides its members."""
        keys = ("on", "shares", "share_class", "decision", "note")
        return {key: self.cleaned_data[key] for key in keys}


class Subscription(Entry):
    member = MemberField(label=_("Member"))
    paid = forms.DecimalField(
        label=_("Amount paid"), min_value=0, max_digits=14, decimal_places=2, required=False,
        help_text=_("In euros; empty: all of it"),
    )  # fmt: skip
    field_order = ("member", "shares", "share_class", "on", "paid", "decision", "note")

    def enter(self, actor: Any) -> Movement:
        facts = {**self.facts(), "paid": self.cleaned_data["paid"]}
        return actions.subscribe(self.cleaned_data["member"], actor=actor, **facts)


class Transfer(Entry):
    giver = MemberField(label=_("From"))
    taker = MemberField(label=_("To"))
    field_order = ("giver", "taker", "shares", "share_class", "on", "decision", "note")

    def enter(self, actor: Any) -> Movement:
        cleaned = self.cleaned_data
        return actions.transfer(cleaned["giver"], cleaned["taker"], actor=actor, **self.facts())


class Refund(Entry):
    member = MemberField(label=_("Member"))
    losses = forms.DecimalField(
        label=_("Losses on the balance sheet"), min_value=0, max_digits=14, decimal_places=2, required=False,
        help_text=_("In euros; the shares bear their part of them"),
    )  # fmt: skip
    field_order = ("member", "shares", "share_class", "on", "losses", "decision", "note")

    def enter(self, actor: Any) -> Movement:
        losses = self.cleaned_data["losses"] or Decimal(0)
        return actions.refund(self.cleaned_data["member"], losses=losses, actor=actor, **self.facts())


class Cancellation(Entry):
    member = MemberField(label=_("Member"))
    field_order = ("member", "shares", "share_class", "on", "decision", "note")

    def enter(self, actor: Any) -> Movement:
        return actions.cancel(self.cleaned_data["member"], actor=actor, **self.facts())


class Conversion(Entry):
    member = MemberField(label=_("Member"))
    class_to = LineField(label=_("Becomes class"), max_length=20)
    field_order = ("member", "shares", "share_class", "class_to", "on", "decision", "note")

    def enter(self, actor: Any) -> Movement:
        class_to = self.cleaned_data["class_to"]
        return actions.convert(self.cleaned_data["member"], class_to=class_to, actor=actor, **self.facts())


class Correction(forms.Form):
    """Why a line is undone."""

    note = LineField(label=_("What was wrong"), max_length=300)

    def __init__(self, *args: Any, wrong: Movement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wrong, self.wrong_rows = wrong, [wrong]

    def enter(self, actor: Any) -> Movement:
        today = timezone.localdate()
        return actions.correct(self.wrong, on=today, note=self.cleaned_data["note"], actor=actor)


class DayForm(forms.Form):
    """As of which day."""

    day = DayField(label=_("As of"), required=False)


FORMS: dict[str, type[Entry]] = {
    Operation.SUBSCRIPTION: Subscription,
    Operation.TRANSFER: Transfer,
    Operation.REFUND: Refund,
    Operation.CANCELLATION: Cancellation,
    Operation.CONVERSION: Conversion,
}
