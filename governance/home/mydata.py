"""All that is held on a person, to read and to take away.

It is found by following the relations that lead to the person and to their seat. Each is named here: as one whose
rows are about them, or of which they may read a few columns, or whose rows are held on others. One that nobody has
named gives nothing away, and a test says so.
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

# Rows about whoever they lead to, and what of others stands in them all the same.
MINE: dict[tuple[str, str], set[str]] = {
    ("people.person", "merged_into"): set(),
    ("people.staffrole", "person"): set(),
    ("people.member", "person"): set(),
    ("people.representative", "person"): set(),
    ("people.representative", "member"): set(),
    ("people.stake", "person"): set(),
    ("people.pastcollege", "member"): set(),
    ("people.pastsuspension", "member"): set(),
    ("people.paststay", "member"): set(),
    ("people.interest", "member"): set(),
    ("shares.movement", "holder_from"): {"to_address"},
    ("shares.movement", "holder_to"): {"from_address"},
    ("joining.application", "person"): set(),
    ("joining.application", "member"): set(),
    ("joining.exclusion", "member"): set(),
    ("circles.membership", "person"): set(),
    ("circles.mandate", "person"): set(),
    ("rounds.voice", "member"): {"voted_at", "on_paper", "gone"},  # of whoever carries it
    ("rounds.voice", "bearer"): {"wish"},  # of whoever gave the voice
    ("tellers.teller", "person"): set(),
    ("meetings.meeting", "chair"): set(),
    ("proxies.attendance", "member"): set(),
    ("proxies.postalform", "member"): set(),
    ("proxies.proxy", "giver"): set(),
    # What somebody called it is in their versions; what it is called now may be another's word.
    ("proposals.proposal", "author"): {"title"},
    ("proposals.version", "author"): set(),
    ("proposals.attachment", "added_by"): set(),
    ("proposals.comment", "author"): set(),
    ("notifications.notice", "person"): set(),
    ("account.emailaddress", "user"): set(),
    ("mfa.authenticator", "user"): set(),
    ("usersessions.usersession", "user"): set(),
}
# Rows about others in which they have a part: that they have it, and when; not what the others said.
A_PART = {
    ("journal.entry", "actor"): {"id", "at", "kind"},
    ("proxies.proxy", "holder"): {"id", "meeting_id", "round_id", "giver_id", "holder_id", "given_at", "accepted_at", "ended_at", "end"},
    ("proxies.proxy", "meant_for"): {"id", "meeting_id", "round_id", "giver_id", "meant_for_id", "given_at", "ended_at", "end"},
}  # fmt: skip
# Relations that say who did something to others' data: those are held on the others, and the journal tells who did what.
OTHERS = {
    ("shares.movement", "entered_by"),
    # What somebody carries for others is held on those; their own line says it of them.
    ("rounds.voice", "through"),
    ("admin.logentry", "user"),
    ("rounds.round", "opened_by"),
    ("notifications.notice", "told_by"),
    ("people.person", "mail_through"),
    ("imports.import", "added_by"),
    ("ballots.ballot", "cast_by"),  # found through the voice instead
    ("tellers.sheet", "agreed_by"),
    ("proposals.plan", "prepared_by"),
    ("proxies.proxy", "given_by"),
    ("proxies.postalform", "entered_by"),
    ("proxies.postalform", "again_by"),
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
    retention: str
    rows: list[dict[str, Any]]


def held(person: Person) -> list[Held]:
    """Everything, kind by kind, the person first; kinds without a row are left out."""
    rows_by_label: dict[str, dict[Any, dict[str, Any]]] = {}
    _gather(rows_by_label, Person.objects.filter(pk=person.pk))
    for root in [person, *Member.objects.filter(person=person)]:
        for model, field in relations(root._meta.model):
            _gather(rows_by_label, model._default_manager.filter(**{field: root}), field)
    _gather(rows_by_label, Ballot.objects.filter(voice__bearer=person))
    return [
        Held(label, _name(label), str(KEPT.get(label, WHILE_HERE)), list(rows.values()))
        for label, rows in rows_by_label.items()
        if rows
    ]


def relations(model: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """Every (model, field) whose rows are, all or in part, about the row of `model` that they point to."""
    for owner, field in leading_to(model):
        name = (owner._meta.label_lower, field)
        if name in MINE or name in A_PART:
            yield owner, field


def leading_to(model: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """Every (model, field) whose rows point to a row of `model`, hidden ones included."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and not relation.related_model._meta.auto_created:
            yield relation.related_model, relation.field.name


def _gather(
    rows_by_label: dict[str, dict[Any, dict[str, Any]]], rows: models.QuerySet[Any], field: str = ""
) -> None:
    """Add rows to those of their kind; of a row that leads to somebody twice, all that either way tells."""
    label = rows.model._meta.label_lower
    kind = rows_by_label.setdefault(label, {})
    for row in rows.order_by("pk").values():
        facts = {name: value for name, value in row.items() if _is_told(label, field, name)}
        kind.setdefault(row[rows.model._meta.pk.attname], {}).update(facts)


def _is_told(label: str, field: str, name: str) -> bool:
    """Whether whoever a row leads to by a field reads a column of it."""
    if name in SECRET.get(label, set()):
        return False
    part = A_PART.get((label, field))
    return name in part if part is not None else name not in MINE.get((label, field), set())


def _name(label: str) -> str:
    return str(NAMES.get(label) or apps.get_model(label)._meta.verbose_name_plural)


def archive(person: Person) -> bytes:
    """A ZIP with data.json and the files that the person added."""
    content = {kind.label: {"kept": kind.retention, "rows": kind.rows} for kind in held(person)}
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
