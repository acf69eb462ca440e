"""Acts on the names that people give themselves."""

from allauth.core import ratelimit
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.errors import Refusal
from core.journal.actions import record
from core.prose.names import alphabets, is_plain
from members.people.models import Person
from members.people.naming import is_registered, is_taken


@transaction.atomic
def rename(person: Person, *, given_name: str, family_name: str) -> None:
    """Call oneself otherwise. Raises Refusal where the registers keep the name, or it is that of somebody else here."""
    given_name, family_name = " ".join(given_name.split()), " ".join(family_name.split())
    if (given_name, family_name) == (person.given_name, person.family_name):
        return
    if is_registered(person):
        raise Refusal(_("Your name comes from the registers. Have it corrected by those who keep them."))
    if len(alphabets(f"{given_name} {family_name}")) > 1:
        raise Refusal(_("Write your name in one alphabet: some letters look alike and are not the same."))
    if not is_plain(f"{given_name} {family_name}"):
        raise Refusal(
            _(
                "Write your name in Latin letters, or in a script whose letters nobody takes for Latin ones, without symbols. If you are called otherwise, write to those who keep the registers: they enter it for you."
            )
        )
    if is_taken(given_name, family_name, by=person):
        raise Refusal(
            _(
                "This name is that of somebody else here, or looks like it. If it is yours too, write to those who keep the registers: they enter it for you."
            )
        )
    person.given_name, person.family_name = given_name, family_name
    person.save(update_fields=["given_name", "family_name"])
    record("person.renamed", actor=person, topics=[f"person.{person.pk}"], person=person.pk)


def take(person: Person, *, given_name: str, family_name: str) -> bool:
    """Call somebody as they ask, where they may choose and nobody else is called so; return whether it was done."""
    try:
        rename(person, given_name=given_name, family_name=family_name)
    except Refusal:
        return False
    return True


def rename_on_page(request: HttpRequest, person: Person, **names: str) -> None:
    """The same, from a page. Whoever tries one name after another learns no more. Raises Refusal."""
    tries = {"action": "name_refused", "user": person}
    if not ratelimit.consume(request, dry_run=True, **tries):
        raise Refusal(
            _("Too many names were refused. Try again tomorrow, or write to those who keep the registers.")
        )
    try:
        rename(person, **names)
    except Refusal:
        ratelimit.consume(request, **tries)
        raise
