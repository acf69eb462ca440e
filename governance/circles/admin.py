"""The back office of circles: who sits where, and which mandates they hold."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.journal.office import OfficePage, OfficeRows, office
from governance.circles.models import Circle, Mandate, Membership, Role
from governance.circles.terms import usual_end


class MembershipRows(OfficeRows):
    model = Membership
    autocomplete_fields = ("person",)


class RoleRows(OfficeRows):
    model = Role
    show_change_link = True


class MandateForm(forms.ModelForm):  # type: ignore[type-arg]
    """A mandate; one that is given without an end has the term of the code social."""

    class Meta:
        model = Mandate
        fields = ("person", "from_on", "to_on")
        help_texts = {"to_on": _("Left empty, a role that is given ends as the code social has it.")}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        is_given = self.instance.pk is None and cleaned.get("from_on") and "to_on" not in self.errors
        if is_given and not cleaned.get("to_on"):
            cleaned["to_on"] = usual_end(cleaned["from_on"])
        return cleaned


class MandateRows(OfficeRows):
    model = Mandate
    form = MandateForm
    autocomplete_fields = ("person",)


@admin.register(Circle, site=office)
class CirclePage(OfficePage):
    """A circle, its people and its roles; the link of a role leads to who holds it."""

    list_display = ("name", "parent", "position")
    list_select_related = ("parent",)
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    inlines = (MembershipRows, RoleRows)


@admin.register(Role, site=office)
class RolePage(OfficePage):
    """A role and its mandates, past and present."""

    list_display = ("name", "kind", "circle")
    list_filter = ("circle", "kind")
    list_select_related = ("circle",)
    search_fields = ("name",)
    inlines = (MandateRows,)
