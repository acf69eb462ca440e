"""Mail: one link, one thing to do, in the person's language, as plain text and HTML."""

from collections.abc import Callable
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from core.journal.notices import Wording
from governance.notifications.models import Notice
from governance.notifications.places import address
from members.people.models import Organisation


def send(notice: Notice, words: Callable[[], Wording]) -> None:
    """Send a notice to its person; `words` speaks the language that is active.

    Its link opens the page and gives no rights by itself.
    """
    with translation.override(notice.person.language):
        message = compose(notice, words())
    message.send()


def compose(notice: Notice, words: Wording) -> EmailMultiAlternatives:
    """Write the mail in the language that is active."""
    page = {
        "words": words,
        "person": notice.person,
        "organisation": Organisation.objects.first(),
        "link": settings.SITE_URL + address(words),
    }
    message = EmailMultiAlternatives(
        subject=words.title.replace("\r", " ").replace("\n", " ")[:200],
        body=render_to_string("emails/notice.txt", page),
        to=[notice.person.mail_to],
        # Sent twice after a crash, it is still one message to every mail program.
        headers={"Message-ID": f"<notice-{notice.code}@{_domain()}>", "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(render_to_string("emails/notice.html", page), "text/html")
    return message


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].split("@")[-1]
