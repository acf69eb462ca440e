"""Headings are recognised as cooperatives write them; what a heading does not say, somebody chooses."""

import pytest
from django.utils import translation

from members.imports.columns import letter, match
from members.imports.weighing import KINDS
from members.people import exports as member_papers
from members.shares import exports as share_papers


def matched(kind, *heads):
    found = KINDS[kind].settle(match(heads, KINDS[kind].fields))
    names = {position: name for name, position in found.items()}
    return [names.get(position) for position in range(len(heads))]


@pytest.mark.parametrize(
    ("kind", "heads", "fields"),
    [
        ("members", ["N° d’associé", "NOM", "Prénom", "Date d'entrée", "Collège", "Parts"], ["number", "family_name", "given_name", "admitted_on", "college", None]),
        ("members", ["Nom", "Courriel", "Catégorie", "Date d’adhésion"], ["name", "email", "college", "admitted_on"]),
        ("members", ["Nom", "Nom de famille", "Prénom"], ["name", "family_name", "given_name"]),
        ("members", ["M./Mme", "Raison sociale", "N° SIREN", "Adresse", "CP", "Ville"], [None, "organisation", "siren", "postal_address", "postcode", "city"]),
        ("members", ["First name", "Last name", "E-mail address", "College", "Date of admission"], ["given_name", "family_name", "email", "college", "admitted_on"]),
        ("members", ["Date d’entrée (jj/mm/aaaa)", "Adresse mail", "Adresse postale", "Date de naissance"], ["admitted_on", "email", "postal_address", None]),
        ("members", ["Sortie le", "Motif", "Annuaire"], ["left_on", "left_because", "in_directory"]),
        ("shares", ["Date", "Opération", "Associé", "Nombre de parts", "Valeur nominale", "Montant"], ["on", "operation", "member", "shares", "nominal", "paid"]),
        ("shares", ["Date", "Mouvement", "Cédant", "Cessionnaire", "Nb parts", "PV"], ["on", "operation", "from", "to", "shares", "decision"]),
        ("shares", ["Day", "Operation", "From", "To", "Shares", "Class"], ["on", "operation", "from", "to", "shares", "share_class"]),
        ("colleges", ["Code", "Nom", "Ordre"], ["code", "name", "position"]),
        ("colleges", ["Sigle", "Libellé"], ["code", "name"]),
    ],
)  # fmt: skip
def test_headings_are_recognised(kind, heads, fields):
    assert matched(kind, *heads) == fields


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_exported_is_recognised_whole(language):
    with translation.override(language):
        members, shares = member_papers.head(), share_papers.head()
    ignored = {
        "members": 1,
        "shares": 1,
    }  # how a seat stands, and when a line was entered, come by themselves
    for kind, heads in (("members", members), ("shares", shares)):
        found = matched(kind, *heads)
        assert found.count(None) == ignored[kind], list(zip(heads, found, strict=True))


@pytest.mark.parametrize("kind", ["members", "shares", "colleges"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_table_to_fill_in_is_recognised_whole(kind, language):
    with translation.override(language):
        heads = [str(field.label) for field in KINDS[kind].fields]
    assert matched(kind, *heads) == [field.name for field in KINDS[kind].fields]


def test_columns_have_the_letters_of_a_spreadsheet():
    assert [letter(k) for k in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
