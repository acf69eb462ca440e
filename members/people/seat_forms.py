"""What the desk does to one seat: each act is a form, with the words that head it."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.fields import LineField
from core.stamps import Seen
from members.people import queries, stamps
from members.people.actions import interests, representatives, seats
from members.people.actions.identity import correct_identity
from members.people.forms import DayField, PersonField
from members.people.models import College, Member, Status
from members.people.quoting import QuoteField
from members.people.stamps import identity_stamp


class Act(forms.Form):
    """One act of the desk on one seat."""

    title: ClassVar[Any] = ""
    on = DayField()

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member
        self.fields["on"].initial = timezone.localdate

    @classmethod
    def fits(cls, member: Member) -> bool:
        """Whether the act makes sense for a seat as it stands today."""
        return member.left_on is None

    def do(self, actor: Any) -> None:
        """Do it. Raises a Refusal."""
        raise NotImplementedError


class Suspend(Act):
    title = _("Suspend the rights")
    until = DayField(
        label=_("Until"), required=False, help_text=_("The last day; empty while it is not known")
    )
    because = LineField(label=_("Why"), max_length=300)

    @classmethod
    def fits(cls, member: Member) -> bool:
        return super().fits(member) and member.status != Status.SUSPENDED

    def do(self, actor: Any) -> None:
        seats.suspend(self.member, actor=actor, **self.cleaned_data)


class Restore(Act):
    title = _("Give the rights back")

    @classmethod
    def fits(cls, member: Member) -> bool:
        return member.status == Status.SUSPENDED

    def do(self, actor: Any) -> None:
        seats.restore(self.member, on=self.cleaned_data["on"], actor=actor)


class ChangeCollege(Act):
    title = _("Change college")
    college = forms.ModelChoiceField(label=_("College"), queryset=College.objects.all())
    decision = QuoteField()
    field_order = ("college", "on", "decision")

    def do(self, actor: Any) -> None:
        seats.change_college(self.member, actor=actor, **self.cleaned_data)


class Leave(Act):
    title = _("Record a departure")
    because = LineField(label=_("Why"), max_length=300, required=False)
    decision = QuoteField()

    def do(self, actor: Any) -> None:
        seats.leave(self.member, actor=actor, **self.cleaned_data)


class Represent(Seen, Act):
    title = _("Name who acts for it")
    person = PersonField(label=_("Who"))
    field_order = ("person", "on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = stamps.acting_stamp(self.member)
        if (current := queries.acting_now(self.member)) is not None:
            now = gettext("%(person)s acts for it now.") % {"person": current.person}
            self.fields["person"].help_text = f"{now} {self.fields['person'].help_text}."

    @classmethod
    def fits(cls, member: Member) -> bool:
        return super().fits(member) and member.kind == Member.Kind.LEGAL

    def do(self, actor: Any) -> None:
        representatives.name_representative(self.member, actor=actor, **self.cleaned_data)


class Correct(Seen, Act):
    """Who a natural person is, and where they are written to; it has no day, it was so all along."""

    title = _("Correct the name or the address")
    given_name = LineField(label=_("Given name"), max_length=80, required=False)
    family_name = LineField(label=_("Family name"), max_length=80)
    email = forms.EmailField(label=_("E-mail"), required=False)
    through = PersonField(
        label=_("Reached through"), required=False,
        help_text=_("Somebody of the same household, whose e-mail they share: the address, or the whole name"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["on"]
        person = self.member.person
        if person is not None:
            for name in ("given_name", "family_name", "email"):
                self.fields[name].initial = getattr(person, name)
            self.fields["through"].initial = person.mail_through.email if person.mail_through else ""
            self.initial["seen"] = identity_stamp(person)

    @classmethod
    def fits(cls, member: Member) -> bool:
        return member.kind == Member.Kind.NATURAL

    def do(self, actor: Any) -> None:
        assert self.member.person is not None
        correct_identity(self.member.person, actor=actor, **self.cleaned_data)


class Declare(Act):
    title = _("Note an interest")
    what = LineField(
        label=_("What may pull this member two ways"), max_length=300,
        help_text=_("Such as: owns a third of the firm that repairs our roof"),
    )  # fmt: skip
    until = DayField(label=_("Until"), required=False, help_text=_("Empty while it lasts"))
    field_order = ("what", "on", "until")

    def do(self, actor: Any) -> None:
        interests.declare_interest(self.member, actor=actor, **self.cleaned_data)


ACTS: dict[str, type[Act]] = {
    "correct": Correct,
    "represent": Represent,
    "college": ChangeCollege,
    "interest": Declare,
    "suspend": Suspend,
    "restore": Restore,
    "leave": Leave,
}
# What a member does to their own seat, without asking anybody.
OWN_ACTS = ("interest",)
