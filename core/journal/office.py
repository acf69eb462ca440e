"""What the back office is made of: pages for administrators, where every save is a line of the journal."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget, AutocompleteSelect
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from core.fields import LineField
from core.journal.actions import note_saved
from core.legible import page_of_ours
from core.replays.once import once


class Office(admin.AdminSite):
    """The back office. Only what the rooms put here is in it: no keys, no sessions, no ballots."""

    site_header = site_title = index_title = _("Administration")
    empty_value_display = "–"

    def has_permission(self, request: HttpRequest) -> bool:
        """Administrators of the day, whose session has proven who they are."""
        return getattr(request.user, "is_administrator", False)  # a visitor has no such thing

    def login(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Everybody comes in by the same door, and is led back to the page that they asked for."""
        back = _page_to_return_to(request)
        if not request.user.is_authenticated:
            return redirect_to_login(back, settings.LOGIN_URL)
        if self.has_permission(request):
            return redirect(back)
        if request.user.awaits_proof:
            return redirect_to_login(back, reverse("account_prove"))
        raise PermissionDenied


def _page_to_return_to(request: HttpRequest) -> str:
    """The page of this house that a link to sign in says to come back to: the office itself, when left out."""
    back = page_of_ours(request, request.GET.get(REDIRECT_FIELD_NAME), reverse("admin:index"))
    return back if back != reverse("admin:login") else reverse("admin:index")


office = Office(name="admin")


class Chosen(AutocompleteSelect):
    """A row found by its name. What is no key of a row is as if nothing was chosen; Django's own widget breaks the page."""

    def optgroups(self, name: str, value: Sequence[str], attrs: Any = None) -> Any:
        return super().optgroups(name, [key for key in value if key.isdecimal() and len(key) < 19], attrs)


class ForAdministrators:
    """Opens to administrators, all of them alike: who may be one is decided by people, not by groups."""

    # What is kept on one line is read as one; an address and a short name have fields of their own, below.
    formfield_overrides: Any = {
        models.CharField: {"form_class": LineField},
        models.EmailField: {"form_class": forms.EmailField},
        models.SlugField: {"form_class": forms.SlugField, "widget": AdminTextInputWidget},
    }

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        page: Any = self
        if db_field.name in page.get_autocomplete_fields(request) and "widget" not in kwargs:
            kwargs["widget"] = Chosen(db_field, page.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

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

    @method_decorator(once)
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return super().changeform_view(request, *args, **kwargs)

    @method_decorator(once)
    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return super().changelist_view(request, *args, **kwargs)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self._note("office.added", request, obj, message)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self._note("office.changed", request, obj, message)
        return super().log_change(request, obj, message)

    def _note(self, kind: str, request: HttpRequest, obj: Any, message: Any) -> None:
        note_saved(kind, obj, list(_touched(message)), actor=request.user)


class OfficeRows(ForAdministrators, admin.TabularInline):  # type: ignore[type-arg]
    """Rows that belong to another, edited on its page; a row entered by mistake may be taken away."""

    extra = 0

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return office.has_permission(request)


def _touched(message: Any) -> Iterable[dict[str, Any]]:
    """Which fields and which kinds of rows a save touched; the names of people stay out of it."""
    for part in message if isinstance(message, Sequence) and not isinstance(message, str) else []:
        for verb, details in part.items():
            yield {"verb": verb, **{key: value for key, value in details.items() if key != "object"}}
