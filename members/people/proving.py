"""Showing a second factor: noted in the session at once, asked for where a duty needs it, and before a way in is changed."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.legible import page_of_ours
from core.places import place
from core.second_factor import WENT_ON, attest, has_shown, is_required
from members.people.access import PersonRequest
from members.people.actions.second_factors import note_factor
from members.people.models import Person

AFTERWARDS = "after_second_factor"
CODES, PASSKEY = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN
# Pages of allauth on which a factor is shown, or which only tell; on all others under "mfa_" one is changed.
SHOWN_ON = frozenset({"mfa_authenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_index"})
BEFORE_ONE_IS_IN = frozenset({"mfa_login_webauthn", "mfa_signup_webauthn", "mfa_trust"})
OTHER_WAYS_IN = frozenset({"account_email", "account_change_password", "account_set_password"})


def factors(person: Person) -> QuerySet[Authenticator]:
    """The second factors that somebody has; recovery codes only stand in for one."""
    return Authenticator.objects.filter(user=person, type__in=[CODES, PASSKEY])


@receiver(signals.authenticator_used)
def shown(request: HttpRequest, authenticator: Authenticator, **_signal: Any) -> None:
    """Note that a second factor was shown: at signing in, or later."""
    attest(request, authenticator)


@receiver(signals.authenticator_added)
def added(request: HttpRequest, user: Person, authenticator: Authenticator, **_signal: Any) -> None:
    """Note a new factor, in the session too when it is their first: whoever adds it has just shown it."""
    if authenticator.type not in {CODES, PASSKEY}:
        return
    note_factor("factor.added", user)
    if factors(user).exclude(pk=authenticator.pk).exists():
        return
    attest(request, authenticator)
    # So nothing asks for it again a moment later: to see the codes that stand in for it, say.
    record_authentication(request, user, method="mfa", reauthenticated=True, type=authenticator.type, id=authenticator.pk)  # fmt: skip


def page_that_waits(request: HttpRequest) -> str:
    """The page that somebody came for before they added their first factor, once they have shown it; empty otherwise."""
    waits: str = request.session.get(AFTERWARDS, "")
    return waits if waits and has_shown(request.user) else ""


@receiver(signals.authenticator_removed)
def removed(user: Person, authenticator: Authenticator, **_signal: Any) -> None:
    """Note that a factor is gone: sessions that had shown it have proven nothing any more."""
    if authenticator.type in {CODES, PASSKEY}:
        note_factor("factor.removed", user)


def way_back(request: HttpRequest) -> str:
    """The page of this house to come back to, as the address says; home when it says none."""
    return page_of_ours(request, request.GET.get(REDIRECT_FIELD_NAME), place("my_home"))


@login_required
@never_cache
@require_safe
def prove(request: PersonRequest) -> HttpResponse:
    """Lead somebody to where they show their second factor, and back; or say how to add one."""
    back = way_back(request)
    if request.session.get(WENT_ON):
        return render(request, "account/prove.html", {"went_on": True})
    if not is_required() or has_shown(request.user):
        request.session.pop(AFTERWARDS, None)
        return redirect(back)
    if factors(request.user).exists():
        return redirect(_where_it_is_shown(request.user, back))
    request.session[AFTERWARDS] = back
    return render(request, "account/prove.html")


def _where_it_is_shown(person: Person, back: str) -> str:
    codes = is_mfa_enabled(person, [CODES])
    page = reverse("mfa_reauthenticate" if codes else "mfa_reauthenticate_webauthn")
    return f"{page}?{urlencode({REDIRECT_FIELD_NAME: back})}"


def require_second_factor(request: HttpRequest) -> HttpResponse | None:
    """Ask for the second factor that somebody has before a way in is changed; a session may be older than the factor.

    Whoever came in as another of their household changes no way in of somebody who holds a duty.
    """
    page = request.resolver_match.url_name if request.resolver_match else None
    if not _changes_a_way_in(page or "") or not request.user.is_authenticated:
        return None
    person: Any = request.user
    if request.session.get(WENT_ON) and person.duties_held:
        return render(request, "account/prove.html", {"went_on": True}, status=403)
    if has_shown(person) or not factors(person).exists():
        return None
    return redirect(_where_it_is_shown(person, request.path))


def _changes_a_way_in(page: str) -> bool:
    exempt = SHOWN_ON | BEFORE_ONE_IS_IN
    return page in OTHER_WAYS_IN or (page.startswith("mfa_") and page not in exempt)
