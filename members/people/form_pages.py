"""A form on a page of its own, and the question that comes before what cannot be undone."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from members.people.access import PersonRequest
from members.people.forms import suggestions
from members.people.views import carried_out


def form_page(
    request: PersonRequest, form: Any, act: Callable[[], Any], title: str, back: str, **words: Any
) -> HttpResponse:
    """One form on a page of its own, then back; `words` may say what it is for, its button, and what was `done`.

    A mapping `kept` among them goes along with the form: of what it was read.
    """
    done = words.pop("done", _("Done, and noted in the journal."))
    if carried_out(form, act):
        messages.success(request, done)
        return redirect(back)
    page = {"form": form, "title": title, "back": back, "members": suggestions(), **words}
    return render(request, "components/form_page.html", page, status=422 if form.errors else 200)


def confirm_page(
    request: PersonRequest, act: Callable[[], Any], title: str, back: str, **words: Any
) -> HttpResponse:
    """Ask for confirmation on a page of its own, before an act that cannot be undone."""
    form = Form(request.POST if request.method == "POST" else None)
    return form_page(request, form, act, title, back, **words)
