"""The people one may be in the demo, besides nobody."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from members.people.models import Person


@dataclass(frozen=True)
class Part:
    """A part to play: whose e-mail, under which name, and what it lets one see."""

    email: str
    role: Any
    sees: Any


CAST: dict[str, Part] = {
    "associate": Part(
        "ines.delattre@lisieres.example",
        _("Associate"),
        _("A user of the place, with one voice. Votes await her."),
    ),
    "facilitator": Part(
        "amel.haddad@lisieres.example",
        _("Facilitator"),
        _("Employee and associate; she facilitates Places & Workshops and puts proposals to a vote."),
    ),
    "chair": Part(
        "solene.wattel@lisieres.example",
        _("Chair"),
        _("Presides; she can close or cancel a vote of all members."),
    ),
    "administrator": Part(
        "nadia.costa@lisieres.example",
        _("Administrator"),
        _("Keeps the register and the settings; holds no seat and does not vote."),
    ),
    "secretary": Part(
        "elodie.picard@lisieres.example",
        _("Secretary"),
        _("Keeps the registers and the meetings: applications, proxies, presence. Holds no seat."),
    ),
    "representative": Part(
        "hugo.lemaire@lisieres.example",
        _("Representative"),
        _("Votes for himself and for an organisation: two voices."),
    ),
    "employee": Part(
        "tom.verbeke@lisieres.example",
        _("Employee without a vote"),
        _("Sits in a circle, holds no seat: follows, discusses, and can ask why he cannot vote."),
    ),
    "stakeholder": Part(
        "rosa.ferreira@clients.example",
        _("Stakeholder"),
        _("A client: follows what is open to stakeholders and comments where invited."),
    ),
}


def faces() -> list[tuple[str, Part, Person]]:
    """The parts with their people; somebody missing from the database is left out."""
    people = {
        person.email: person for person in Person.objects.filter(email__in=[p.email for p in CAST.values()])
    }
    return [(role, part, people[part.email]) for role, part in CAST.items() if part.email in people]
