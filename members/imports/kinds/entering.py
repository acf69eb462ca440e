"""A seat that is to come, as a line of the file says it."""

from dataclasses import dataclass

from members.imports.kinds.identities import Identity
from members.imports.verdicts import Row
from members.people.models import College, Person


@dataclass(slots=True)
class Entering:
    """A seat that is to come: what the line says, and the person known by its address, if there is one."""

    row: Row
    identity: Identity
    number: int
    college: College | None
    person: Person | None


def address(row: Row) -> str:
    """The postal address of a line, with the postcode and the town where they have columns of their own."""
    postcode, city = row.get("postcode", ""), row.get("city", "")
    if postcode.isdigit():
        postcode = postcode.zfill(5)  # a number has lost the zero of 01000
    town = f"{postcode} {city}".strip()
    return "\n".join(part for part in (row.get("postal_address", ""), town) if part)
