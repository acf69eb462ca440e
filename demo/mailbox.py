"""The demo's mail: every message becomes a letter on the mailbox page."""

from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from demo.models import Letter


class MailboxBackend(BaseEmailBackend):
    """Keeps mails where anyone can read them, so it works in the demo alone."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        if not settings.DEMO:
            raise ImproperlyConfigured("The readable mailbox is for the demo only.")
        letters = [
            Letter(to=to, subject=message.subject[:250], text=str(message.body), html=_html(message))
            for message in email_messages
            for to in message.recipients()
        ]
        Letter.objects.bulk_create(letters)
        return len(email_messages)


def _html(message: EmailMessage) -> str:
    if not isinstance(message, EmailMultiAlternatives):
        return ""
    bodies = [content for content, kind in message.alternatives if kind == "text/html"]
    return str(bodies[0]) if bodies else ""
