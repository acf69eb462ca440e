"""Pages where a draft is written: its articles, and the values that they say."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.errors import Refusal
from core.limits import limited
from core.replays.once import once
from core.stamps import FIELD
from governance.code import stamps
from governance.code.actions import articles, values
from governance.code.desk import access
from governance.code.desk.article_page import article_page, preview_of
from governance.code.desk.forms import ArticleForm, ValueForm, confirmation_form, confirmation_status
from governance.code.models import Article, Edition
from governance.code.vocabulary import SECTIONS, TERMS
from members.people.access import PersonRequest
from members.people.queries import college_names
from members.people.views import carried_out, refused


@login_required
@require_POST
@limited("preview")
def preview(request: PersonRequest, number: int) -> HttpResponse:
    """Show an article as it will be read, with its living values; nothing is kept."""
    draft = access.draft(request.user, number)
    page = {"article": preview_of(draft, request.POST), "colleges": college_names()}
    return render(request, "code/desk/_preview.html", page)


@login_required
@once
def new_article(request: PersonRequest, number: int) -> HttpResponse:
    """Add an article to a draft."""
    draft = access.draft(request.user, number)
    return _write(request, draft, None)


@login_required
@once
def article(request: PersonRequest, number: int, pk: int) -> HttpResponse:
    """Write an article: its words, its place, its values."""
    article = access.article(request.user, number, pk)
    return _write(request, article.edition, article)


def _write(request: PersonRequest, edition: Edition, article: Article | None) -> HttpResponse:
    """A form to write an article; a refusal stands beside what was typed."""
    form = ArticleForm(request.POST or None, edition=edition, article=article)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            saved = articles.write_article(edition, article=article, actor=request.user, **form.cleaned_data)
        except Refusal as refusal:
            refused(form, refusal)
            status = 409
        else:
            messages.success(request, _("Article %(number)s is saved.") % {"number": saved.number})
            return redirect("code:article", edition.number, saved.pk)
    page = {"form": form, **article_page(edition, article, request.POST)}
    return render(request, "code/desk/article.html", page, status=status)


@login_required
@once
def remove_article(request: PersonRequest, number: int, pk: int) -> HttpResponse:
    """Take an article out of a draft: ask once, then do it."""
    article = access.article(request.user, number, pk)
    form = confirmation_form(request, stamps.article_stamp(article))
    if carried_out(form, lambda: articles.remove_article(article, actor=request.user, **form.cleaned_data)):
        messages.success(request, _("Article %(number)s is taken out.") % {"number": article.number})
        return redirect("code:edition", number)
    page = {"form": form, "edition": article.edition, "article": article, "colleges": college_names()}
    return render(request, "code/desk/remove.html", page, status=confirmation_status(form))


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
    article = access.article(request.user, number, pk)
    if key not in TERMS:
        raise Http404
    term, parameter = TERMS[key], article.parameters.filter(key=key).first()
    form = ValueForm(request.POST or None, term=term, colleges=college_names(), parameter=parameter)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        sources = {name: form.cleaned_data[name] for name in ("source", "confidence", "seen")}
        try:
            values.set_value(article, key, form.written(), actor=request.user, **sources)
        except Refusal as refusal:
            refused(form, refusal)
            status = 409
        else:
            messages.success(request, _("“%(name)s” is saved.") % {"name": term.name})
            return redirect("code:article", number, pk)
    page = {"form": form, "article": article, "edition": article.edition, "term": term}
    return render(request, "code/desk/value.html", page | {"section": SECTIONS[term.section]}, status=status)


@login_required
@require_POST
@once
def remove_value(request: PersonRequest, number: int, pk: int, key: str) -> HttpResponse:
    """Let a draft be silent on a value."""
    parameter, seen = access.value(request.user, number, pk, key), request.POST.get(FIELD)
    values.remove_value(parameter, seen=seen or "", actor=request.user)
    messages.success(request, _("The value is taken away."))
    return redirect("code:article", number, pk)
