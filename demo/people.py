"""The people of Les Lisières: sixty associates in five colleges, twelve employees, their circles."""

import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from governance.circles.actions import appoint, found_circle, join
from governance.circles.models import Circle, Role
from members.people.actions.duties import give_duty
from members.people.actions.groups import join_group
from members.people.actions.representatives import name_representative
from members.people.actions.seats import admit
from members.people.models import College, Member, Person, StakeholderGroup
from members.people.staff import Duty

COLLEGES = [
    ("F", "Fondateurs et garants"),
    ("S", "Salarié·es"),
    ("U", "Usager·es"),
    ("P", "Partenaires"),
    ("C", "Communs et soutiens"),
]
GROUPS = [
    ("employees", "Salarié·es"),
    ("clients", "Client·es"),
    ("users", "Usager·es"),
    ("partners", "Partenaires"),
    ("neighbours", "Voisinage"),
]

# Natural persons by college, in the order of the register; a star marks somebody without e-mail.
ASSOCIATES = {
    "F": "Odile Marchetti, Bastien Crépin, Yasmina Ouali, Étienne Vasseur*, Claire Dewaele, Ravi Menon",
    "S": "Amel Haddad, Solène Wattel, Driss Benali, Chloé Nadeau, Lucas Fontaine, Koffi Mensah, "
    "Jeanne Leclercq, Noé Garrigue, Aminata Diop",
    "U": "Inès Delattre, Hugo Lemaire, Paul Verdier, Malik Bensaïd, Rosa Ferrand, Thomas Caron, "
    "Louise Hennebelle, Samir Kaci, Agnès Poulain, Théo Marchal, Fatou Sarr, Gaspard Lenoir, "
    "Nina Kowalska, Basile Duhamel, Élise Carpentier, Omar Tahri, Zoé Lambert, Victor Delannoy, "
    "Marion Quesnel, Idriss Faye, Camille Roussel, Pierre Hollart*, Sarah Benhaim",
    "P": "Mathilde Aubry, Sylvain Tison, Leïla Mansouri, Grégoire Pauwels, Hélène Vidal, Jonas Wery",
    "C": "Blanche Thiry, Ahmed Zerrouki, Colette Flament*, Raphaël Simonet, Margaux Devos, Ibrahim Cissé, "
    "Lucie Bonnard",
}
# Organisations: name, college, SIREN (its key holds, its number is nobody's), and who represents them.
ORGANISATIONS = [
    ("Les Copeaux, menuiserie SCOP", "P", "000000026", "Hugo Lemaire"),
    ("La Ruche qui lit", "P", "000000034", "Judith Lannoy"),
    ("Commune de Villerive", "P", "000000042", "Alain Mercier"),
    ("Foncière des Haies", "P", "000000059", "Estelle Roche"),
    ("Radio Canal Vert", "P", "000000067", "Farid Belkacem"),
    ("Épicerie La Passerelle", "P", "000000075", "Mireille Stern"),
    ("Collectif Vélo du Canal", "P", "000000083", "Antoine Lefort"),
    ("Fonds Commun des Lisières", "C", "000000091", "Blanche Thiry"),
]
# Employees without a seat, and people around the house.
EMPLOYEES = "Tom Verbeke, Nadia Costa, Élodie Picard"
AROUND = {
    "clients": "Rosa Ferreira, Marc Dubrulle, Aline Joubert",
    "users": "Jean Dubrulle, Emma Loisel",
    "neighbours": "Ginette Capelle",
}
# Who keeps the house; Nadia Costa set it up, and administers it.
SECRETARY = "Élodie Picard"
TELLER = "Odile Marchetti"
STAFF = {
    SECRETARY: Duty.SECRETARY,
    TELLER: Duty.TELLER,
    "Hugo Lemaire": Duty.TELLER,
    "Claire Dewaele": Duty.AUDITOR,
}
OTHER_MAILS = {"Rosa Ferreira": "rosa.ferreira@clients.example"}


@dataclass(frozen=True)
class Place:
    """A circle: its people, and who holds which role."""

    name: str
    slug: str
    icon: str
    aim: str
    domain: str
    people: str
    roles: dict[str, tuple[str, str]] = field(default_factory=dict)


CIRCLES = [
    Place(
        "Cercle d’ancrage",
        "ancrage",
        "target",
        "Que la maison tienne ensemble : une direction claire, des comptes sains, des cercles reliés.",
        "Stratégie, budget, admissions, liens entre les cercles.",
        "Solène Wattel, Amel Haddad, Bastien Crépin, Chloé Nadeau, Driss Benali, Jeanne Leclercq, Koffi Mensah",
        {
            "Présidente": ("leader", "Solène Wattel"),
            "Animation": ("facilitator", "Jeanne Leclercq"),
            "Secrétariat": ("secretary", "Koffi Mensah"),
        },
    ),
    Place(
        "Lieux & Ateliers",
        "lieux-ateliers",
        "hammer",
        "Que chacun puisse fabriquer, réparer et se retrouver, sans être expert.",
        "Grande halle, ateliers bois et vélo, horaires, sécurité, outils.",
        "Amel Haddad, Bastien Crépin, Chloé Nadeau, Driss Benali, Noé Garrigue, Aminata Diop, Tom Verbeke",
        {
            "Premier lien": ("leader", "Bastien Crépin"),
            "Second lien": ("delegate", "Amel Haddad"),
            "Animation": ("facilitator", "Amel Haddad"),
            "Secrétariat": ("secretary", "Noé Garrigue"),
            "Sécurité des machines": ("other", "Driss Benali"),
        },
    ),
    Place(
        "Formation & Édition",
        "formation-edition",
        "book-open",
        "Transmettre ce que nous apprenons, par des formations joyeuses et des livres sous licence libre.",
        "Catalogue, formateurs, certification, publications.",
        "Chloé Nadeau, Jeanne Leclercq, Lucas Fontaine, Élodie Picard, Claire Dewaele",
        {
            "Premier lien": ("leader", "Chloé Nadeau"),
            "Second lien": ("delegate", "Jeanne Leclercq"),
            "Animation": ("facilitator", "Lucas Fontaine"),
        },
    ),
    Place(
        "Services partagés",
        "services-partages",
        "settings",
        "Que la paie, les comptes et les outils numériques servent tout le monde sans peser.",
        "Comptabilité, paie, informatique, accueil téléphonique.",
        "Driss Benali, Koffi Mensah, Nadia Costa, Yasmina Ouali",
        {
            "Premier lien": ("leader", "Driss Benali"),
            "Second lien": ("delegate", "Koffi Mensah"),
        },
    ),
]


def mail_of(name: str) -> str:
    """Make the demo's address of a name: always .example, never anybody's."""
    if name in OTHER_MAILS:
        return OTHER_MAILS[name]
    bare = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return f"{bare.replace(' ', '.')}@lisieres.example"


class Town:
    """Everybody, by name, as they are created."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.people: dict[str, Person] = {}
        self.circles: dict[str, Circle] = {}

    def person(self, name: str, **fields: Any) -> Person:
        """Find or create somebody; a star after the name means no e-mail."""
        bare = name.strip().rstrip("*")
        if bare not in self.people:
            given_name, _, family = bare.partition(" ")
            email = None if name.strip().endswith("*") else mail_of(bare)
            self.people[bare] = Person.objects.create_user(
                email, given_name=given_name, family_name=family, **fields
            )
        return self.people[bare]

    def settle(self) -> None:
        """Let everybody in."""
        for position, (code, name) in enumerate(COLLEGES):
            College.objects.create(code=code, name=name, position=position)
        for position, (code, name) in enumerate(GROUPS):
            StakeholderGroup.objects.create(code=code, name=name, position=position)
        self._associates()
        self._organisations()
        self._others()
        self._circles()
        self._addresses()
        self._staff()

    def _staff(self) -> None:
        """Who keeps the house besides its administrator, by a decision of the meeting before."""
        since = self.today - timedelta(days=380)
        for name, duty in STAFF.items():
            give_duty(self.person(name), duty, on=since, decision="D-12", actor=None)

    def _addresses(self) -> None:
        """A street of our own invention, in a town of our own invention."""
        members = list(Member.objects.order_by("number"))
        for member in members:
            member.postal_address = f"{member.number} rue du Canal, Villerive"
        Member.objects.bulk_update(members, ["postal_address"])

    def _associates(self) -> None:
        for code, names in ASSOCIATES.items():
            college = College.objects.get(code=code)
            for k, name in enumerate(names.split(",")):
                on = self.today - timedelta(days=900 + 17 * k)
                admit(college=college, person=self.person(name), on=on)

    def _organisations(self) -> None:
        for k, (name, code, siren, representative) in enumerate(ORGANISATIONS):
            on = self.today - timedelta(days=700 + 11 * k)
            seat = admit(college=College.objects.get(code=code), name=name, siren=siren, on=on)
            name_representative(seat, self.person(representative), on=on)

    def _others(self) -> None:
        groups = {group.code: group for group in StakeholderGroup.objects.all()}
        since = self.today - timedelta(days=500)
        for name in EMPLOYEES.split(","):
            self.person(name, is_staff="Costa" in name, is_superuser="Costa" in name)
        for name in [*ASSOCIATES["S"].split(","), *EMPLOYEES.split(",")]:
            join_group(self.person(name), groups["employees"], on=since)
        for code, names in AROUND.items():
            for name in names.split(","):
                join_group(self.person(name), groups[code], on=since)

    def _circles(self) -> None:
        root: Circle | None = None
        for position, place in enumerate(CIRCLES):
            circle = found_circle(
                place.name,
                slug=place.slug,
                aim=place.aim,
                domain=place.domain,
                icon=place.icon,
                parent=root,
                position=position,
            )
            root = root or circle
            self.circles[place.slug] = circle
            since = self.today - timedelta(days=400)
            for name in place.people.split(","):
                join(circle, self.person(name), on=since)
            for role, (kind, holder) in place.roles.items():
                new_role = Role.objects.create(circle=circle, name=role, kind=kind)
                until = self.today + timedelta(days=90 + 37 * position)
                appoint(new_role, self.person(holder), on=since, until=until)
        Role.objects.create(circle=self.circles["lieux-ateliers"], name="Stock de bois", kind="other")
