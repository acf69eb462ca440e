"""carried_out_before(): whether a form was sent and carried out already, asked inside the transaction of its act.

Each form draws a code when it is shown. The code alone says nothing: a replay is the same person, the same code
and the same content. Only fingerprints made with the secret of this house are kept, and only for a while. That of
the content holds the code too, which is kept nowhere: with the database and the secret in hand, nobody finds by
trying what a form said.
"""

import json
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac

from core.replays.models import Sent

CODE = re.compile(r"[0-9a-f]{32}")
# For how long a form that comes again is known: a page left open, or a browser that comes back with its pages.
FORGOTTEN_AFTER = timedelta(days=30)
VERSION = 2
_NOTE = "INSERT INTO replays_sent (key, version, digest, answer) VALUES (%s, %s, %s, '') ON CONFLICT (key) DO NOTHING"


def new_code() -> str:
    """Draw the code of a form: 128 bits, as 32 hexadecimal digits."""
    return secrets.token_hex(16)


@dataclass(frozen=True)
class Form:
    """A form as it was sent: whose and under which code, and the fingerprint of what it says."""

    key: str
    digest: str
    # The fingerprint of the content as version 1 made it, without the code.
    former: str

    @classmethod
    def of(cls, person_id: int, code: str, content: Any) -> "Form | None":
        """The form of a person that says something, as JSON; none when its code is not one that we draw."""
        if not CODE.fullmatch(code):
            return None
        return cls(
            # As every version makes it: a form that was shown before an upgrade is known after it.
            _fingerprint(1, "key", [person_id, code]),
            _fingerprint(VERSION, "content", [code, content]),
            _fingerprint(1, "content", content),
        )

    def says_the_same(self, sent: Sent) -> bool:
        """Whether this form has the content that was sent before under its code."""
        return sent.digest == (self.former if sent.version == 1 else self.digest)


def _fingerprint(version: int, purpose: str, content: Any) -> str:
    canonical = json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return salted_hmac(f"core.replays.{version}.{purpose}", canonical, algorithm="sha256").hexdigest()


def carried_out_before(form: Form) -> Sent | None:
    """Note a form, or find what was noted when one with this code was carried out.

    Belongs first into the transaction of its act: whoever sends the same form at the same instant waits here
    until that transaction ends, and finds its note, or takes its place when nothing came of it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, [form.key, VERSION, form.digest])
        if cursor.rowcount == 1:
            return None
    return Sent.objects.get(pk=form.key)


def forget_expired() -> int:
    """A sweep: forget the forms that were sent long ago."""
    Sent.objects.filter(at__lt=Now() - FORGOTTEN_AFTER).delete()
    return 0
