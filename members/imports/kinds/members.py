"""Members: a seat each, for a person or an organisation; those on the register already are left as they are."""

from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from members.imports import cells
from members.imports.actions import seats
from members.imports.columns import Field
from members.imports.kinds import Kind, entering
from members.imports.kinds.first_lines import FirstLines
from members.imports.kinds.identities import LEGAL, NATURAL, Identity, identity_of, same_words
from members.imports.kinds.register import Colleges, Known, differences
from members.imports.verdicts import Problem, Row, Task, Verdict
from members.people.models import College, Member, Person

KIND = cells.word(
    (NATURAL, ("natural person", "personne physique", "physique", "natural", "PP", "particulier", "individu", "individual")),
    (LEGAL, ("legal person", "personne morale", "morale", "legal", "PM", "organisation", "société", "association", "structure")),
)  # fmt: skip
LANGUAGE = cells.word(("fr", ("français", "fr", "french")), ("en", ("anglais", "en", "english")))


def _agreement(cell: str) -> Any:
    """Read the day of an agreement; "no" is none."""
    return None if cells.key(cell) in {"non", "no", "n"} else cells.day(cell)


class Members(Kind):
    """Seats of the register of members."""

    numbered = (Member,)
    fields = (
        Field("number", _("Seat"), cells.whole, ("n°", "no", "numéro", "n° d’associé", "n° associé", "n° de sociétaire", "n° sociétaire", "n° adhérent", "matricule", "number", "member number", "member no")),
        Field("kind", _("Kind"), KIND, ("type", "type de membre", "personne", "qualité")),
        Field("given_name", _("Given name"), cells.text(80), ("prénom", "prénoms", "first name", "forename")),
        Field("family_name", _("Family name"), cells.text(80), ("nom", "nom de famille", "nom d’usage", "last name", "surname")),
        Field("organisation", _("Organisation"), cells.text(120), ("raison sociale", "dénomination", "dénomination sociale", "société", "structure", "nom de la structure", "company", "organization")),
        Field("name", _("Name"), cells.text(160), ("nom complet", "nom et prénom", "nom prénom", "prénom nom", "prénom et nom", "associé", "associée", "sociétaire", "membre", "full name", "member")),
        Field("siren", _("SIREN"), cells.siren, ("n° siren", "numéro siren")),
        Field("email", _("E-mail"), cells.email, ("mail", "email", "courriel", "adresse mail", "adresse email", "adresse e-mail", "adresse électronique", "adresse courriel", "e-mail address", "email address")),
        Field("postal_address", _("Postal address"), cells.address, ("adresse", "adresse postale", "rue", "address", "domicile")),
        Field("postcode", _("Postcode"), cells.text(12), ("code postal", "CP", "zip", "zip code", "postal code")),
        Field("city", _("City"), cells.text(80), ("ville", "commune", "localité", "town")),
        Field("college", _("College"), cells.text(80), ("collège", "collège de vote", "catégorie", "category")),
        Field("admitted_on", _("Admitted on"), cells.day, ("date d’entrée", "date d’admission", "date d’adhésion", "entrée", "entré le", "entrée le", "admis le", "admission", "date of admission", "admission date", "joined", "joined on", "member since")),
        Field("admitted_by", _("Decision"), cells.text(40), ("décision d’admission", "admis par", "admitted by")),
        Field("left_on", _("Left on"), cells.day, ("date de sortie", "date de départ", "date de retrait", "sortie", "sorti le", "sortie le", "départ", "left", "leaving date")),
        Field("left_because", _("Reason for leaving"), cells.text(300), ("motif", "motif de sortie", "motif de départ", "motif du départ", "raison du départ", "reason")),
        Field("left_by", _("Departure decided by"), cells.text(40), ("décision de sortie", "décision de départ", "décision de radiation", "décision d’exclusion")),
        Field("suspended_from", _("Rights suspended from"), cells.day, ("suspendu le", "suspension")),
        Field("suspended_to", _("Rights suspended until"), cells.day, ("suspendu jusqu’au", "fin de suspension")),
        Field("suspended_because", _("Reason for the suspension"), cells.text(300), ("motif de la suspension",)),
        Field("e_notice_on", _("Agreed to notices by e-mail on"), _agreement, ("accord convocation e-mail", "accord convocation par e-mail", "convocation par e-mail", "convocation par courriel", "accord courriel")),
        Field("in_directory", _("Shown in the directory"), cells.yes_or_no, ("annuaire", "dans l’annuaire", "directory", "in directory")),
        Field("language", _("Language"), LANGUAGE, ("langue",)),
    )  # fmt: skip
    one_of = (("name", "family_name", "organisation"), ("college",), ("admitted_on",))

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        self.colleges = Colleges()
        self.first = (Member.objects.aggregate(top=Max("number"))["top"] or 0) + 1
        self.next = self.first
        # Whoever is known by a higher key came with this very file.
        self.top_person = Person.objects.aggregate(top=Max("pk"))["top"] or 0
        self.has_numbers: bool | None = None
        # Where in the file each was met first, for what may be met once.
        self.numbers_met: dict[int, int] = {}
        self.first_lines = FirstLines()

    @classmethod
    def settle(cls, columns: dict[str, int]) -> dict[str, int]:
        """Read "Nom" as the family name beside a given name, and as the whole name when it is alone."""
        if "family_name" in columns and not {"given_name", "name"} & set(columns):
            columns["name"] = columns.pop("family_name")
        return columns

    def weigh(self, rows: list[Row]) -> list[Verdict]:
        lines = [(row, identity_of(row)) for row in rows]
        known = Known(lines, self.first, self.task.today)
        return [self._weigh_line(row, identity, known) for row, identity in lines]

    def write(self, verdicts: list[Verdict]) -> None:
        seats.enter_seats(verdicts, self.task)

    def finish(self) -> list[tuple[int, Problem]]:
        """Numbers follow each other: a number that leaves a gap behind it is wrong."""
        gaps, top = [], self.first - 1
        for number in sorted(number for number in self.numbers_met if number > top):
            if number > top + 1:
                facts = {"number": number, "first": top + 1, "last": number - 1}
                gaps.append((self.numbers_met[number], Problem("number_gap", "number", facts)))
            top = max(top, number)
        return gaps

    # --- one line -----------------------------------------------------------------------------

    def _weigh_line(self, row: Row, identity: Identity, known: Known) -> Verdict:
        verdict = Verdict(row.line, problems=row.problems)
        college = self._college(row, verdict)
        self._named(identity, row, verdict)
        self._met_once(row, identity, verdict)
        seat = self._seat(row, identity, known, verdict)
        if seat is not None:
            self._compare(row, identity, seat, college, known, verdict)
        else:
            self._enter(row, identity, college, known, verdict)
        return verdict

    def _college(self, row: Row, verdict: Verdict) -> College | None:
        text = row.get("college")
        college = self.colleges.get(text) if text else None
        if text and college is None:
            verdict.wrong("unknown_college", "college", found=text, colleges=self.colleges.codes())
        return college

    def _named(self, identity: Identity, row: Row, verdict: Verdict) -> None:
        if not identity.name and not verdict.blames("name", "given_name", "family_name", "organisation"):
            verdict.wrong("nobody", "organisation" if identity.kind == LEGAL else "name")
        if identity.kind == NATURAL and row.get("siren"):
            verdict.wrong("siren_of_a_person", "siren")
        for part, longest, name in (
            (identity.title, 120, "name"),
            (identity.given_name, 80, "name"),
            (identity.family_name, 80, "name"),
        ):
            if len(part) > longest:
                verdict.wrong("too_long", name, longest=longest, length=len(part))

    def _met_once(self, row: Row, identity: Identity, verdict: Verdict) -> None:
        """A number, a SIREN and the address of a member are met once in a file; a name twice is doubtful."""
        number, siren, line = row.get("number"), row.get("siren"), row.line
        if number is not None and (before := self.numbers_met.setdefault(number, line)) != line:
            verdict.wrong("twice", "number", line=before)
        if siren and (before := self.first_lines.before("siren", siren, line)):
            verdict.wrong("twice", "siren", line=before)
        if identity.email:
            if before := self.first_lines.address(
                identity.email, identity.person, line, seat=identity.kind == NATURAL
            ):
                verdict.wrong("email_twice", "email", line=before)
        elif identity.kind == NATURAL and identity.name and number is None:
            mark = f"{cells.key(identity.name)} {row.get('admitted_on')}"
            if before := self.first_lines.before("name", mark, line):
                verdict.doubt("same_name_above", "name", line=before)

    def _seat(self, row: Row, identity: Identity, known: Known, verdict: Verdict) -> Member | None:
        """The seat on the register that a line is about, if it is about one."""
        person, number = known.people.get(identity.email), row.get("number")
        by_number = known.numbers.get(number) if number else None
        held = known.of(person) if identity.kind == NATURAL else known.sirens.get(row.get("siren"))
        mark = "email" if identity.kind == NATURAL else "siren"
        if by_number is not None and not same_words(identity.name, str(by_number)):
            verdict.wrong("number_of_other", "number", name=str(by_number), number=number)
        elif held is not None and held.number != (number or held.number):
            verdict.wrong("belongs_to", mark, name=str(held), number=held.number)
        elif person is not None and not verdict.blames("email") and not _may_be(identity, person):
            verdict.wrong("email_of_other", "email", name=str(person))
        return by_number or held or self._by_name(row, identity, known, verdict)

    def _by_name(self, row: Row, identity: Identity, known: Known, verdict: Verdict) -> Member | None:
        """Without number, address or SIREN: the same name admitted on the same day is the same member."""
        if row.get("number") or identity.email or row.get("siren"):
            return None
        homonyms = known.homonyms.get(cells.key(identity.name), [])
        same_day = [seat for seat in homonyms if seat.admitted_on == row.get("admitted_on")]
        if homonyms and not same_day:
            verdict.doubt("same_name", "name", number=homonyms[0].number)
        return same_day[0] if same_day else None

    # --- a member on the register -------------------------------------------------------------

    def _compare(
        self,
        row: Row,
        identity: Identity,
        seat: Member,
        college: College | None,
        known: Known,
        verdict: Verdict,
    ) -> None:
        verdict.facts = {"number": seat.number, "who": str(seat)}
        if seat.left_on and row.get("admitted_on") and row.get("admitted_on") > seat.left_on:
            return verdict.wrong("came_back", "admitted_on", number=seat.number, on=seat.left_on.isoformat())
        # Under a wrong number or address it is perhaps about somebody else: the rest would only confuse.
        differing = differences(row, identity, seat, college, known.acting.get(seat.pk))
        for name, held in [] if verdict.blames("number", "email") else differing:
            if not verdict.blames(name):
                verdict.wrong("differs", name, held=held, number=seat.number)
        address = entering.address(row)
        verdict.effect = "member_address" if address and address != seat.postal_address else "member_same"
        if verdict.effect == "member_address":
            verdict.facts |= {"was": seat.postal_address, "becomes": address}
            verdict.plan = seat
        return None

    # --- a new one ----------------------------------------------------------------------------

    def _enter(
        self, row: Row, identity: Identity, college: College | None, known: Known, verdict: Verdict
    ) -> None:
        number = self._number(row, verdict)
        for name in ("college", "admitted_on"):
            if row.get(name) is None and not verdict.blames(name):
                verdict.wrong("missing", name)
        self._dates(row, verdict)
        person = known.people.get(identity.email)
        verdict.effect = "member_enters"
        verdict.facts = {
            "number": number, "who": identity.name, "college": str(college or ""), "on": _iso(row.get("admitted_on")),
            "left": _iso(row.get("left_on")), "acting": (identity.person or identity.email) if identity.kind == LEGAL else "",
            "login": person is not None and person.pk <= self.top_person,
        }  # fmt: skip
        verdict.plan = entering.Entering(row, identity, number, college, person)

    def _number(self, row: Row, verdict: Verdict) -> int:
        number = row.get("number")
        if self.has_numbers is None and not verdict.blames("number"):
            self.has_numbers = number is not None
        if self.has_numbers != (number is not None) and not verdict.blames("number"):
            verdict.wrong("number_mixed", "number")
        if number is None:
            number, self.next = self.next, self.next + 1
        elif not number:
            verdict.wrong("number_zero", "number")
        return int(number)

    def _dates(self, row: Row, verdict: Verdict) -> None:
        admitted, left, today = row.get("admitted_on"), row.get("left_on"), self.task.today
        for name in ("admitted_on", "e_notice_on"):
            if row.get(name) and row.get(name) > today:
                verdict.wrong("not_come", name)
        if admitted and left and left < admitted:
            verdict.wrong("left_before", "left_on", on=admitted.isoformat())
        if left and left > today:
            verdict.doubt("leaves_later", "left_on", on=left.isoformat())
        for name in ("left_because", "left_by"):
            if row.get(name) and not left and not verdict.blames("left_on"):
                verdict.wrong("without_day", name)
        self._suspension(row, verdict)

    def _suspension(self, row: Row, verdict: Verdict) -> None:
        start, end = row.get("suspended_from"), row.get("suspended_to")
        stay = (row.get("admitted_on"), row.get("left_on"))
        if start is None:
            for name in ("suspended_to", "suspended_because"):
                if row.get(name) and not verdict.blames("suspended_from"):
                    verdict.wrong("without_day", name)
        elif end and end < start:
            verdict.wrong("ends_before", "suspended_to", on=start.isoformat())
        elif (stay[0] and start < stay[0]) or (stay[1] and start > stay[1]):
            verdict.wrong("outside", "suspended_from")


def _may_be(identity: Identity, person: Person) -> bool:
    """Whether a line names the person known by its address; a person without a name may be anybody."""
    nameless = not (person.given_name or person.family_name)
    return nameless or not identity.person or same_words(identity.person, str(person))


def _iso(day: Any) -> str:
    return day.isoformat() if day else ""
