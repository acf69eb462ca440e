"""What the register asks: how a form names a day, a member, a person; what a member says of a seat."""

from typing import Any

from django import forms
from django.db.models import Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from core import fields
from core.stamps import Seen
from members.people.models import Member, Person
from members.people.stamps import preferences_stamp

SUGGESTED = 200


class DayField(fields.DayField):
    """The day of an act."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": _("Day"), **kwargs})


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
        members = list(named(text)[:2])
        if not members:
            raise forms.ValidationError(
                _("No member bears this number or this name. Look it up in the register.")
            )
        if len(members) > 1:
            raise forms.ValidationError(_("Several members bear this name: give the number of the seat."))
        return members[0]


def named(text: str) -> Any:
    """The members that a text names: "12", "12 · Inès Delattre", "Inès Delattre", or an organisation."""
    head = text.split("·")[0].strip().removeprefix("no.").strip()
    members = Member.objects.select_related("person", "college")
    if head.isdecimal():
        return members.filter(number=int(head[:9]))
    full = Concat("person__given_name", Value(" "), "person__family_name")
    return members.annotate(full=full).filter(Q(full__iexact=text) | Q(name__iexact=text))


def suggestions(*, listed: bool = False) -> list[str]:
    """What the field suggests; nothing in a house too large for a list. `listed`: those of the directory only."""
    rows = Member.objects.select_related("person").order_by("number")
    members = list((rows.filter(in_directory=True) if listed else rows)[: SUGGESTED + 1])
    return [] if len(members) > SUGGESTED else [f"{member.number} · {member}" for member in members]


class PersonField(forms.CharField):
    """A text that names one person, with or without a seat; `clean` gives the Person."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("The e-mail address, or the whole name"))
        super().__init__(max_length=200, **kwargs)
        self.widget.attrs.update({"autocomplete": "off"})

    def clean(self, value: Any) -> Any:
        """Find the person. Raises ValidationError when nobody, or more than one, is named so."""
        text = str(super().clean(value)).strip()
        if not text:
            return None
        full = Concat("given_name", Value(" "), "family_name")
        people = Person.objects.filter(is_active=True, merged_into=None).annotate(full=full)
        named = Q(email__iexact=text) | Q(full__iexact=text)
        mark = text.removeprefix("#")  # how the desk tells namesakes apart
        if mark != text and mark.isdecimal():
            named = Q(pk=int(mark[:15]))
        persons = list(people.filter(named)[:2])
        if not persons:
            raise forms.ValidationError(
                _("Nobody bears this address or this name. Check it, or enter the person first.")
            )
        if len(persons) > 1:
            raise forms.ValidationError(_("Several people bear this name: give the e-mail address."))
        return persons[0]


class PreferencesForm(Seen):
    """What whoever acts for a seat, or the desk, says of it."""

    postal_address = forms.CharField(
        label=_("Postal address"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    in_directory = forms.BooleanField(label=_("Other members see this name in the directory"), required=False)
    shows_email = forms.BooleanField(label=_("Other members see my e-mail there"), required=False)
    e_notices = forms.BooleanField(
        label=_("I agree to be convened by e-mail; I may take this back"), required=False
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {
            "postal_address": member.postal_address,
            "in_directory": member.in_directory,
            "shows_email": member.shows_email,
            "e_notices": member.e_notice_on is not None,
            "seen": preferences_stamp(member),
        }
