"""The back office of the code social: read every edition, and the acts that the desk may not do."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import Refusal
from core.journal.office import OfficePage, OfficeRows, office
from governance.code.actions.drafts import copy_edition
from governance.code.actions.enacting import enact_by_hand
from governance.code.models import Article, Edition, Parameter
from governance.code.review import check_edition, second_look
from governance.code.vocabulary.cautions import limits


class ReadRows(OfficeRows):
    """Rows to read: they are written at the desk, where each value is checked as it is typed."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ArticleRows(ReadRows):
    model = Article
    fields = ("number", "title", "position")
    show_change_link = True


class ParameterRows(ReadRows):
    model = Parameter
    fields = ("key", "kind", "value", "source", "confidence")


class ReadPage(OfficePage):
    """A page to read."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Edition, site=office)
class EditionPage(ReadPage):
    """The editions of the code; the link of an article leads to its text and its parameters."""

    fields = ("number", "title", "effective_from", "adopted_by", "enacted_at")
    list_display = ("title", "number", "effective_from", "adopted_by", "enacted_at")
    inlines = (ArticleRows,)
    actions = ("start_from", "look_twice", "put_in_force")

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
                check_edition(edition)
            except Refusal as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
                continue
            cautions = second_look(edition)
            for caution in cautions:
                self.message_user(request, caution, messages.WARNING)
            for limit in limits(edition.form):
                self.message_user(request, limit)
            if not cautions:
                self.message_user(
                    request, _("Nothing to look at twice in edition %(number)d.") % {"number": edition.number}
                )

    @admin.action(description=gettext_lazy("Put this edition in force by hand, without a decision"))
    def put_in_force(self, request: HttpRequest, editions: QuerySet[Edition]) -> None:
        for edition in editions:
            try:
                enact_by_hand(edition, actor=request.user)  # type: ignore[arg-type]
            except Refusal as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
            else:
                warning = _(
                    "Edition %(number)d is enacted; nobody edits it any more. The code’s own rule is that a decision does this: that you did it by hand is in the journal."
                ) % {"number": edition.number}
                self.message_user(request, warning, messages.WARNING)
                for caution in second_look(edition):
                    self.message_user(request, caution, messages.WARNING)


@admin.register(Article, site=office)
class ArticlePage(ReadPage):
    """One article and the values it gives; reached from its edition."""

    fields = ("edition", "number", "title", "body", "position")
    list_display = ("__str__", "edition")
    list_filter = ("edition",)
    list_select_related = ("edition",)
    search_fields = ("title", "body")
    inlines = (ParameterRows,)
