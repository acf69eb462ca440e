"""The back office of the register: the organisation, people, members, colleges, stakeholder groups."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from core.journal.office import OfficePage, OfficeRows, office
from core.numbering import next_number
from members.people.actions.addresses import give_address, note_correction
from members.people.actions.handing_over import handing_over
from members.people.actions.seats import note_seat_corrected
from members.people.addresses import may_move
from members.people.models import (
    College,
    Member,
    Organisation,
    Person,
    Representative,
    Stake,
    StakeholderGroup,
)
from members.people.siren import SirenField


class OrganisationForm(forms.ModelForm):  # type: ignore[type-arg]
    """Who the organisation is."""

    siren = SirenField()


@admin.register(Organisation, site=office)
class OrganisationPage(OfficePage):
    """The one organisation of this house."""

    form = OrganisationForm

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and not Organisation.objects.exists()

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is only one: its page opens at once."""
        if Organisation.objects.exists():
            return redirect("admin:people_organisation_change", 1)
        return redirect("admin:people_organisation_add")


class StakeRows(OfficeRows):
    model = Stake
    autocomplete_fields = ("person", "group")


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    """Who somebody is and where they are written to; how they prove it is theirs alone."""

    def clean_email(self) -> str | None:
        email = self.cleaned_data["email"]
        return email.lower() if email else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not (cleaned.get("given_name") or cleaned.get("family_name") or cleaned.get("email")):
            raise forms.ValidationError(_("Give at least a name or an e-mail address."))
        return cleaned


@admin.register(Person, site=office)
class PersonPage(OfficePage):
    """People who may sign in, with or without a seat."""

    form = PersonForm
    # Duties are given with their dates at the desk, never by a tick here.
    fields = ("given_name", "family_name", "email", "language", "is_active")
    list_display = ("__str__", "email", "the_seat", "language", "is_active")
    list_filter = ("is_active", "language", "stakeholder_groups")
    search_fields = ("given_name", "family_name", "email")
    ordering = ("family_name", "given_name")
    inlines = (StakeRows,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        return super().get_queryset(request).select_related("seat__college")

    @admin.display(description=_("Seat"))
    def the_seat(self, person: Person) -> str:
        seat = getattr(person, "seat", None)
        return f"{seat.number} · {seat.college}" if seat else ""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        # Nobody locks themselves out, and so the last administrator stays; one's own address is changed in one's space.
        return ("is_active", "email") if obj is not None and obj.pk == request.user.pk else ()

    def save_model(self, request: HttpRequest, obj: Person, form: Any, change: bool) -> None:
        before = Person.objects.select_related("mail_through").filter(pk=obj.pk).first()
        if before is None:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data:
            give_address(obj)
            if before is not None:
                may_move(before, request.user)  # type: ignore[arg-type]
                note_correction(obj, was=before.mail_to, actor=request.user)  # type: ignore[arg-type]


class RepresentativeRows(OfficeRows):
    model = Representative
    autocomplete_fields = ("person",)


class MemberForm(forms.ModelForm):  # type: ignore[type-arg]
    """A seat: a person by themselves, or an organisation by its name."""

    siren = SirenField()

    def clean_siren(self) -> str:
        siren: str = self.cleaned_data["siren"]
        holders = Member.objects.filter(siren=siren).exclude(pk=self.instance.pk)
        if siren and holders.exists():
            raise forms.ValidationError(
                _("The organisation with this SIREN has a seat already: number %(number)d.")
                % {"number": holders[0].number}
            )
        return siren

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        natural = cleaned.get("kind") == Member.Kind.NATURAL
        if natural and not cleaned.get("person"):
            self.add_error("person", _("A natural person’s seat is held by a person: choose one."))
        if natural and cleaned.get("name"):
            self.add_error("name", _("Leave this empty: the seat bears the name of its person."))
        if natural and cleaned.get("siren"):
            self.add_error("siren", _("Leave this empty: only an organisation bears a SIREN."))
        if not natural and cleaned.get("person"):
            self.add_error(
                "person", _("Leave this empty: an organisation acts through representatives, below.")
            )
        if not natural and not cleaned.get("name"):
            self.add_error("name", _("Give the name of the organisation that holds this seat."))
        return cleaned


@admin.register(Member, site=office)
class MemberPage(OfficePage):
    """The seats of the register. A seat is never removed: its member leaves on a day."""

    form = MemberForm
    fields = (
        "number", "kind", "person", "name", "siren", "postal_address", "college", "admitted_on", "left_on", "suspended_from",
    )  # fmt: skip
    readonly_fields = ("number",)
    list_display = ("number", "__str__", "kind", "college", "admitted_on", "left_on", "suspended_from")
    list_display_links = ("number", "__str__")
    list_filter = ("college", "kind", ("left_on", admin.EmptyFieldListFilter))
    list_select_related = ("person", "college")
    search_fields = ("person__given_name", "person__family_name", "name", "siren", "=number")
    autocomplete_fields = ("person", "college")
    inlines = (RepresentativeRows,)

    def save_model(self, request: HttpRequest, obj: Member, form: Any, change: bool) -> None:
        if not change:
            obj.number = next_number(Member)
        with handing_over([obj.pk] if change else [], actor=request.user):  # type: ignore[arg-type]
            super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        with handing_over([form.instance.pk], actor=request.user, entering=not change):  # type: ignore[arg-type]
            super().save_related(request, form, formsets, change)

    def log_change(self, request: HttpRequest, obj: Member, message: Any) -> Any:
        """Whoever acts for the seat is told, as of what the desk does to it."""
        if message:
            note_seat_corrected(obj, actor=request.user)  # type: ignore[arg-type]
        return super().log_change(request, obj, message)


@admin.register(College, site=office)
class CollegePage(OfficePage):
    """Colleges; what they weigh is written in the code social."""

    list_display = ("name", "code", "position")
    search_fields = ("name", "code")


@admin.register(StakeholderGroup, site=office)
class StakeholderGroupPage(OfficePage):
    """Employees, clients, users, partners: whoever the organisation names."""

    list_display = ("name", "code", "position")
    search_fields = ("name", "code")
    inlines = (StakeRows,)
