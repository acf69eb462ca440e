"""How often somebody may knock: limits that hold strangers back and never shut out who lives there.

Anybody can type anybody's address. So an address alone is never refused: whoever asks for a code while one is on its
way, however many asked before, is told when it was sent, and it works for them too. So the code is that of the mail and
not of the session, reckoned from a lot that is drawn for each. A mail in every minute, and after a few in every ten, is
all that strangers can bring about; a code lasts longer than that, so one that works is always there. A browser in which
somebody signed in before is counted apart, and so is each source.
"""

import secrets
from dataclasses import dataclass
from typing import Any

from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from core.clock import database_now
from core.limits import TooMany, counted, fingerprint, source, spent, spoken, wait_for
from members.people.known import browser, is_known
from members.people.models import Person

LETTERS = "BCDFGHJKLMNPQRSTVWXZ"  # no vowels, so no words; nothing that looks like something else
LENGTH = 8
SOON, LATER = 60, 600  # seconds between two mails to one address: at first, and once there were many
REMEMBERED = 900  # seconds
WRONG = "wrong-password"


@dataclass
class Pending:
    """What an address waits for: since when, which mail it is, and whether it is to be sent now."""

    key: str
    at: float = 0.0
    mail: str = ""
    lot: str = ""  # drawn for this mail; its code depends on it
    fresh: bool = True
    behind: int = 0  # how far behind others its mail stands in the queue

    def note(self, mail: str) -> None:
        """Remember which mail it is, for those who ask again."""
        self.mail = mail
        cache.set(self.key, (self.at, mail, self.lot), REMEMBERED)


# --- mails ------------------------------------------------------------------------------------------------------


def pending(request: HttpRequest, kind: str, email: str, person: Person | None = None) -> Pending:
    """What an address waits for once this request is answered; settled once a request. Raises TooMany.

    `person` is whoever the address belongs to, as far as the caller knows.
    """
    settled: dict[Any, Pending] = request.__dict__.setdefault("pending_mails", {})
    key = (kind, email.lower())
    if key not in settled:
        settled[key] = _settle(request, kind, email.lower(), person)
    return settled[key]


def _settle(request: HttpRequest, kind: str, email: str, person: Person | None) -> Pending:
    own_name = _own_name(request, person)
    behind = 0 if own_name else _hold_back_strangers(request)
    key = f"limit:mail:{kind}:{fingerprint(f'{email} {own_name}')}"
    now = database_now().timestamp()
    last = Pending(key, *cache.get(key, ()))
    last.fresh = False
    # A code that was used is of no use to whoever asks next.
    good = not was_taken(code_of(kind, email, last))
    if good and (now - last.at < SOON or (now - last.at < LATER and _were_many(request, email, own_name))):
        return last
    waiting = Pending(key, now, lot=secrets.token_hex(8), behind=behind)
    waiting.note("")
    return waiting


def _own_name(request: HttpRequest, person: Person | None) -> str:
    """The name under which a known person is counted, apart from strangers; empty for a stranger."""
    if request.user.is_authenticated:
        return f"person-{request.user.pk}"
    return f"browser-{browser(request)['name']}" if is_known(request, person) else ""


def _were_many(request: HttpRequest, email: str, own_name: str) -> bool:
    """Count one more mail; whether there were many in the last hour, of this source or of all together."""
    most = settings.MAILS_TO_ONE
    if own_name:
        return bool(wait_for("mails", fingerprint(f"{email} {own_name}"), *most["known"]))
    of_source = wait_for("mails", fingerprint(f"{email} {source(request)}"), *most["source"])
    return bool(wait_for("mails", fingerprint(email), *most["address"]) or of_source)


def _hold_back_strangers(request: HttpRequest) -> int:
    """Count one more e-mail for this place; how far behind those of other places it stands. Raises TooMany."""
    place = fingerprint(source(request))
    most, seconds = settings.KNOCKS
    if wait := wait_for("knock", place, most, seconds):
        raise TooMany(_many_knocks(wait), wait=wait)
    return counted("knock", place, seconds) // settings.KNOCKS_IN_FRONT


def _many_knocks(wait: int) -> str:
    sentence = _(
        "Many people asked for an e-mail from the place where you are. Wait %(wait)s. "
        "Or sign in with a passkey, in a browser in which you have signed in before, or through another network, such as that of your telephone."
    )
    return sentence % {"wait": spoken(wait)}


# --- codes ------------------------------------------------------------------------------------------------------


def code_of(kind: str, email: str, waiting: Pending) -> str:
    """The code of the mail that an address waits for: known to whoever reads that mail, and to this house."""
    secret = salted_hmac(
        "members.people.strangers", f"{kind} {email} {waiting.key} {waiting.lot}", algorithm="sha256"
    )
    number = int.from_bytes(secret.digest(), "big")
    letters = []
    for _position in range(LENGTH):
        number, position = divmod(number, len(LETTERS))
        letters.append(LETTERS[position])
    half = LENGTH // 2
    return f"{''.join(letters[:half])}-{''.join(letters[half:])}"


def take_code(code: str) -> bool:
    """Use a code; False when it was used before, in whichever browser."""
    return bool(cache.add(f"limit:used:{fingerprint(code)}", True, 2 * REMEMBERED))


def was_taken(code: str) -> bool:
    """Whether a code was used."""
    return bool(cache.get(f"limit:used:{fingerprint(code)}"))


def _login_code(process: LoginCodeVerificationProcess) -> str:
    return _keep_code(process, "code", process.request, process.state["email"])


def _address_code(process: EmailVerificationProcess) -> None:
    _keep_code(process, "address", process.request, process.state["email"])


def _keep_code(process: Any, kind: str, request: HttpRequest, email: str) -> str:
    waiting = pending(request, kind, email, process.user)
    process.state["code"] = code_of(kind, email.lower(), waiting)
    process.state["at"] = waiting.at
    return str(process.state["code"])


def _another_login_code(process: LoginCodeVerificationProcess) -> None:
    """Ask again from the page that waits: an address that nobody has is told what any other is, and as late."""
    process.send()
    at = pending(process.request, "code", process.state["email"], process.user).at
    process.state["at"] = process.stage.login.initiated_at = at
    process.persist()


def _another_address_code(process: EmailVerificationProcess) -> None:
    process.generate_code()
    process.send()
    process.persist()


# allauth draws a code for each session: whoever asks again makes the one on its way worthless, and so does a stranger.
LoginCodeVerificationProcess.generate_code = _login_code
EmailVerificationProcess.generate_code = _address_code
# allauth sends nothing again to an address that nobody has, and its page would tell the difference.
LoginCodeVerificationProcess.resend = _another_login_code
EmailVerificationProcess.resend = _another_address_code


# --- passwords --------------------------------------------------------------------------------------------------


def may_try(request: HttpRequest, email: str) -> None:
    """Check, before a password is looked at, that not too many were wrong. Raises TooMany."""
    waits = [
        spent(WRONG, counted_as, most, seconds) for counted_as, (most, seconds) in _counted_as(request, email)
    ]
    if wait := max(waits):
        sentence = _(
            "Too many passwords were wrong. Wait %(wait)s; or have a code sent to your e-mail address, or use a passkey: they work meanwhile."
        )
        raise TooMany(sentence % {"wait": spoken(wait)}, wait=wait)


def was_wrong(request: HttpRequest, email: str) -> None:
    """Count a password that was wrong; a right one is not counted."""
    for counted_as, (most, seconds) in _counted_as(request, email):
        wait_for(WRONG, counted_as, most, seconds)


def _counted_as(request: HttpRequest, email: str) -> list[tuple[str, tuple[int, int]]]:
    """The names under which a try is counted: one of their own for somebody known in this browser, three for a stranger."""
    email, most = email.lower(), settings.WRONG_PASSWORDS
    if own_name := _own_name(request, Person.objects.filter(email__iexact=email).first()):
        return [(fingerprint(f"{email} {own_name}"), most["known"])]
    place = source(request)
    return [
        (fingerprint(place), most["source"]),
        (fingerprint(f"{email} {place}"), most["address here"]),
        (fingerprint(email), most["address"]),
    ]
