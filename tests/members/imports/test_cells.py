"""What cells say, read strictly: French and English, days, amounts, names; and what is refused rather than guessed."""

from datetime import date
from decimal import Decimal

import pytest

from members.imports import cells
from members.imports.cells import BadCell
from members.imports.kinds.identities import identity_of, same_words, split
from members.imports.kinds.members import KIND, LANGUAGE
from members.imports.kinds.shares import OPERATION
from members.imports.verdicts import Row


@pytest.mark.parametrize(
    "written",
    [
        "2024-12-31", "31/12/2024", "31-12-2024", "31.12.2024", "2024/12/31", "2024-12-31 00:00:00", "31/12/2024 00:00",
        "31 décembre 2024", "31 Dec. 2024", "31 December 2024", "45657",
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(written):
    assert cells.day(written) == date(2024, 12, 31)


def test_the_first_of_a_month_is_read():
    assert cells.day("1er février 2026") == date(2026, 2, 1)
    assert cells.day("1/2/2026") == date(2026, 2, 1)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("31/12/24", "short_year"), ("12/31/2024", "not_a_day"), ("30/02/2024", "not_a_day"), ("hier", "not_a_day"),
        ("2024", "not_a_day"), ("31 nivôse 2024", "not_a_day"), ("0001-01-01", "not_a_day"), ("99999", "not_a_day"),
        ("2024-12-31 14:30:00", "not_a_day"),
    ],
)  # fmt: skip
def test_a_day_that_can_mean_something_else_is_refused(written, code):
    with pytest.raises(BadCell) as refused:
        cells.day(written)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("50", "50"), ("50 €", "50"), ("50,00 €", "50"), ("1 150,50 €", "1150.50"), ("1\u202f150,50\u00a0€", "1150.50"),
        ("1150.5", "1150.50"), ("1.150,50", "1150.50"), ("1,150.50", "1150.50"), ("1'150.50", "1150.50"),
        ("50 euros", "50"), ("EUR 50", "50"), ("-150,00", "-150"), ("−150", "-150"), ("0", "0"),
    ],
)  # fmt: skip
def test_an_amount_is_read_however_it_is_written(written, amount):
    assert cells.amount(written) == Decimal(amount)


@pytest.mark.parametrize(
    "written", ["1,150", "1.150", "1,2,3", "cinquante", "50,001", "1e3", "=50", "٥٠", "50%"]
)
def test_an_amount_that_can_mean_two_things_is_refused(written):
    with pytest.raises(BadCell):
        cells.amount(written)


@pytest.mark.parametrize(
    ("written", "number"), [("12", 12), ("1 200", 1200), ("1\u202f200", 1200), ("12,0", 12), ("3.00", 3)]
)
def test_a_whole_number_is_read(written, number):
    assert cells.whole(written) == number


@pytest.mark.parametrize("written", ["1,200", "-1", "1.5", "douze", "1e2", "１２", "9999999999", ""])
def test_what_is_not_a_whole_number_is_refused(written):
    with pytest.raises(BadCell):
        cells.whole(written)


@pytest.mark.parametrize(
    ("read", "written", "value"),
    [
        (cells.siren, "732 829 320", "732829320"),
        (cells.siren, "FR 732829320"[3:], "732829320"),
        (cells.email, " INES@Example.EXAMPLE ".strip(), "ines@example.example"),
        (cells.email, "mailto:a@b.example", "a@b.example"),
        (cells.yes_or_no, "OUI", True),
        (cells.yes_or_no, "x", True),
        (cells.yes_or_no, "Non", False),
        (KIND, "Personne Morale", "legal"),
        (KIND, "PP", "natural"),
        (LANGUAGE, "Français", "fr"),
        (LANGUAGE, "EN", "en"),
        (OPERATION, "SOUSCRIPTION", "subscription"),
        (OPERATION, "Cession", "transfer"),
        (OPERATION, "withdrawal", "refund"),
        (cells.address, " 1 rue A \r\n\r\n 59000  Lille ", "1 rue A\n59000  Lille"),
    ],
)
def test_other_cells_are_read(read, written, value):
    assert read(written) == value


@pytest.mark.parametrize(
    ("read", "written", "code"),
    [
        (cells.siren, "732829321", "not_siren"), (cells.siren, "73282932000074", "siret"), (cells.siren, "12", "not_siren"),
        (cells.email, "ines@", "not_email"), (cells.email, "a b@c.example", "not_email"),
        (cells.yes_or_no, "peut-être", "not_a_word"), (KIND, "chat", "not_a_word"), (cells.text(3), "abcd", "too_long"),
        (cells.slug(8), "a b", "not_code"), (cells.slug(2), "abc", "not_code"),
    ],
)  # fmt: skip
def test_other_cells_are_refused_with_a_reason(read, written, code):
    with pytest.raises(BadCell) as refused:
        read(written)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("N° d’associé", "n° d'associé"),
        ("Date d'entrée", "DATE D’ENTREE"),
        ("E-mail", "e mail"),
        ("Œuvre", "oeuvre"),
    ],
)
def test_words_are_compared_without_case_accents_and_punctuation(one, other):
    assert cells.key(one) == cells.key(other)


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        ("Inès Delattre", ("Inès", "Delattre")),
        ("DELATTRE Inès", ("Inès", "DELATTRE")),
        ("Jean-Pierre DE LA TOUR", ("Jean-Pierre", "DE LA TOUR")),
        ("Inès De La Tour", ("Inès", "De La Tour")),
        ("Cher", ("Cher", "")),
    ],
)
def test_a_whole_name_is_parted(whole, parts):
    assert split(whole) == parts


@pytest.mark.parametrize(
    ("values", "kind", "name", "person"),
    [
        ({"given_name": "Inès", "family_name": "Delattre"}, "natural", "Inès Delattre", "Inès Delattre"),
        ({"name": "Inès Delattre"}, "natural", "Inès Delattre", "Inès Delattre"),
        ({"name": "Delattre", "given_name": "Inès"}, "natural", "Inès Delattre", "Inès Delattre"),
        ({"name": "Les Copeaux", "kind": "legal"}, "legal", "Les Copeaux", ""),
        ({"organisation": "Les Copeaux", "given_name": "Hugo", "family_name": "Lemaire"}, "legal", "Les Copeaux", "Hugo Lemaire"),
        ({"family_name": "Les Copeaux", "siren": "732829320"}, "legal", "Les Copeaux", ""),
        ({}, "natural", "", ""),
    ],
)  # fmt: skip
def test_a_line_is_about_a_person_or_an_organisation(values, kind, name, person):
    found = identity_of(Row(2, values, []))
    assert (found.kind, found.name, found.person) == (kind, name, person)


def test_names_are_the_same_in_any_order_and_letters():
    assert same_words("HADDAD Amel", "Amel Haddad")
    assert same_words("Crepin Bastien", "Bastien Crépin")
    assert not same_words("Amel Haddad", "Amel Hadda")
