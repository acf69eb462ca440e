"""How allauth meets our Person: mails in the person's language, names from the address."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.contrib.sites.shortcuts import get_current_site
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core.limits import client_address
from members.people.household import CAME_FROM, arrived
from members.people.mailing import promise
from members.people.models import Person
from members.people.strangers import may_try, was_wrong


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts of this house: whoever knows an address may follow; a seat is another matter."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _(
            "The code was wrong three times. Ask for a code again: nothing is locked."
        ),
    }

    def login(self, request: HttpRequest, user: Person) -> None:
        """Sign in, and speak the person's language from the next page on."""
        super().login(request, user)
        request.session["language"] = user.language

    def post_login(
        self, request: HttpRequest, user: Person, *, signal_kwargs: dict[str, Any] | None, **options: Any
    ) -> HttpResponse:
        """Whoever went on from another of their household is noted as such."""
        signal_facts = dict(signal_kwargs or {})
        came_from = signal_facts.pop(CAME_FROM, None)
        response: HttpResponse = super().post_login(request, user, signal_kwargs=signal_facts, **options)
        if came_from is not None:
            arrived(request, user, came_from)
        return response

    def render_mail(
        self, template_prefix: str, email: str, context: dict[str, Any], headers: Any = None
    ) -> EmailMessage:
        person = context.get("user")
        language = person.language if isinstance(person, Person) else translation.get_language()
        with translation.override(language):
            return super().render_mail(template_prefix, email, context, headers)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Promise the mail, and go on: no page waits for a mail server, and none fails with it."""
        request = allauth_context.request
        page = {"request": request, "email": email, "current_site": get_current_site(request), **context}
        promise(request, template_prefix, self.render_mail(template_prefix, email, page), context.get("user"))

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address somebody comes from, read as everywhere else in this house (TRUSTED_PROXIES)."""
        return client_address(request.headers, request.META.get("REMOTE_ADDR"))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Limits of our own, in which a stranger's tries do not count for whoever owns the address."""
        may_try(request, credentials.get("email", ""))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a password that was wrong."""
        was_wrong(request, credentials.get("email", ""))
