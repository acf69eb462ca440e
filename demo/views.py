from django.contrib.auth import login, logout
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.views.decorators.http import require_POST, require_safe

from demo import access
from demo.cast import CAST, faces
from demo.models import Letter
from members.people.models import Person


@require_safe
def choose_face(request: HttpRequest) -> HttpResponse:
    """Eight people to be, in one click."""
    access.demo()
    return render(request, "demo/who.html", {"faces": faces()})


@require_POST
def be(request: HttpRequest, role: str) -> HttpResponse:
    """Be one of the eight, or nobody."""
    access.demo()
    logout(request)
    if role not in CAST:
        return redirect("portal:decisions")
    person = get_object_or_404(Person, email=CAST[role].email)
    login(request, person, backend="allauth.account.auth_backends.AuthenticationBackend")
    request.session["language"] = person.language
    return redirect("home:mine")


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """The mails this house would have sent."""
    access.demo()
    letters = Letter.objects.only("pk", "to", "subject", "sent_at")
    if to := request.GET.get("to"):
        letters = letters.filter(to=to)
    page = Paginator(letters, 30).get_page(request.GET.get("page"))
    return render(request, "demo/mailbox.html", {"page": page, "to": to})


@require_safe
def letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    """One letter, as plain text; its HTML is one click away."""
    access.demo()
    return render(request, "demo/letter.html", {"letter": get_object_or_404(Letter, pk=letter_id)})


@require_safe
def letter_html(request: HttpRequest, letter_id: int) -> HttpResponse:
    """One letter as a mail program shows it, with the styles that mails carry inside."""
    access.demo()
    letter = get_object_or_404(Letter, pk=letter_id)
    return HttpResponse(letter.html or format_html("<pre>{}</pre>", letter.text))
