"""@mentions: whom a name in a message stands for, and who is left alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.proposals.mentions import mentioned
from tests import make
from tests.forms import form_to

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def proposal(cast):
    return make.proposal(cast.alice)


def names(people):
    return [person.get_full_name() for person in people]


@pytest.mark.parametrize(
    ("words", "called"),
    [
        ("@Bob what do you think?", ["Bob Durand"]),
        ("@chloé and @BOB DURAND", ["Chloe Petit", "Bob Durand"]),
        ("@Chloe\u0301 decomposed", ["Chloe Petit"]),
        ("(@Bob) “@Bob”, @Bob.", ["Bob Durand"]),
        ("@Bob\u00a0Durand, hello", ["Bob Durand"]),
        ("**@Bob** and *@Chloe*", ["Bob Durand", "Chloe Petit"]),
        ("write to bob@example.example", []),
        ("contact@bob.example", []),
        ("see https://social.example/@Bob", []),
        ("`@Bob` in code", []),
        ("```\n@Bob\n```", []),
        ("    @Bob in a block of code", []),
        ("[@Bob](https://example.example/)", []),
        ("<https://social.example/@Bob>", []),
        ("@ Bob", []),
        ("@Nobody at all", []),
        ("@Bob Verbeke is another Bob", []),
        ("@Bob's idea, and @Chloe Petit’s", ["Bob Durand", "Chloe Petit"]),
        ("\\@Bob is written so", []),
        ("&#64;Bob is written so", []),
        ("@Chloe \\* asks", ["Chloe Petit"]),
        ("<!-- @Bob --> is a comment", []),
        ("<!-- a comment of\ntwo lines, @Bob --> @Chloe", ["Chloe Petit"]),
        ("no mention", []),
        ("@", []),
        ("", []),
    ],
)
def test_a_mention_reaches_the_one_person_it_names(cast, proposal, words, called):
    assert names(mentioned(words, proposal).heard) == called


@pytest.fixture
def annes(cast):
    return [
        make.person("Anne Le Goff", email="a1@example.example"),
        make.person("Anne Müller-Lüdenscheidt", email="a2@example.example"),
    ]


def test_a_given_name_that_two_people_bear_reaches_neither(annes, proposal):
    found = mentioned("@Anne hello", proposal)
    assert (found.heard, found.unseen, found.unclear) == ([], [], ["Anne"])


@pytest.mark.parametrize(
    ("words", "called"),
    [
        ("@Anne Le Goff, are you there?", "Anne Le Goff"),
        ("@anne le goff is right", "Anne Le Goff"),
        ("@Anne Muller Ludenscheidt", "Anne Müller-Lüdenscheidt"),
        ("@ANNE MÜLLER‑LÜDENSCHEIDT!", "Anne Müller-Lüdenscheidt"),
    ],
)
def test_a_whole_name_finds_one_among_two_who_share_the_given_one(annes, proposal, words, called):
    assert names(mentioned(words, proposal).heard) == [called]


def test_of_two_who_share_a_name_the_one_who_may_read_is_meant(annes, cast):
    make.circle("Garden", cast.alice, annes[0])
    from governance.circles.models import Circle

    kept = make.proposal(cast.alice, where=Circle.objects.get(name="Garden"), visibility="circle")
    assert names(mentioned("@Anne hello", kept).heard) == ["Anne Le Goff"]


@pytest.mark.parametrize(
    ("given", "family", "words"),
    [
        ("Jean-Luc", "d’Ornano", "@Jean Luc D'ORNANO"),
        ("Zorba", "", "@zorba dances"),
        ("Œdipe", "Cœur", "@oedipe coeur"),
        ("王伟", "", "@王伟"),
        ("Stéphane", "Éluard", "@Ste\u0301phane E\u0301luard"),
    ],
)
def test_names_of_every_kind_are_found_however_they_are_typed(cast, proposal, given, family, words):
    from members.people.models import Person

    person = Person.objects.create_user("x@example.example", given_name=given, family_name=family)
    assert mentioned(words, proposal).heard == [person]


def test_somebody_who_was_forgotten_or_may_not_sign_in_is_called_by_nobody(cast, proposal):
    cast.bob.is_active = False
    cast.bob.save()
    assert mentioned("@Bob Durand", proposal).heard == []


def test_a_message_that_calls_a_hundred_names_calls_twenty(cast, proposal):
    for k in range(30):
        make.person(f"Guest{k} Crowd", email=f"g{k}@example.example")
    found = mentioned(" ".join(f"@Guest{k}" for k in range(30)), proposal)
    assert len(found.heard) == 20


def test_a_mention_asks_for_those_it_names_and_never_for_everybody(cast, proposal):
    """With a hundred more people in the house, not one question and not one row more."""

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert names(mentioned("@Bob and @Chloe Petit", proposal).heard) == ["Bob Durand", "Chloe Petit"]
        return len(queries)

    before = asked()
    for k in range(100):
        make.person(f"Somebody{k} Else", email=f"s{k}@example.example")
    assert asked() == before


def test_the_key_of_a_name_follows_the_name(cast):
    cast.bob.family_name = "Ça-Va"
    cast.bob.save(update_fields=["family_name"])
    cast.bob.refresh_from_db()
    assert cast.bob.name_key == "bob ca va"


def test_who_names_somebody_who_is_not_told_is_warned_and_not_congratulated(cast, sign_in):
    made = make.proposal(cast.alice, where=cast.workshop, visibility="circle")
    client = sign_in(cast.alice)
    page = client.get(f"/proposals/{made.number}/").content.decode()
    sent = form_to(page, f"/proposals/{made.number}/comment/").fields | {"body": "@Chloe, look"}
    answer = client.post(f"/proposals/{made.number}/comment/", sent, follow=True).content.decode()
    toast = answer[answer.index("data-toast") : answer.index("so they are not told")]
    assert "data-stays" in toast and "triangle-alert" in toast
