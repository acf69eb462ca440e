"""The back office of circles: who sits where, and which mandates they hold."""

from django.contrib import admin

from core.journal.office import OfficePage, OfficeRows, office
from governance.circles.models import Circle, Mandate, Membership, Role


class MembershipRows(OfficeRows):
    model = Membership
    autocomplete_fields = ("person",)


class RoleRows(OfficeRows):
    model = Role
    show_change_link = True


class MandateRows(OfficeRows):
    model = Mandate
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
