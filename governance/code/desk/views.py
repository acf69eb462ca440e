"""Pages of editions: their list, one as it stands, what it changes, and what is done with a draft as a whole."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.limits import limited
from core.replays.once import once
from core.stamps import FIELD
from governance.code import amendments, history, queries, stamps
from governance.code.actions import amending, drafts, enacting
from governance.code.desk import access
from governance.code.desk.forms import (
    EditionForm,
    StartForm,
    UpdateForm,
    confirmation_form,
    confirmation_status,
)
from governance.code.models import Edition
from governance.code.review import review
from members.people.access import PersonRequest, at_desk, desk
from members.people.queries import college_names
from members.people.staff import ADMINISTRATORS, KEEPERS, READERS
from members.people.views import carried_out

Page = dict[str, Any]


@login_required
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """Every edition, and how each stands."""
    desk(request.user, READERS)
    page = {"rows": queries.edition_rows(timezone.localdate()), "writes": at_desk(request.user, KEEPERS)}
    return render(request, "code/desk/index.html", page)


@login_required
@once
def start(request: PersonRequest) -> HttpResponse:
    """Start a draft, from an edition of this house or from the preset of a legal form."""
    desk(request.user)
    editions = queries.editions_to_start_from(timezone.localdate())
    form = StartForm(request.POST or None, editions=editions, initial={"start_from": request.GET.get("from")})
    if not form.is_valid():
        return render(request, "code/desk/start.html", {"form": form}, status=422 if form.is_bound else 200)
    origin, day = form.cleaned_data["start_from"], form.cleaned_data["effective_from"]
    if origin in editions:
        fresh = drafts.copy_edition(editions[origin], effective_from=day, actor=request.user)
    else:
        fresh = drafts.start_from_preset(origin, effective_from=day, actor=request.user)
    messages.success(request, _("Edition %(number)d waits for your changes.") % {"number": fresh.number})
    return redirect("code:edition", fresh.number)


@login_required
@require_safe
def edition(request: PersonRequest, number: int) -> HttpResponse:
    """An edition with its articles and values, what is to mend in it, and what may be done with it."""
    page = _page(access.edition(request.user, number))
    return render(request, "code/desk/edition.html", page | {"writes": at_desk(request.user, KEEPERS)})


def _page(edition: Edition) -> Page:
    return {
        "edition": edition,
        "state": queries.edition_state(edition, timezone.localdate()),
        "articles": queries.articles_with_values(edition),
        "colleges": college_names(),
        "review": review(edition),
        "is_first": not Edition.objects.enacted().exists(),
        "proposal": getattr(edition, "amendment", None),
        "newer": amendments.newer_edition(edition),
        "outcome": amendments.resulting_edition(edition),
    }


@login_required
@once
def about(request: PersonRequest, number: int) -> HttpResponse:
    """Give a draft its title and its day."""
    draft = access.draft(request.user, number)
    initial = {
        "title": draft.title,
        "effective_from": draft.effective_from,
        "seen": stamps.heading_stamp(draft),
    }
    form = EditionForm(request.POST or None, initial=initial)
    if carried_out(form, lambda: drafts.describe(draft, actor=request.user, **form.cleaned_data)):
        return redirect("code:edition", number)
    page = {"form": form, "edition": draft}
    return render(request, "code/desk/about.html", page, status=422 if form.is_bound else 200)


@login_required
@require_safe
@limited("compare")
def changes(request: PersonRequest, number: int) -> HttpResponse:
    """What an edition would change, or changed, in the one before it."""
    edition = access.edition(request.user, number)
    before = amendments.base_edition(edition)
    page = {
        "edition": edition,
        "before": before,
        "changes": history.changes_between(before, edition) if before else [],
        "colleges": college_names(),
    }
    return render(request, "code/desk/changes.html", page)


@login_required
@once
def update(request: PersonRequest, number: int) -> HttpResponse:
    """Bring a draft up to date with the edition that came since; where both change the same, say which holds."""
    draft = access.draft(request.user, number)
    last = amendments.newer_edition(draft)
    if last is None:
        return render(request, "code/desk/update.html", {"edition": draft})
    initial = {FIELD: stamps.edition_stamp(draft)}
    typed = request.POST if request.method == "POST" else None
    form = UpdateForm(typed, initial=initial, places=amendments.conflicts_with(draft, last))
    if form.is_valid():
        seen = form.cleaned_data[FIELD]
        amending.bring_up_to_date(draft, last, keep=form.places_to_keep(), seen=seen, actor=request.user)
        messages.success(request, _("The draft is up to date. Read what it changes now."))
        return redirect("code:changes", number)
    base = amendments.base_edition(draft)
    page = {
        "form": form,
        "edition": draft,
        "last": last,
        "changes": history.changes_between(base, last) if base else [],
        "own_changes": history.changes_between(base, draft) if base else [],
        "colleges": college_names(),
    }
    return render(request, "code/desk/update.html", page, status=422 if form.is_bound else 200)


@login_required
@once
def enact(request: PersonRequest, number: int) -> HttpResponse:
    """Put the first edition of a house in force: ask once, then do it."""
    draft = access.draft(request.user, number, ADMINISTRATORS)
    form = confirmation_form(request, stamps.edition_stamp(draft))
    if carried_out(form, lambda: enacting.enact_first(draft, actor=request.user, **form.cleaned_data)):
        messages.success(request, _("The code social of this house is in force from its day on."))
        return redirect("code:edition", number)
    page = {"form": form, "edition": draft, "review": review(draft)}
    return render(request, "code/desk/enact.html", page, status=confirmation_status(form))


@login_required
@once
def discard(request: PersonRequest, number: int) -> HttpResponse:
    """Throw a draft away: ask once, then do it."""
    draft = access.draft(request.user, number)
    form = confirmation_form(request, stamps.edition_stamp(draft))
    if carried_out(form, lambda: drafts.discard(draft, actor=request.user, **form.cleaned_data)):
        messages.success(request, _("The draft is thrown away."))
        return redirect("code:index")
    page = {"form": form, "edition": draft}
    return render(request, "code/desk/discard.html", page, status=confirmation_status(form))
