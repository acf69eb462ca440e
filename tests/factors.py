"""Second factors, as people use them: a generator of codes, and a session in which one was shown."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.test import Client

from core.second_factor import KEPT_AS

SECRET = "JBSWY3DPEHPK3PXP" * 2  # what a generator of the tests is given


def give_codes(person: Any) -> Authenticator:
    """Give somebody a generator of codes."""
    return auth.TOTP.activate(person, SECRET).instance


def code_now(secret: str = SECRET, *, later: int = 0) -> str:
    """What the generator shows, or will show `later` half minutes from now."""
    counter = list(auth.yield_hotp_counters_from_time())
    middle = counter[len(counter) // 2]
    return auth.format_hotp_value(auth.hotp_value(secret, middle + later))


def shown(client: Client, person: Any) -> Client:
    """The same client, after its session was shown a second factor; given first where there is none."""
    factor = Authenticator.objects.filter(user=person).first() or give_codes(person)
    session = client.session
    session[KEPT_AS] = {"person": person.pk, "factor": factor.pk}
    session.save()
    return client
