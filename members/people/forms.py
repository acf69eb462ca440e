"""What the register asks: how a form names a member, what a member says of a seat, what the desk does."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Q, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.people import actions
from members.people.models import College, Member, Status

SUGGESTED = 200


class MemberField(forms.CharField):
    """A text that names one member; `clean` gives the Member. Suggestions help where there are not too many."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("The number of the seat, or the name"))
        super().__init__(max_length=200, **kwargs)
        self.widget.attrs.update({"list": "members", "autocomplete": "off"})

    def clean(self, value: Any) -> Any:
        """Find the member. Raises ValidationError when nobody, or more than one, bears the name."""
        text = str(super().clean(value)).strip()
        if not text:
            return None
        found = list(named(text)[:2])
        if not found:
            raise forms.ValidationError(
                _("No member bears this number or this name. Look it up in the register.")
            )
        if len(found) > 1:
            raise forms.ValidationError(_("Several members bear this name: give the number of the seat."))
        return found[0]


def named(text: str) -> Any:
    """The members that a text names: "12", "12 · Inès Delattre", "Inès Delattre", or an organisation."""
    head = text.split("·")[0].strip().removeprefix("no.").strip()
    members = Member.objects.select_related("person", "college")
    if head.isdecimal():
        return members.filter(number=int(head[:9]))
    full = Concat("person__given_name", Value(" "), "person__family_name")
    return members.annotate(full=full).filter(Q(full__iexact=text) | Q(name__iexact=text))


def suggestions() -> list[str]:
    """What the field suggests; nothing in a house too large for a list."""
    members = list(Member.objects.select_related("person").order_by("number")[: SUGGESTED + 1])
    return [] if len(members) > SUGGESTED else [f"{member.number} · {member}" for member in members]


class PreferencesForm(forms.Form):
    """What whoever acts for a seat says of it."""

    postal_address = forms.CharField(
        label=_("Postal address"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    in_directory = forms.BooleanField(label=_("Other members see this name in the directory"), required=False)
    e_notices = forms.BooleanField(
        label=_("I agree to be convened by e-mail; I may take this back"), required=False
    )


class Act(forms.Form):
    """One act of the desk on one seat."""

    title: ClassVar[Any] = ""
    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

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
    until = forms.DateField(
        label=_("Until"), required=False, help_text=_("The last day; empty while it is not known"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    because = forms.CharField(label=_("Why"), max_length=300)

    @classmethod
    def fits(cls, member: Member) -> bool:
        return super().fits(member) and member.status != Status.SUSPENDED

    def do(self, actor: Any) -> None:
        actions.suspend(self.member, actor=actor, **self.cleaned_data)


class Restore(Act):
    title = _("Give the rights back")

    @classmethod
    def fits(cls, member: Member) -> bool:
        return member.status == Status.SUSPENDED

    def do(self, actor: Any) -> None:
        actions.restore(self.member, on=self.cleaned_data["on"], actor=actor)


class ChangeCollege(Act):
    title = _("Change college")
    college = forms.ModelChoiceField(label=_("College"), queryset=College.objects.all())
    decision = forms.CharField(label=_("Decision"), max_length=40, required=False)
    field_order = ("college", "on", "decision")

    def do(self, actor: Any) -> None:
        actions.change_college(self.member, actor=actor, **self.cleaned_data)


class Leave(Act):
    title = _("Record a departure")
    because = forms.CharField(label=_("Why"), max_length=300, required=False)
    decision = forms.CharField(label=_("Decision"), max_length=40, required=False)

    def do(self, actor: Any) -> None:
        actions.leave(self.member, actor=actor, **self.cleaned_data)


ACTS: dict[str, type[Act]] = {
    "suspend": Suspend,
    "restore": Restore,
    "college": ChangeCollege,
    "leave": Leave,
}
