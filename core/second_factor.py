"""What a session has proven: that whoever uses it showed a second factor, in it.

To have a second factor proves nothing: a session may be older than the factor, or come from a mailbox that several
people read. So the proof is written in the session when a factor is shown, and goes with whoever is signed in through
it. Somebody met elsewhere, as the author of a text or the reader of a mail, has proven nothing.
"""

from collections.abc import Iterable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest

KEPT_AS = "second_factor"
# Whoever came in as another of their household signs in by themselves before a duty of theirs counts.
WENT_ON = "went_on_from"


def attest(request: HttpRequest, authenticator: Authenticator) -> None:
    """Note in the session that this factor was shown; somebody who is in gets a new key, as at signing in."""
    session = request.session
    if SESSION_KEY in session:
        session.cycle_key()
        session.pop("seen", None)  # so that the list of sessions learns the new key at once
    session[KEPT_AS] = {"person": authenticator.user_id, "factor": authenticator.pk}


def mark(person: Any, session: Any) -> None:
    """Tell somebody who is signed in what their session has proven."""
    person.proof = None if session.get(WENT_ON) else session.get(KEPT_AS)
    person.proof_holds = None


def is_required() -> bool:
    """Whether this house asks for a second factor; a demo and most tests do not."""
    return bool(settings.SECOND_FACTOR)


def proven_twice(person: Any) -> bool:
    """Whether the session through which somebody is here has proven them twice, or this house does not ask."""
    return not is_required() or has_shown(person)


def has_shown(person: Any) -> bool:
    """Whether a second factor of theirs was shown in their session, and still is theirs."""
    if getattr(person, "proof_holds", None) is None:
        check_proofs([person])
    return bool(person.proof_holds)


def check_proofs(people: Iterable[Any]) -> None:
    """Ask whose proof still holds, in one question, and in none where nobody has one: a factor that was removed proves nothing."""
    persons = list(people)
    proofs = {id(person): getattr(person, "proof", None) for person in persons}
    factors = {proof["factor"] for proof in proofs.values() if proof}
    known = Authenticator.objects.filter(pk__in=factors).values_list("pk", "user_id")
    owners: dict[int, int] = dict(known) if factors else {}
    for person in persons:
        proof = proofs[id(person)]
        owner = owners.get(proof["factor"]) if proof else None
        person.proof_holds = proof is not None and owner == proof["person"] == person.pk
