"""What the back office is made of: pages for administrators, where every save is a line of the journal."""

from collections.abc import Iterable, Sequence
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin, messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from core.journal.actions import record
from core.second_factor import proven_twice


class Office(admin.AdminSite):
    """The back office. Only what the rooms put here is in it: no keys, no sessions, no ballots."""

    site_header = site_title = index_title = _("Administration")
    empty_value_display = "–"

    def has_permission(self, request: HttpRequest) -> bool:
        """Administrators of the day, with a second factor."""
        return _administers(request.user) and proven_twice(request.user)

    def login(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Administrators come in by the same door as everyone; then they are led to their second factor."""
        if _administers(request.user) and not proven_twice(request.user):
            messages.warning(
                request, _("Add a passkey or a code generator first, then come back to the desk.")
            )
            return redirect("mfa_index")
        return _same_door(self, request, extra_context)


def _administers(user: Any) -> bool:
    return getattr(user, "is_administrator", False)  # a visitor has no such thing


_same_door = secure_admin_login(admin.AdminSite.login)


office = Office(name="admin")


class ForAdministrators:
    """Opens to administrators, all of them alike: who may be one is decided by people, not by groups."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return office.has_permission(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return office.has_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return office.has_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return office.has_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing that others may point to disappears; it ends on a day."""
        return False


class OfficePage(ForAdministrators, admin.ModelAdmin):  # type: ignore[type-arg]
    """One kind of row. What is saved here, and by whom, is read in the journal like any other act."""

    actions_on_top = True
    list_per_page = 50
    save_on_top = False

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self._record("office.added", request, obj, message)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self._record("office.changed", request, obj, message)
        return super().log_change(request, obj, message)

    def _record(self, kind: str, request: HttpRequest, obj: Any, message: Any) -> None:
        label, touched = obj._meta.label_lower, list(_touched(message))
        record(kind, actor=request.user, topics=[], model=label, row=obj.pk, touched=touched)


class OfficeRows(ForAdministrators, admin.TabularInline):  # type: ignore[type-arg]
    """Rows that belong to another, edited on its page; a row entered by mistake may be taken away."""

    extra = 0

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return office.has_permission(request)


def _touched(message: Any) -> Iterable[dict[str, Any]]:
    """Which fields and which kinds of rows a save touched; the names of people stay out of it."""
    for part in message if isinstance(message, Sequence) and not isinstance(message, str) else []:
        for verb, what in part.items():
            yield {"verb": verb, **{key: value for key, value in what.items() if key != "object"}}
