"""Entering a member at the desk: a person or an organisation, known already or not."""

from typing import Any

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import LineField
from members.people.actions.identity import enter_person
from members.people.actions.representatives import name_representative
from members.people.actions.seats import admit
from members.people.forms import DayField, PersonField
from members.people.models import College, Member, Person
from members.people.quoting import QuoteField
from members.people.siren import SirenField


class EnterForm(forms.Form):
    """A person by themselves, or an organisation and who acts for it."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Member.Kind.choices, widget=forms.RadioSelect)
    person = PersonField(
        label=_("Somebody known already"), required=False,
        help_text=_("Their e-mail address or whole name; for an organisation, who acts for it"),
    )  # fmt: skip
    given_name = LineField(label=_("Given name"), max_length=80, required=False)
    family_name = LineField(label=_("Family name"), max_length=80, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    through = PersonField(
        label=_("Reached through"), required=False,
        help_text=_("Somebody of the same household, whose e-mail they share: the address, or the whole name"),
    )  # fmt: skip
    name = LineField(label=_("Organisation"), max_length=120, required=False)
    siren = SirenField()
    postal_address = forms.CharField(
        label=_("Postal address"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    college = forms.ModelChoiceField(label=_("College"), queryset=College.objects.all())
    on = DayField(label=_("Admitted on"))
    decision = QuoteField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate
        if not College.objects.exists():
            self.fields["college"].help_text = _(
                "There is no college yet: the administration adds them, or an import does."
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == Member.Kind.LEGAL:
            self._organisation(cleaned)
        elif cleaned.get("kind") == Member.Kind.NATURAL:
            self._person(cleaned)
        return cleaned

    def _organisation(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("name"):
            self.add_error("name", _("Give the name of the organisation that holds this seat."))

    def _person(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("person") and not cleaned.get("family_name"):
            self.add_error("family_name", _("Name somebody known already, or give the name of somebody new."))
        if cleaned.get("name") or cleaned.get("siren"):
            self.add_error("name", _("Leave this empty: only an organisation bears a name and a SIREN."))

    @transaction.atomic
    def enter(self, actor: Any) -> Member:
        """Enter the seat, and the person when they are new; all of it or nothing. Raises a Refusal."""
        cleaned = self.cleaned_data
        legal = cleaned["kind"] == Member.Kind.LEGAL
        person = cleaned["person"] or self._new_person()
        member = admit(
            college=cleaned["college"], on=cleaned["on"], decision=cleaned["decision"], actor=actor,
            person=None if legal else person, name=cleaned["name"], siren=cleaned["siren"],
        )  # fmt: skip
        member.postal_address = cleaned["postal_address"]
        member.save(update_fields=["postal_address"])
        if legal and person is not None:
            name_representative(member, person, on=cleaned["on"], entering=True, actor=actor)
        return member

    def _new_person(self) -> Person | None:
        """Enter somebody new, with an address of their own, a household's, or none."""
        cleaned = self.cleaned_data
        if not cleaned["family_name"] and not cleaned["given_name"]:
            return None
        keys = ("given_name", "family_name", "email", "through")
        return enter_person(**{key: cleaned[key] for key in keys})
