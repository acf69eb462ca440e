"""Members from a file: who enters, who is known already, and each mistake with its line, its column and a way out."""

from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress

from core.journal.models import Entry
from members.people.actions import preferences, representatives, seats
from members.people.models import College, Member, Person
from tests import make
from tests.members.imports.bring import checked, errors, imported, told

pytestmark = pytest.mark.django_db
HEADS = ["Prénom", "Nom", "Courriel", "Collège", "Date d’entrée"]
INES = ["Inès", "Delattre", "ines@example.example", "U", "02/02/2026"]
TOMORROW = (date.today() + timedelta(days=2)).strftime("%d/%m/%Y")


def line(heads=HEADS, row=INES, **cells):
    """One line, some of its cells otherwise, with columns of its own."""
    heads, row = list(heads), list(row)
    for head, cell in cells.items():
        head = {"no": "N°", "org": "Raison sociale", "kind": "Type", "left": "Sortie le", "why": "Motif"}.get(
            head, head
        )
        if head in heads:
            row[heads.index(head)] = cell
        else:
            heads.append(head)
            row.append(cell)
    return [heads, row]


# --- who enters -------------------------------------------------------------------------------


def test_a_new_member_is_announced_then_entered_with_all_that_an_admission_writes(desk):
    job = checked(
        "members", line(Décision="D-2026-004", Adresse="1 rue A", CP=1000, Ville="Bourg"), by=desk.erik
    )
    assert told(job) == [(2, "Seat 6: Inès Delattre enters college Users on 2 February 2026.")]
    assert Member.objects.count() == 5
    job = imported(
        "members", line(Décision="D-2026-004", Adresse="1 rue A", CP=1000, Ville="Bourg"), by=desk.erik
    )
    seat = Member.objects.get(number=6)
    person = seat.person
    assert (str(seat), seat.college.code, seat.admitted_on, seat.admitted_by) == (
        "Inès Delattre", "U", date(2026, 2, 2), "D-2026-004",
    )  # fmt: skip
    assert seat.postal_address == "1 rue A\n01000 Bourg"
    assert (person.email, person.language, person.has_usable_password()) == (
        "ines@example.example",
        "fr",
        False,
    )
    address = EmailAddress.objects.get(user=person)
    assert (address.email, address.primary, address.verified) == (person.email, True, False)
    entry = Entry.objects.get(kind="member.admitted", topics=[f"member.{seat.pk}"])
    assert (entry.actor, entry.facts) == (desk.erik, {"number": 6, "import": job.pk})


def test_an_import_writes_what_the_desk_would_have_written(desk):
    """A person and an organisation, once by the acts and once from a file: the same rows but for their numbers."""
    users, day = College.objects.get(code="U"), date(2026, 2, 2)
    ada = Person.objects.create_user("ada@example.example", given_name="Ada", family_name="X", language="en")
    seats.admit(person=ada, college=users, on=day, decision="D-1", actor=desk.erik)
    firm = seats.admit(name="Same", siren="999999014", college=users, on=day, decision="D-1", actor=desk.erik)
    representatives.name_representative(firm, ada, on=day)
    by_hand = written([6, 7])
    heads = [
        "Prénom",
        "Nom",
        "Courriel",
        "Raison sociale",
        "SIREN",
        "Langue",
        "Collège",
        "Entrée",
        "Décision",
    ]
    rows = [
        ["Ada", "X", "bda@example.example", "", "", "en", "U", "2/2/2026", "D-1"],
        ["Ada", "X", "bda@example.example", "Same", "999999022", "en", "U", "2/2/2026", "D-1"],
    ]
    imported("members", [heads, *rows], by=desk.erik)
    assert written([8, 9]) == by_hand


def written(numbers):
    """All that stands on some seats and around them, without keys, numbers, addresses and SIRENs."""
    own = {"id", "number", "person_id", "siren", "email", "password", "joined_at", "user_id", "member_id"}
    found = []
    for seat in Member.objects.filter(number__in=numbers).order_by("number"):
        people = Person.objects.filter(pk=seat.person_id or seat.representatives.get().person_id)
        rows = [
            *Member.objects.filter(pk=seat.pk).values(), *people.values(), *seat.representatives.values(),
            *EmailAddress.objects.filter(user__in=people).values(),
            *Entry.objects.filter(kind="member.admitted", topics=[f"member.{seat.pk}"]).values("kind", "actor_id"),
        ]  # fmt: skip
        found.append([{key: value for key, value in row.items() if key not in own} for row in rows])
    return found


def test_an_organisation_enters_with_whoever_represents_it(desk):
    rows = line(org="Les Copeaux", SIREN="732 829 320")
    assert told(checked("members", rows, by=desk.erik)) == [
        (2, "Seat 6: Les Copeaux enters college Users on 2 February 2026. Inès Delattre acts for it.")
    ]
    imported("members", rows, by=desk.erik)
    seat = Member.objects.get(number=6)
    assert (seat.kind, seat.name, seat.siren, seat.person) == ("legal", "Les Copeaux", "732829320", None)
    assert str(seat.representatives.get().person) == "Inès Delattre"
    assert (
        Member.objects.carried_by(Person.objects.get(email="ines@example.example"), make.today()).get()
        == seat
    )


def test_one_person_holds_a_seat_and_acts_for_an_organisation_under_one_address(desk):
    rows = [[*HEADS, "Organisation"], [*INES, "Les Copeaux"], [*INES, ""], [*INES, "La Ruche"]]
    imported("members", rows, by=desk.erik)
    ines = Person.objects.get(email="ines@example.example")
    carried = Member.objects.carried_by(ines, make.today()).order_by("number")
    assert [str(seat) for seat in carried] == ["Les Copeaux", "Inès Delattre", "La Ruche"]
    assert EmailAddress.objects.filter(email="ines@example.example").count() == 1


def test_whoever_signs_in_already_takes_the_seat_and_keeps_their_account(desk):
    job = imported("members", line(Prénom="Gus", Nom="Noir", Courriel="GUS@example.example"), by=desk.erik)
    assert told(job)[0][1].endswith("Somebody signs in with this address already: it is them.")
    assert Member.objects.get(number=6).person == desk.cast.gus


def test_a_second_address_of_somebody_is_theirs_too(desk):
    EmailAddress.objects.create(user=desk.cast.gus, email="gus@other.example", verified=True)
    imported("members", line(Prénom="Gus", Nom="Noir", Courriel="gus@other.example"), by=desk.erik)
    assert Member.objects.get(number=6).person == desk.cast.gus


def test_an_address_that_somebody_has_not_proven_gives_them_no_seat(desk):
    EmailAddress.objects.create(user=desk.cast.gus, email="ines@example.example")
    imported("members", line(Prénom="Gus", Nom="Noir"), by=desk.erik)
    assert Member.objects.get(number=6).person != desk.cast.gus


def test_members_without_an_address_enter_too(desk):
    rows = [
        HEADS,
        ["Odile", "Marchetti", "", "F", "01/01/2024"],
        ["Paul", "Marchetti", "", "F", "01/01/2024"],
    ]
    imported("members", rows, by=desk.erik)
    assert [m.person.email for m in Member.objects.filter(number__gt=5)] == [None, None]


def test_who_has_left_enters_with_their_dates(desk):
    rows = line(left="31/12/2026", why="Moved away")
    said = told(checked("members", line(left="03/03/2026", why="Moved away"), by=desk.erik))[0][1]
    assert said.endswith("Their last day is 3 March 2026.")
    assert checked("members", line(left=TOMORROW), by=desk.erik).counts["cautions"] == 1
    imported("members", rows, by=desk.erik)
    seat = Member.objects.get(number=6)
    assert (seat.left_on, seat.left_because) == (date(2026, 12, 31), "Moved away")


@pytest.mark.parametrize(
    ("heads", "row", "who"),
    [
        (["Nom complet", "Collège", "Entrée"], ["DELATTRE Inès", "U", "1/1/2024"], ("Inès", "DELATTRE", "")),
        (["Nom", "Collège", "Entrée"], ["Inès Delattre", "U", "1/1/2024"], ("Inès", "Delattre", "")),
        (["Nom", "Type", "Collège", "Entrée"], ["Les Copeaux", "personne morale", "P", "1/1/2024"], ("", "", "Les Copeaux")),
    ],
)  # fmt: skip
def test_one_column_for_all_names_is_enough(heads, row, who, desk):
    imported("members", [heads, row], by=desk.erik)
    seat = Member.objects.get(number=6)
    person = seat.person or Person()
    assert (person.given_name, person.family_name, seat.name) == who


# --- numbers ----------------------------------------------------------------------------------


def test_numbers_given_in_any_order_are_kept(desk):
    rows = [["N°", *HEADS], [8, "A", "A", "", "U", "1/1/2024"], [6, "B", "B", "", "U", "1/1/2024"], [7, "C", "C", "", "U", "1/1/2024"]]  # fmt: skip
    imported("members", rows, by=desk.erik)
    assert {m.number: m.person.given_name for m in Member.objects.filter(number__gt=5)} == {
        8: "A",
        6: "B",
        7: "C",
    }


@pytest.mark.parametrize(
    ("numbers", "wrong"),
    [
        ([6, 9], {3: "nobody has number 7–8. Add whoever left, with their dates, or ignore this column"}),
        ([7, 8], {2: "nobody has number 6. "}),
        ([6, 6], {3: "Line 2 says this already"}),
        ([6, ""], {3: "Give a number on every new line, or on none."}),
        (["", 6], {3: "Give a number on every new line, or on none."}),
        ([0, 6], {2: "Seats are numbered from 1."}),
        ([5, 6], {2: "Seat 5 is Firm: correct the number, or the name."}),
    ],
)
def test_numbers_that_would_leave_a_gap_or_clash_are_errors(numbers, wrong, desk):
    rows = [["N°", *HEADS], *([n, f"P{k}", "X", "", "U", "1/1/2024"] for k, n in enumerate(numbers))]
    found = errors(checked("members", rows, by=desk.erik))
    assert {number for number, _sentence in found} == set(wrong)
    for number, sentence in found:
        assert wrong[number] in sentence
        assert sentence.startswith("A ")


# --- who is known already ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "cells",
    [
        {"no": 2, "Courriel": ""},
        {"Courriel": "bob@example.example"},
        {"Courriel": "bob@example.example", "no": 2},
        {"Courriel": "BOB@example.example", "Nom": "DURAND", "Prénom": "bob"},
        {"Courriel": ""},
        {"no": 2, "Collège": "", "Date d’entrée": "", "Courriel": ""},
    ],
)
def test_whoever_is_on_the_register_is_left_as_they_are(cells, desk):
    bob = {"Prénom": "Bob", "Nom": "Durand", "Collège": "U", "Date d’entrée": "2020-01-01", **cells}
    job = checked("members", line(**bob), by=desk.erik)
    assert told(job) == [(2, "Seat 2: Bob Durand is on the register already, unchanged.")]
    assert not job.may_begin


def test_an_organisation_is_known_by_its_siren(desk):
    firm = seats.admit(
        college=College.objects.get(code="P"), name="Copeaux", siren="732829320", on=make.LONG_AGO
    )
    representatives.name_representative(
        firm, make.person("Inès Delattre", email="ines@example.example"), on=make.LONG_AGO
    )
    rows = line(org="Copeaux", SIREN="732829320", Collège="P", **{"Date d’entrée": "1/1/2020"})
    assert told(checked("members", rows, by=desk.erik))[0][1] == (
        "Seat 6: Copeaux is on the register already, unchanged."
    )


def test_who_acts_for_a_known_organisation_is_changed_on_its_page(desk):
    rows = [["Prénom", "Nom", "Courriel", "Organisation", "Collège", "Entrée", "N°"]]
    firm = ["Firm", "P", "1/1/2020", 5]
    same = checked("members", [*rows, ["Fay", "Blanc", "fay@example.example", *firm]], by=desk.erik)
    assert same.counts["same"] == 1
    found = errors(checked("members", [*rows, ["Bob", "Durand", "bob@example.example", *firm]], by=desk.erik))
    assert [sentence[:40] for _line, sentence in found] == [
        "A The register says: Fay Blanc. A file d", "C The register says: fay@example.example",
    ]  # fmt: skip


def test_of_a_known_member_the_address_alone_changes(desk):
    rows = [["N°", "Nom", "Collège", "Entrée", "Adresse"], [2, "Bob Durand", "", "", "2 rue B\n59000 Lille"]]
    assert told(checked("members", rows, by=desk.erik)) == [
        (
            2,
            "Seat 2: Bob Durand is on the register; the postal address changes from — to 2 rue B, 59000 Lille.",
        )
    ]
    job = imported("members", rows, by=desk.erik)
    assert Member.objects.get(number=2).postal_address == "2 rue B\n59000 Lille"
    entry = Entry.objects.get(kind="member.preferences")
    assert entry.facts == {"import": job.pk, "fields": ["postal_address"]}


def test_what_members_choose_themselves_is_never_changed_by_a_file(desk):
    preferences.set_preferences(desk.seats["bob"], postal_address="", in_directory=False, e_notices=False)
    rows = line(Prénom="Bob", Nom="Durand", Courriel="bob@example.example", Annuaire="oui", Langue="français",
                **{"Date d’entrée": "1/1/2020", "Accord convocation e-mail": "1/1/2024"})  # fmt: skip
    job = checked("members", rows, by=desk.erik)
    assert job.counts["same"] == 1


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"Collège": "S"}, "D The register says: Users. A file does not change this: do it on the page of seat 2"),
        ({"Date d’entrée": "2/1/2020"}, "E The register says: 1 January 2020."),
        ({"left": "3/3/2026"}, "F The register says: nothing."),
        ({"no": 2, "org": "Bob Durand", "kind": "personne morale"}, "H The register says: natural person."),
        ({"no": 2, "Courriel": "bobby@example.example"}, "C The register says: bob@example.example."),
        ({"no": 2, "Nom": "Dupond"}, "F Seat 2 is Bob Durand: correct the number, or the name."),
        ({"no": 3, "Nom": "Roy", "Prénom": "Dana"}, "C This belongs to Bob Durand, seat 2: correct it, or give that number."),
        ({"Nom": "Dupond"}, "C This is the address of Bob Durand. One address signs one person in"),
    ],
)  # fmt: skip
def test_a_line_that_says_otherwise_names_the_place_where_it_is_changed(cells, sentence, desk):
    bob = {"Prénom": "Bob", "Nom": "Durand", "Courriel": "bob@example.example", "Date d’entrée": "2020-01-01"}
    found = errors(checked("members", line(**{**bob, **cells}), by=desk.erik))
    assert found[0][1].startswith(sentence)


def test_who_comes_back_is_admitted_at_the_desk(desk):
    seats.leave(desk.seats["bob"], on=date(2025, 1, 1))
    bob = {"Prénom": "Bob", "Nom": "Durand", "Courriel": "bob@example.example"}
    (only,) = errors(checked("members", line(**bob), by=desk.erik))
    assert "Seat 2 left on 1 January 2025. Whoever comes back is admitted at the desk" in only[1]


# --- mistakes ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"Prénom": "", "Nom": ""}, "Nobody is named: give a name."),
        ({"Collège": "Usagers"}, "D No college is called “Usagers”: write one of F, S, U, P, C, or import the colleges first."),
        ({"Collège": ""}, "D This cell is empty, and must say something."),
        ({"Date d’entrée": ""}, "E This cell is empty, and must say something."),
        ({"Date d’entrée": "31/02/2026"}, "E “31/02/2026” is not a day: write 31/12/2024 or 2024-12-31."),
        ({"Date d’entrée": "02/02/26"}, "E “02/02/26”: write the year with four digits."),
        ({"Date d’entrée": TOMORROW}, "E This day has not come. Check the year."),
        ({"left": "01/01/2026"}, "F A member leaves on or after the day of admission, 2 February 2026: check both days."),
        ({"why": "Moved"}, "F The day that goes with this is missing: give it, or empty this cell."),
        ({"Courriel": "ines@"}, "C “ines@” is not an e-mail address: correct it, or empty this cell."),
        ({"Courriel": "=A1&B1"}, "C This cell holds a formula; paste values instead."),
        ({"SIREN": "732829320", "kind": "physique"}, "Only an organisation bears a SIREN"),
        ({"SIREN": "732829321", "org": "X"}, "“732829321” is not a SIREN: nine digits whose key holds."),
        ({"SIREN": "73282932000074", "org": "X"}, "This is a SIRET; a SIREN is its first nine digits: 732829320."),
        ({"kind": "chat"}, "F “chat” is not known here: write one of natural person, legal person."),
        ({"Prénom": "x" * 81}, "81 characters; the most is 80. Shorten it."),
        ({"suspendu le": "01/01/2026"}, "F On this day the member was not on the register: check the days."),
        ({"suspendu le": "03/03/2026", "suspendu jusqu’au": "02/03/2026"}, "G It ends before it starts, on 3 March 2026"),
        ({"Accord convocation e-mail": "oui"}, "F “oui” is not a day"),
    ],
)  # fmt: skip
def test_each_mistake_has_its_column_and_a_way_out(cells, sentence, desk):
    found = errors(checked("members", line(**cells), by=desk.erik))
    assert [number for number, _sentence in found] == [2]
    assert sentence in found[0][1]


def test_one_mistake_is_said_once(desk):
    rows = line(no="six", left="demain", why="Moved", **{"suspendu le": "?", "suspendu jusqu’au": "3/3/2026"})
    assert len(errors(checked("members", rows, by=desk.erik))) == 3


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        ({}, {"Prénom": "Paul"}, "C Line 2 has this address for somebody else."),
        ({}, {}, "C Line 2 has this address for somebody else."),
        ({"org": "A", "SIREN": "732829320"}, {"org": "B", "SIREN": "732829320"}, "G Line 2 says this already: keep it once."),
        ({"org": "A"}, {"org": "", "Prénom": "Paul"}, "C Line 2 has this address for somebody else."),
    ],
)  # fmt: skip
def test_what_may_be_met_once_in_a_file_is_an_error_the_second_time(first, second, sentence, desk):
    (heads, row), (_same, other) = line(**first), line(**{**{k: "" for k in first}, **second})
    found = errors(checked("members", [heads, row, other], by=desk.erik))
    assert [number for number, _sentence in found] == [3]
    assert found[0][1].startswith(sentence)


def test_a_name_met_twice_is_worth_a_second_look_and_forbids_nothing(desk):
    rows = [HEADS, ["Bob", "Durand", "", "U", "1/1/2024"], ["Paul", "Noir", "", "U", "1/1/2024"], ["Paul", "Noir", "", "U", "1/1/2024"]]  # fmt: skip
    job = checked("members", rows, by=desk.erik)
    assert [sentence for _line, sentence in told(job, "cautions") if "Seat" not in sentence[:5]] == [
        "Line 3 names somebody of this name, admitted on the same day. If it is the same person, keep one line.",
    ]
    assert (2, "Seat 2 bears this name too. If it is the same person, give that number.") in told(
        job, "cautions"
    )
    assert job.may_begin
