"""Who a line is about: a person, or an organisation and whoever represents it."""

from dataclasses import dataclass

from members.imports.cells import key
from members.imports.verdicts import Row
from members.people.models import Member

NATURAL, LEGAL = Member.Kind.NATURAL, Member.Kind.LEGAL


@dataclass(frozen=True, slots=True)
class Identity:
    """A natural person by their names; an organisation by its title, with the names of whoever acts for it."""

    kind: str
    title: str = ""
    given_name: str = ""
    family_name: str = ""
    email: str = ""

    @property
    def name(self) -> str:
        """The name of the seat."""
        return self.title if self.kind == LEGAL else f"{self.given_name} {self.family_name}".strip()

    @property
    def person(self) -> str:
        """The name of the human being, if there is one."""
        return f"{self.given_name} {self.family_name}".strip()


def identity_of(row: Row) -> Identity:
    """Read the names of a line; a name left empty says that nobody was found."""
    given_name, family_name, email = (
        row.get("given_name", ""),
        row.get("family_name", ""),
        row.get("email", ""),
    )
    whole, organisation = row.get("name", ""), row.get("organisation", "")
    kind = row.get("kind") or (LEGAL if organisation or row.get("siren") else NATURAL)
    if kind == LEGAL:
        title = organisation or whole
        # A table with one column for all names puts the organisation where people have their own.
        if not title and not given_name:
            title, family_name = family_name, ""
        return Identity(LEGAL, title, given_name, family_name, email)
    if not given_name and not family_name:
        given_name, family_name = split(whole)
    elif whole and not family_name:
        family_name = " ".join(word for word in whole.split() if key(word) not in key(given_name).split())
    return Identity(NATURAL, "", given_name, family_name, email)


def split(whole: str) -> tuple[str, str]:
    """Part a whole name in two: what is in capitals is the family name, else all but the first word."""
    words = whole.split()
    loud = [word for word in words if word.isupper() and len(word) > 1]
    if loud and len(loud) < len(words):
        return " ".join(word for word in words if word not in loud), " ".join(loud)
    return " ".join(words[:1]), " ".join(words[1:])


def same_words(name: str, other_name: str) -> bool:
    """Whether two names are the same words, in any order and however they are written."""
    return sorted(key(name).split()) == sorted(key(other_name).split())
