"""Acts on mail: hand one to the outbox, send it from there, ask the server whether it is well."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime, parseaddr
from enum import StrEnum
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection

from core.clock import database_now
from core.outbox import actions as outbox
from core.outbox.models import Errand

FORMAT = 1
# After so long without anybody taking it up, a mail is said to wait rather than to be on its way.
PROMPT = timedelta(seconds=15)
ASKED_EVERY = timedelta(minutes=5)


class UnknownFormat(Exception):
    """An errand written by a later version of this house."""


def hand_over(message: EmailMessage, *, life: timedelta, behind: int = 0) -> str:
    """Promise a mail that somebody waits for, first in line; return the name under which it is followed.

    Those of a place that asked for many stand `behind` those of others. It is not sent any more once its life is over, and what it said is wiped when it is sent or too old.
    """
    name = uuid4().hex
    now = database_now()
    outbox.post(
        "account_mail", key=f"account-mail:{name}", expires_at=now + life, behind=behind, version=FORMAT,
        subject=message.subject, text=str(message.body), html=_html(message),
        sender=message.from_email, to=list(message.to),
        # The same in every attempt: sent twice after a crash, it is still one message to every mail program.
        headers={"Message-ID": f"<account-{name}@{domain()}>", "Date": format_datetime(now),
                 "Auto-Submitted": "auto-generated"},
    )  # fmt: skip
    return name


def send(
    version: int,
    subject: str,
    text: str,
    html: str,
    sender: str,
    to: Sequence[str],
    headers: Mapping[str, str],
) -> None:
    """Send a mail that was handed over. Raises UnknownFormat, or whatever the mail server does."""
    if version != FORMAT:
        raise UnknownFormat(version)
    message = EmailMultiAlternatives(subject, text, sender, list(to), headers=dict(headers))
    if html:
        message.attach_alternative(html, "text/html")
    message.send()


def domain() -> str:
    """The domain of our own address, as identifiers of messages carry it."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].split("@")[-1]


def _html(message: EmailMessage) -> str:
    alternatives = getattr(message, "alternatives", ())
    return next((str(content) for content, kind in alternatives if kind == "text/html"), "")


# --- what becomes of one ------------------------------------------------------------------------


class State(StrEnum):
    """Where a mail that was handed over is."""

    ON_ITS_WAY = "on_its_way"
    WAITING = "waiting"  # nobody has taken it up for a while
    HELD_UP = "held_up"  # the mail server did not take it; it is tried again
    SENT = "sent"
    TOO_OLD = "too_old"


@dataclass(frozen=True)
class Whereabouts:
    """Where a mail is, and since when."""

    state: State
    at: datetime

    @property
    def moves(self) -> bool:
        """Whether it may be elsewhere in a moment."""
        return self.state not in {State.SENT, State.TOO_OLD}

    @property
    def printed(self) -> bool:
        """Whether it went to the terminal of whoever started this house, which has no mail server."""
        return self.state == State.SENT and settings.EMAIL_BACKEND.endswith(".console.EmailBackend")


def whereabouts(name: str) -> Whereabouts | None:
    """Where the mail of this name is; None when there is none."""
    errand = Errand.objects.filter(key=f"account-mail:{name}").first()
    if errand is None:
        return None
    now = database_now()
    if errand.done_at is not None and not errand.error:
        return Whereabouts(State.SENT, errand.done_at)
    if errand.done_at is not None or (errand.expires_at is not None and errand.expires_at <= now):
        return Whereabouts(State.TOO_OLD, errand.expires_at or now)
    if errand.error and errand.tried_at is not None:
        return Whereabouts(State.HELD_UP, errand.tried_at)
    state = State.ON_ITS_WAY if now - errand.posted_at < PROMPT else State.WAITING
    return Whereabouts(state, errand.posted_at)


# --- the server -----------------------------------------------------------------------------------


def server() -> str:
    """The mail server that is set, or nothing."""
    return f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}" if settings.EMAIL_HOST else ""


def ask_server() -> None:
    """Greet the mail server, sign in, and take leave. Raises what the connection raises when it fails."""
    if server():
        connection = get_connection()
        connection.open()
        connection.close()


def look_at_server() -> int:
    """A sweep: have the mail server asked again every few minutes, by an errand."""
    if server():
        outbox.post("ask_mail_server", key=_errand())
        outbox.repeat(_errand(), every=ASKED_EVERY)
    return 0


def last_check() -> Errand | None:
    """The errand that asks the server: when it last did (`tried_at`), and what was wrong (`error`)."""
    return Errand.objects.filter(key=_errand()).first()


def _errand() -> str:
    # Another server, or another name there, is another question.
    return f"ask-mail-server:{settings.EMAIL_HOST_USER}@{server()}"[:200]
