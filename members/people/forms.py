"""How a form names a member: by the number of their seat, or by their name."""

from typing import Any

from django import forms
from django.db.models import Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from members.people.models import Member

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
