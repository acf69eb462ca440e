"""@once: a view that a form is posted to carries the same form out once, and refuses another under the same code."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core.errors import Refusal
from core.replays.actions import Form, carried_out_before
from core.replays.models import Sent

# The hidden field that `{% once %}` puts into a form.
FIELD = "once"
# The cookie that says which form was carried out last, to what keeps its words in the browser (static/js/keep.js).
TAKEN_COOKIE = "taken"
# What says nothing of the content: another for each page.
_ASIDE = frozenset({FIELD, "csrfmiddlewaretoken"})

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class SentOtherwise(Refusal):
    """A form that said something else when it was sent first, and was carried out."""


def once(view: View) -> View:
    """Make a view carry a form out once; stands directly above it, below the doors of login and method.

    A redirect says that the act was done: sent again, the same form leads there at once. Any other answer, or a
    refusal, leaves nothing behind, and the form may come again. The act runs in the transaction of the note.
    """

    @wraps(view)
    def carried_out_once(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = _form(request) if request.method == "POST" else None
        if form is None:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            earlier = carried_out_before(form)
            if earlier is not None:
                return _mark_carried_out(request, _answer_again(request, form, earlier))
            answer = view(request, *args, **kwargs)
            done = _note_answer(form, answer)
        return _mark_carried_out(request, answer) if done else answer

    carried_out_once.once = True  # type: ignore[attr-defined]
    return cast(View, carried_out_once)


def _form(request: HttpRequest) -> Form | None:
    """What was sent, whole: to which address, every field with its values, every file with its bytes."""
    if not request.user.is_authenticated:
        return None
    fields = sorted((name, values) for name, values in request.POST.lists() if name not in _ASIDE)
    files = [
        (name, file.name, _bytes_of(file)) for name, sent in sorted(request.FILES.lists()) for file in sent
    ]
    content = ["form", request.get_full_path(), fields, files]
    return Form.of(request.user.pk, request.POST.get(FIELD, ""), content)


def _bytes_of(file: Any) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _note_answer(form: Form, answer: HttpResponseBase) -> bool:
    """Note where the answer leads; forget a form that was not carried out. Return whether it was."""
    noted = Sent.objects.filter(pk=form.key)
    done = 300 <= answer.status_code < 400
    if done:
        # Without its query, where somebody may have typed a name to search for.
        location = urlsplit(answer.headers["Location"])._replace(query="")
        noted.update(answer=location.geturl())
    else:
        noted.delete()
    return done


def _mark_carried_out(request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """Tell the browser that this form was carried out; no other page, not even one without an error, says so."""
    answer.set_cookie(TAKEN_COOKIE, request.POST[FIELD], max_age=600, secure=settings.SECURE, samesite="Lax")
    return answer


def _answer_again(request: HttpRequest, form: Form, earlier: Sent) -> HttpResponseBase:
    if not form.says_the_same(earlier):
        raise SentOtherwise(
            _(
                "This form was sent before with other content, and that was done. What it says now was not taken in: see what was done, then open the form again if something is still to be said."
            ),
            see=earlier.answer,
        )
    messages.info(request, _("Done already: what you sent arrived twice, and was carried out once."))
    return redirect(earlier.answer)
