from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.errors import Refusal
from core.limits import limited
from core.replays.once import once
from core.stamps import FIELD, Seen
from governance.code import access, amendments, history, queries
from governance.code.actions import amending, articles, drafts, enacting, values
from governance.code.forms import ArticleForm, EditionForm, StartForm, UpdateForm, ValueForm
from governance.code.models import Article, Edition
from governance.code.vocabulary import SECTIONS, TERMS
from members.people.access import PersonRequest, at_desk, desk
from members.people.queries import college_names
from members.people.staff import ADMINISTRATORS, KEEPERS, READERS
from members.people.views import carried_out, refused

Page = dict[str, Any]


@login_required
@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """Every edition, and how each stands."""
    desk(request.user, READERS)
    page = {"rows": queries.rows(timezone.localdate()), "writes": at_desk(request.user, KEEPERS)}
    return render(request, "code/index.html", page)


@login_required
@once
def start(request: PersonRequest) -> HttpResponse:
    """Start a draft, from an edition of this house or from the preset of a legal form."""
    desk(request.user)
    editions = queries.origins(timezone.localdate())
    form = StartForm(request.POST or None, editions=editions, initial={"start_from": request.GET.get("from")})
    if not form.is_valid():
        return render(request, "code/start.html", {"form": form}, status=422 if form.is_bound else 200)
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
    return render(request, "code/edition.html", page | {"writes": at_desk(request.user, KEEPERS)})


def _page(found: Edition) -> Page:
    return {
        "edition": found,
        "state": queries.state(found, timezone.localdate()),
        "articles": queries.articles(found),
        "colleges": college_names(),
        "review": queries.review(found),
        "is_first": not Edition.objects.enacted().exists(),
        "proposal": getattr(found, "amendment", None),
        "newer": amendments.newer_edition(found),
        "outcome": amendments.resulting_edition(found),
    }


@login_required
@once
def about(request: PersonRequest, number: int) -> HttpResponse:
    """Give a draft its title and its day."""
    found = access.draft(request.user, number)
    said = {
        "title": found.title,
        "effective_from": found.effective_from,
        "seen": history.heading_stamp(found),
    }
    form = EditionForm(request.POST or None, initial=said)
    if carried_out(form, lambda: drafts.describe(found, actor=request.user, **form.cleaned_data)):
        return redirect("code:edition", number)
    page = {"form": form, "edition": found}
    return render(request, "code/about.html", page, status=422 if form.is_bound else 200)


@login_required
@require_safe
@limited("compare")
def changes(request: PersonRequest, number: int) -> HttpResponse:
    """What an edition would change, or changed, in the one before it."""
    found = access.edition(request.user, number)
    before = queries.before(found)
    page = {
        "edition": found,
        "before": before,
        "changes": history.compare(before, found) if before else [],
        "colleges": college_names(),
    }
    return render(request, "code/changes.html", page)


@login_required
@once
def update(request: PersonRequest, number: int) -> HttpResponse:
    """Bring a draft up to date with the edition that came since; where both change the same, say which holds."""
    found = access.draft(request.user, number)
    last = amendments.newer_edition(found)
    if last is None:
        return render(request, "code/update.html", {"edition": found})
    said = {FIELD: history.edition_stamp(found)}
    typed = request.POST if request.method == "POST" else None
    form = UpdateForm(typed, initial=said, places=amendments.conflicts_with(found, last))
    if form.is_valid():
        seen = form.cleaned_data[FIELD]
        amending.bring_up_to_date(found, last, keep=form.kept(), seen=seen, actor=request.user)
        messages.success(request, _("The draft is up to date. Read what it changes now."))
        return redirect("code:changes", number)
    base = amendments.base_of(found)
    page = {
        "form": form,
        "edition": found,
        "last": last,
        "changes": history.compare(base, last) if base else [],
        "mine": history.compare(base, found) if base else [],
        "colleges": queries.college_names(),
    }
    return render(request, "code/update.html", page, status=422 if form.is_bound else 200)


@login_required
@require_POST
@limited("preview")
def preview(request: PersonRequest, number: int) -> HttpResponse:
    """Show an article as it will be read, with its living values; nothing is kept."""
    found = access.draft(request.user, number)
    page = {"article": queries.preview(found, request.POST), "colleges": college_names()}
    return render(request, "code/_preview.html", page)


@login_required
@once
def enact(request: PersonRequest, number: int) -> HttpResponse:
    """Put the first edition of a house in force: ask once, then do it."""
    found = access.draft(request.user, number, ADMINISTRATORS)
    form = _asked(request, history.edition_stamp(found))
    if carried_out(form, lambda: enacting.enact_first(found, actor=request.user, **form.cleaned_data)):
        messages.success(request, _("The code social of this house is in force from its day on."))
        return redirect("code:edition", number)
    page = {"form": form, "edition": found, "review": queries.review(found)}
    return render(request, "code/enact.html", page, status=_status(form))


def _asked(request: PersonRequest, stamp: str) -> Seen:
    """The form of a page that asks once: it says what was read there."""
    return Seen(request.POST if request.method == "POST" else None, initial={FIELD: stamp})


def _status(form: Seen) -> int:
    """Nothing is typed there: what is wrong was refused."""
    return 409 if form.errors else 200


@login_required
@once
def discard(request: PersonRequest, number: int) -> HttpResponse:
    """Throw a draft away: ask once, then do it."""
    found = access.draft(request.user, number)
    form = _asked(request, history.edition_stamp(found))
    if carried_out(form, lambda: drafts.discard(found, actor=request.user, **form.cleaned_data)):
        messages.success(request, _("The draft is thrown away."))
        return redirect("code:index")
    page = {"form": form, "edition": found}
    return render(request, "code/discard.html", page, status=_status(form))


@login_required
@once
def new_article(request: PersonRequest, number: int) -> HttpResponse:
    """Add an article to a draft."""
    found = access.draft(request.user, number)
    return _write(request, found, None)


@login_required
@once
def article(request: PersonRequest, number: int, pk: int) -> HttpResponse:
    """Write an article: its words, its place, its values."""
    found = access.article(request.user, number, pk)
    return _write(request, found.edition, found)


def _write(request: PersonRequest, found: Edition, written: Article | None) -> HttpResponse:
    """A form to write an article; a refusal stands beside what was typed."""
    form = ArticleForm(request.POST or None, edition=found, article=written)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            saved = articles.write_article(found, article=written, actor=request.user, **form.cleaned_data)
        except Refusal as refusal:
            refused(form, refusal)
            status = 409
        else:
            messages.success(request, _("Article %(number)s is saved.") % {"number": saved.number})
            return redirect("code:article", found.number, saved.pk)
    page = {"form": form, **queries.writing(found, written, request.POST)}
    return render(request, "code/article.html", page, status=status)


@login_required
@once
def remove_article(request: PersonRequest, number: int, pk: int) -> HttpResponse:
    """Take an article out of a draft: ask once, then do it."""
    found = access.article(request.user, number, pk)
    form = _asked(request, history.article_stamp(found))
    if carried_out(form, lambda: articles.remove_article(found, actor=request.user, **form.cleaned_data)):
        messages.success(request, _("Article %(number)s is taken out.") % {"number": found.number})
        return redirect("code:edition", number)
    page = {"form": form, "edition": found.edition, "article": found, "colleges": college_names()}
    return render(request, "code/remove.html", page, status=_status(form))


@login_required
@require_safe
def choose(request: PersonRequest, number: int, pk: int) -> HttpResponse:
    """Lead from the list of values to the one that was chosen."""
    access.article(request.user, number, pk)
    key = request.GET.get("key", "")
    if key not in TERMS:
        return redirect("code:article", number, pk)
    return redirect("code:value", number, pk, key)


@login_required
@once
def value(request: PersonRequest, number: int, pk: int, key: str) -> HttpResponse:
    """Say a value in an article, or change it."""
    found = access.article(request.user, number, pk)
    if key not in TERMS:
        raise Http404
    term, said = TERMS[key], found.parameters.filter(key=key).first()
    form = ValueForm(request.POST or None, term=term, colleges=college_names(), parameter=said)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("source", "confidence", "seen")}
        try:
            values.set_value(found, key, form.written(), actor=request.user, **told)
        except Refusal as refusal:
            refused(form, refusal)
            status = 409
        else:
            messages.success(request, _("“%(name)s” is saved.") % {"name": term.name})
            return redirect("code:article", number, pk)
    page = {"form": form, "article": found, "edition": found.edition, "term": term, "said": said}
    return render(request, "code/value.html", page | {"section": SECTIONS[term.section]}, status=status)


@login_required
@require_POST
@once
def remove_value(request: PersonRequest, number: int, pk: int, key: str) -> HttpResponse:
    """Let a draft be silent on a value."""
    found, seen = access.value(request.user, number, pk, key), request.POST.get(FIELD)
    values.remove_value(found, seen=seen or "", actor=request.user)
    messages.success(request, _("The value is taken away."))
    return redirect("code:article", number, pk)
