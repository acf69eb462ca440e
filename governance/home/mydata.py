"""All that is held on a person, to read and to take away.

It is found by following every relation that leads to the person and to their seat, so that a new room is
covered the day it is built; what is left out is named here, with the reason.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy

from governance.proposals.models import Attachment
from members.people.models import Member, Person
from votes.ballots.models import Ballot

# Relations that say who did something to others' data: those are held on the others.
NOT_MINE = {
    ("shares.movement", "entered_by"),
    ("admin.logentry", "user"),
    ("rounds.round", "opened_by"),
    ("notifications.notice", "told_by"),
    ("people.person", "mail_through"),
    ("imports.import", "added_by"),
    ("ballots.ballot", "cast_by"),  # found through the voice instead
}
# What opens a door is never written down again, not even for its owner.
SECRET = {
    "people.person": {"password"},
    "mfa.authenticator": {"data"},
    "usersessions.usersession": {"session_key"},
}
# Why it is kept, and for how long; kinds that are not named follow the membership.
KEPT = {
    "shares.movement": gettext_lazy("Legal duty: the life of the company, and five years after"),
    "people.member": gettext_lazy("Legal duty: the life of the company, and five years after"),
    "ballots.ballot": gettext_lazy("Open votes: with the minutes of what was decided"),
    "rounds.voice": gettext_lazy("Open votes: with the minutes of what was decided"),
    "journal.entry": gettext_lazy("Proof of what was decided: never edited"),
    "proposals.version": gettext_lazy("Proof of what was decided: never edited"),
    "proposals.proposal": gettext_lazy("Proof of what was decided: never edited"),
    "usersessions.usersession": gettext_lazy("Safety of the account: while the session is open"),
    "mfa.authenticator": gettext_lazy("Safety of the account: until you remove it"),
}
# Names for kinds that libraries, or the code, call otherwise.
NAMES = {
    "people.person": gettext_lazy("who I am"),
    "journal.entry": gettext_lazy("what I did, in the journal"),
    "usersessions.usersession": gettext_lazy("open sessions"),
    "mfa.authenticator": gettext_lazy("keys and second factors"),
    "account.emailaddress": gettext_lazy("e-mail addresses"),
}
WHILE_HERE = gettext_lazy("While you are here, and a short while after")


@dataclass(frozen=True)
class Held:
    """One kind of rows held on somebody."""

    label: str
    name: str
    kept: str
    rows: list[dict[str, Any]]


def held(person: Person) -> list[Held]:
    """Everything, kind by kind, the person first; kinds without a row are left out."""
    seats = list(Member.objects.filter(person=person))
    found = {"people.person": _rows(Person.objects.filter(pk=person.pk))}
    for root in [person, *seats]:
        for label, rows in _related(root):
            found.setdefault(label, []).extend(row for row in rows if row not in found.get(label, []))
    found["ballots.ballot"] = _rows(Ballot.objects.filter(voice__bearer=person))
    return [
        Held(label, _name(label), str(KEPT.get(label, WHILE_HERE)), rows)
        for label, rows in found.items()
        if rows
    ]


def relations(model: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """Every (model, field) whose rows point to a row of `model`, hidden ones included."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and not relation.related_model._meta.auto_created:
            field = (relation.related_model._meta.label_lower, relation.field.name)
            if field not in NOT_MINE:
                yield relation.related_model, relation.field.name


def _related(root: models.Model) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for model, field in relations(root._meta.model):
        yield model._meta.label_lower, _rows(model._default_manager.filter(**{field: root}))


def _rows(queryset: models.QuerySet[Any]) -> list[dict[str, Any]]:
    hidden = SECRET.get(queryset.model._meta.label_lower, set())
    return [{k: v for k, v in row.items() if k not in hidden} for row in queryset.order_by("pk").values()]


def _name(label: str) -> str:
    return str(NAMES.get(label) or apps.get_model(label)._meta.verbose_name_plural)


def archive(person: Person) -> bytes:
    """A ZIP with data.json and the files that the person added."""
    content = {kind.label: {"kept": kind.kept, "rows": kind.rows} for kind in held(person)}
    about = {"of": str(person), "on": timezone.localtime().isoformat(timespec="seconds"), "held": content}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("data.json", json.dumps(about, cls=_Encoder, ensure_ascii=False, indent=1))
        for attachment in Attachment.objects.filter(added_by=person):
            with attachment.file.open("rb") as file:
                packed.writestr(f"files/{attachment.pk}-{attachment.name}", file.read())
    return out.getvalue()


class _Encoder(DjangoJSONEncoder):
    """Instants keep their microseconds: the copy says what is held."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime | date) else super().default(o)
