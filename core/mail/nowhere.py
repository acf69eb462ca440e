"""Where no mail server is set in production: mails wait, and whoever keeps the house is told."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class NoMailServer(OSError):
    """No mail server is set: no mail can be handed over."""


class Backend(BaseEmailBackend):
    """Refuses every mail, so that none is taken for sent, and no sign-in code is printed in a log."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise NoMailServer("no mail server is set: set SMTP_HOST")
