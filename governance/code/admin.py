"""The back office of the code social: prepare an edition, enact it, and read those that were."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import JSONField, QuerySet
from django.forms import Textarea
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import Refusal
from core.journal.office import OfficePage, OfficeRows, office
from governance.code.actions import check, copy_edition, enact
from governance.code.cautions import cautions
from governance.code.in_force import read_edition
from governance.code.models import Article, Edition, Parameter


def _is_draft(thing: Any) -> bool:
    edition = thing.edition if isinstance(thing, Article) else thing
    return edition is None or edition.is_draft


class DraftRows(OfficeRows):
    """Rows of an edition that nobody enacted yet; afterwards they are read, not written."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and _is_draft(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and _is_draft(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and _is_draft(obj)


class ArticleRows(DraftRows):
    model = Article
    fields = ("number", "title", "position")
    show_change_link = True


class ParameterRows(DraftRows):
    model = Parameter
    fields = ("key", "kind", "value")
    formfield_overrides = {JSONField: {"widget": Textarea(attrs={"rows": 2, "cols": 36})}}


@admin.register(Edition, site=office)
class EditionPage(OfficePage):
    """The editions of the code; the link of an article leads to its text and its parameters."""

    fields = ("number", "title", "effective_from", "adopted_by", "enacted_at")
    readonly_fields = ("enacted_at",)
    list_display = ("title", "number", "effective_from", "adopted_by", "enacted_at")
    inlines = (ArticleRows,)
    actions = ("start_from", "look_twice", "put_in_force")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and _is_draft(obj)

    @admin.action(description=gettext_lazy("Start the next edition from this one"))
    def start_from(self, request: HttpRequest, editions: QuerySet[Edition]) -> None:
        for edition in editions:
            fresh = copy_edition(edition, actor=request.user)  # type: ignore[arg-type]
            self.message_user(
                request, _("Edition %(number)d waits for your changes.") % {"number": fresh.number}
            )

    @admin.action(description=gettext_lazy("Say what deserves a second look in this edition"))
    def look_twice(self, request: HttpRequest, editions: QuerySet[Edition]) -> None:
        for edition in editions:
            try:
                check(edition)
            except Refusal as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
                continue
            found = cautions(read_edition(edition))
            for caution in found:
                self.message_user(request, caution, messages.WARNING)
            if not found:
                self.message_user(
                    request, _("Nothing to look at twice in edition %(number)d.") % {"number": edition.number}
                )

    @admin.action(description=gettext_lazy("Put this edition in force on its date"))
    def put_in_force(self, request: HttpRequest, editions: QuerySet[Edition]) -> None:
        for edition in editions:
            try:
                enact(edition, actor=request.user)  # type: ignore[arg-type]
            except Refusal as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
            else:
                said = _("Edition %(number)d is enacted; nobody edits it any more.") % {
                    "number": edition.number
                }
                self.message_user(request, said)
                for caution in cautions(read_edition(edition)):
                    self.message_user(request, caution, messages.WARNING)


@admin.register(Article, site=office)
class ArticlePage(OfficePage):
    """One article and the values it gives; reached from its edition."""

    fields = ("edition", "number", "title", "body", "position")
    readonly_fields = ("edition",)
    list_display = ("__str__", "edition")
    list_filter = ("edition",)
    list_select_related = ("edition",)
    search_fields = ("title", "body")
    inlines = (ParameterRows,)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An article begins in its edition."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and _is_draft(obj)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """A parameter belongs to the edition of its article."""
        for row in formset.save(commit=False):
            row.edition = form.instance.edition
            row.save()
        for row in formset.deleted_objects:
            row.delete()
        formset.save_m2m()
