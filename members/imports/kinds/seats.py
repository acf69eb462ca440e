"""How a line of the register of shares names a seat: by its number, or by the exact name."""

import re
from collections.abc import Iterable
from datetime import date

from members.imports.cells import key
from members.people.models import Member

_NUMBER = re.compile(r"(?i)(?:n[°o.]*\s*|siège\s*|seat\s*)?([0-9]{1,9})(?:\s*[·:–-].*)?")


class Unnamed(LookupError):
    """Nobody, or more than one, is named: the code of the sentence that says so."""


class Seats:
    """The seats that some lines name, asked in a few questions whatever their number."""

    def __init__(self) -> None:
        self._by_name: dict[str, int] | None = None
        self._numbers: dict[int, Member] = {}
        self._by_pk: dict[int, Member] = {}

    def look_up(self, texts: Iterable[str]) -> None:
        """Find the seats that these texts name; those of the time before are forgotten."""
        texts = set(texts)
        numbers = {int(match[1]) for text in texts if (match := _NUMBER.fullmatch(text))}
        names = [self._names().get(_mark(text), 0) for text in texts if not _NUMBER.fullmatch(text)]
        seats = Member.objects.select_related("person", "college").prefetch_related(
            "past_stays", "past_colleges__college"
        )
        self._numbers = {seat.number: seat for seat in seats.filter(number__in=numbers)}
        self._by_pk = {seat.pk: seat for seat in seats.filter(pk__in=names)} if any(names) else {}

    def find(self, text: str) -> Member:
        """The seat that a text names. Raises Unnamed."""
        written = _NUMBER.fullmatch(text)
        if written:
            seat = self._numbers.get(int(written[1]))
        else:
            pk = self._names().get(_mark(text))
            if pk == 0:
                raise Unnamed("several_bear")
            seat = self._by_pk.get(pk or 0)
        if seat is None:
            raise Unnamed("nobody_bears")
        return seat

    def _names(self) -> dict[str, int]:
        """Every name of the register and whose seat it is; 0 when several bear it. Read at the first need."""
        if self._by_name is None:
            self._by_name = {}
            names = Member.objects.values_list("pk", "name", "person__given_name", "person__family_name")
            for pk, title, given_name, family_name in names.iterator(chunk_size=5000):
                mark = _mark(title or f"{given_name} {family_name}")
                self._by_name[mark] = 0 if mark in self._by_name else pk
        return self._by_name


def _mark(name: str) -> str:
    """A name as its words, whatever their order: tables put the family name first, or last."""
    return " ".join(sorted(key(name).split()))


def college_on(member: Member, day: date) -> str:
    """The code of the college that a member belonged to on a day."""
    before = [past for past in member.past_colleges.all() if past.from_on <= day <= past.to_on]
    return before[0].college.code if before else member.college.code


def on_register(member: Member, day: object) -> bool:
    """Whether a member was on the register on a day; the last day still counts."""
    stays = [(member.admitted_on, member.left_on)]
    stays += [(stay.from_on, stay.to_on) for stay in member.past_stays.all()]
    return any(start <= day and (end is None or end >= day) for start, end in stays)  # type: ignore[operator]
