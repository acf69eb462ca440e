"""How allauth meets our Person: mails in the person's language, names from the address."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.utils import translation

from members.people.models import Person


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts of this house: whoever knows an address may follow; a seat is another matter."""

    def login(self, request: HttpRequest, user: Person) -> None:
        """Sign in, and speak the person's language from the next page on."""
        super().login(request, user)
        request.session["language"] = user.language

    def render_mail(
        self, template_prefix: str, email: str, context: dict[str, Any], headers: Any = None
    ) -> EmailMessage:
        person = context.get("user")
        language = person.language if isinstance(person, Person) else translation.get_language()
        with translation.override(language):
            return super().render_mail(template_prefix, email, context, headers)
