"""Mails about an account: promised to the outbox, and followed by whoever waits for one at the screen."""

from datetime import timedelta

from allauth.account import app_settings
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.mail import actions as mail
from core.mail.actions import Whereabouts
from members.people.models import Person
from members.people.strangers import pending

# Those that somebody waits for: with a code or a link in them, or sent in their place to an unknown address.
AWAITED = frozenset(
    f"account/email/{name}"
    for name in (
        "login_code",
        "email_confirmation",
        "email_confirmation_signup",
        "password_reset_key",
        "unknown_account",
        "account_already_exists",
    )
)
SIGNING_IN = frozenset({"account_request_login_code", "account_confirm_login_code"})
A_NOTICE_LASTS = timedelta(days=3)
KEPT_AS, ASKED_AGAIN = "awaited_mail", "asked_again"
KINDS = {
    "account/email/login_code": "code",
    "account/email/email_confirmation": "address",
    "account/email/email_confirmation_signup": "address",
    "account/email/account_already_exists": "address",
    "account/email/password_reset_key": "reset",
}


def promise(
    request: HttpRequest | None, template: str, message: EmailMessage, person: Person | None = None
) -> None:
    """Have a mail sent, first in line; an awaited one is remembered in the session, so that its page can follow it.

    How long it may be sent depends on the page alone: an address that nobody has must look like any other. While one
    like it is on its way to the same address, none is sent, and the page follows that one.
    """
    if template not in AWAITED or request is None:
        mail.hand_over(message, life=_life(request) if template in AWAITED else A_NOTICE_LASTS)
        return
    waiting = pending(request, _kind(template, request), message.to[0], person)
    if waiting.fresh:
        waiting.note(mail.hand_over(message, life=_life(request), behind=waiting.behind))
    request.session[KEPT_AS] = waiting.mail
    request.session[ASKED_AGAIN] = not waiting.fresh


def _kind(template: str, request: HttpRequest) -> str:
    """What a mail is about; the one for an address that nobody has is of the kind that its page asked for."""
    return KINDS.get(template) or ("code" if _is_signing_in(request) else "reset")


def _is_signing_in(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.url_name in SIGNING_IN


def _life(request: HttpRequest | None) -> timedelta:
    """For how long the code of a page is good."""
    signing_in = request is not None and _is_signing_in(request)
    seconds = (
        app_settings.LOGIN_BY_CODE_TIMEOUT if signing_in else app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT
    )
    return timedelta(seconds=seconds)


def awaited(request: HttpRequest) -> Whereabouts | None:
    """Where the mail is that this session waits for."""
    name = request.session.get(KEPT_AS)
    return mail.whereabouts(name) if name else None


def was_on_its_way(request: HttpRequest) -> bool:
    """Whether the mail was on its way already when this session asked for it."""
    return bool(request.session.get(ASKED_AGAIN))


@never_cache
@require_safe
def whereabouts(request: HttpRequest) -> HttpResponse:
    """Where the awaited mail is: the part of the page that asks again by itself."""
    page = {"mail": awaited(request), "asked_again": was_on_its_way(request)}
    return render(request, "account/_whereabouts.html", page)
