"""Names: a member's comes from the register, nobody takes one that looks like it, and others are marked as what they are."""

import pytest
from django.core import mail
from django.utils import translation

from core.errors import Refusal
from core.journal.models import Entry
from core.outbox import actions as outbox
from core.prose.names import look
from governance.circles.marks import mark, marked
from governance.circles.models import Membership
from governance.proposals.actions import discussing
from members.joining.actions.applications import admit_applicant, apply
from members.people.actions.identity import correct_identity
from members.people.actions.names import rename
from members.people.models import College, Member, Person
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LIKE_DANA = [
    ("Dana", "Roy"),
    ("DANA", "ROY"),
    ("Dána", "Röy"),
    ("Dana\u200b", "R\u00ado\u2060y"),
    ("Dаnа", "Rоy"),
    ("Dana", "R0y"),
    ("Roy", "Dana"),
    ("Dana Roy", ""),
    ("", "dana  roy"),
    ("DanaRoy", ""),
    ("Da na", "Ro y"),
    ("Mme Dana", "Roy"),
    ("Dana", "Roy, présidente"),
    ("Ⓓana", "𝐑𝐨𝐲"),
    ("ᴅᴀɴᴀ", "ʀᴏʏ"),
    # Latin letters with something to them, and in other shapes.
    ("Đana", "Roy"), ("Dana", "Rꝋy"), ("Ꭰana", "Roy"), ("ᗞana", "Roy"), ("Dₐna", "Roy"), ("Dɑna", "Rɵy"), ("Dana", "Roƴ"), ("Ɗana", "Ɍoy"),
    ("Dana", "Ꝛoy"), ("Dꭤna", "Roy"), ("Danᶏ", "Rꬽy"),
    # Whole names in scripts whose letters are drawn like ours.
    ("ꓓꓮꓠꓮ", "ꓣꓳꓬ"), ("ᎠᎪᏁᎪ", "ᎡᎾᎩ"), ("ᎠᎪNᎪ", "ᎡOᎩ"), ("𐊇ꓮꓠꓮ", "ꓣꓳꓬ"), ("ᗪᗩᑎᗩ", "ᖇOY"), ("🅓🅐🅝🅐", "🅡🅞🅨"), ("🇩🇦🇳🇦", "🇷🇴🇾"),
    ("𐓓𐓘𐓂", "ⲆⲀⲚⲀ"), ("Dana", "R∘y"),
]  # fmt: skip


def me(client, given, family):
    said = {"given_name": given, "family_name": family, "language": "en", "theme": "auto"}
    return client.post("/me/", said, follow=True)


def name_of(person):
    fresh = Person.objects.get(pk=person.pk)
    return (fresh.given_name, fresh.family_name)


@pytest.mark.parametrize(("given", "family"), LIKE_DANA)
def test_nobody_calls_themselves_like_a_member(given, family, cast):
    with (
        translation.override("en"),
        pytest.raises(Refusal, match=r"somebody else here|one alphabet|in Latin letters"),
    ):
        rename(cast.gus, given_name=given, family_name=family)
    assert name_of(cast.gus) == ("Gus", "Noir")


@pytest.mark.parametrize(
    ("given", "family"),
    [
        ("王伟", ""), ("김", "민준"), ("محمد", "الأمين"), ("דנה", "רוי"), ("अनिता", "शर्मा"), ("たろう", ""), ("ნინო", ""), ("Łukasz", "Żółć"),
        ("Ħal", "Għawdex"), ("Əliyev", "Ilqar"), ("Þóra", "Æsa Ðegn"), ("Strauß", "Œuvre"), ("Jean-Noël", "D’Ornano"), ("İbrahim", "Işık"),
        ("Nguyễn", "Văn Đức"), ("Anna", "O`Neill"), ("Ana", "Núñez, 2"), ("Ŋaŋa", "Ďuriš"),
    ],
)  # fmt: skip
def test_names_that_nobody_takes_for_others_are_borne(given, family, cast):
    rename(cast.gus, given_name=given, family_name=family)
    assert name_of(cast.gus) == (given, family)


def test_nor_like_somebody_of_a_circle_or_an_organisation(cast):
    for given, family in (("Chloé", "Petit"), ("Erik", "Gris"), ("Firm", ""), ("The", "Example")):
        with pytest.raises(Refusal):
            rename(cast.gus, given_name=given, family_name=family)


def test_a_name_of_one_s_own_is_taken_and_is_in_the_journal(cast, sign_in):
    client = sign_in(cast.gus)
    assert "Saved." in me(client, " Gustave ", "Noir-Roy").content.decode()
    assert name_of(cast.gus) == ("Gustave", "Noir-Roy")
    [line] = Entry.objects.filter(kind="person.renamed")
    assert (line.actor, line.facts) == (cast.gus, {"person": cast.gus.pk})
    me(client, "Gustave", "Noir-Roy")
    assert Entry.objects.filter(kind="person.renamed").count() == 1
    # Two accounts that nobody placed may be namesakes; given names alone are everybody's.
    rename(cast.hana, given_name="Gustave", family_name="Noir-Roy")
    rename(cast.hana, given_name="Dana", family_name="")


def test_a_refused_name_is_said_on_the_page_and_changes_nothing_else(cast, sign_in):
    client = sign_in(cast.gus)
    said = {"given_name": "Dana", "family_name": "Roy", "language": "fr", "theme": "dark"}
    answer = client.post("/me/", said)
    assert answer.status_code == 422
    assert "This name is that of somebody else here" in answer.content.decode()
    assert (name_of(cast.gus), Person.objects.get(pk=cast.gus.pk).theme) == (("Gus", "Noir"), "auto")


def test_trying_one_name_after_another_tells_nothing_more(cast, sign_in):
    client = sign_in(cast.hana)
    for _try in range(10):
        assert me(client, "Dana", "Roy").status_code == 422
    for given, family in (("Dana", "Roy"), ("Nobody", "Atall")):
        answer = me(client, given, family)
        assert (answer.status_code, "Too many names were refused" in answer.content.decode()) == (422, True)


def test_whoever_has_a_place_is_called_as_the_registers_call_them(cast, sign_in):
    """A member, a person of a circle, one who holds a duty, and one who left."""
    make.person("Ivo Past")
    ivo = Person.objects.get(given_name="Ivo")
    seat = make.member(ivo)
    Member.objects.filter(pk=seat.pk).update(left_on=make.LONG_AGO)
    for person in (cast.bob, cast.chloe, cast.sara, ivo):
        client, before = sign_in(person), name_of(person)
        page = client.get("/me/").content.decode()
        assert "Your name comes from the registers" in page and 'name="family_name"' not in page
        me(client, "Somebody", "Else")
        assert name_of(person) == before
    assert 'name="family_name"' in sign_in(cast.gus).get("/me/").content.decode()


def test_an_address_is_nobody_s_name(cast):
    impostor = make.person("Dana", email="dana.roy@elsewhere.example")
    Person.objects.filter(pk=impostor.pk).update(given_name="", family_name="")
    impostor.refresh_from_db()
    with translation.override("en"):
        assert str(impostor) == f"Account {impostor.pk}"


# --- by an application ----------------------------------------------------------------------------


def test_an_application_in_the_name_of_a_member_renames_nobody_until_it_is_admitted(cast, code, sign_in):
    client = sign_in(cast.gus)
    form = {
        "given_name": "Dana", "family_name": "Roy", "postal_address": "Here", "shares": 1, "why": "To help",
        "college": College.objects.get(code="U").pk, "notice": "on",
    }  # fmt: skip
    assert client.post("/join/apply/", form).status_code == 302
    assert name_of(cast.gus) == ("Gus", "Noir")
    application = cast.gus.applications.get()
    assert str(application) == "Dana Roy"
    assert "Dana Roy" in sign_in(cast.sara).get(f"/join/applications/{application.pk}/").content.decode()
    admission = make.decision("Admission of Dana Roy").reference
    admit_applicant(application, on=make.today(), decision=admission, actor=cast.sara)
    assert name_of(cast.gus) == ("Dana", "Roy")


def test_an_applicant_with_a_name_of_their_own_bears_it_at_once(cast, code):
    college = College.objects.get(code="U")
    apply(cast.hana, college=college, shares=1, why="x", postal_address="y", given_name="Hanna", family_name="Vert")  # fmt: skip
    assert name_of(cast.hana) == ("Hanna", "Vert")
    assert Entry.objects.filter(kind="person.renamed", actor=cast.hana).exists()


# --- marks ------------------------------------------------------------------------------------------


def test_everybody_without_a_seat_is_marked_as_what_they_are(cast):
    ivo = make.person("Ivo Past")
    Member.objects.filter(pk=make.member(ivo).pk).update(left_on=make.LONG_AGO)
    with translation.override("en"):
        said = {
            name: marked(Person.objects.get(pk=person.pk))
            for name, person in {**vars(cast), "ivo": ivo}.items()
            if isinstance(person, Person)
        }
    assert said == {
        "alice": "Alice Martin",
        "bob": "Bob Durand",
        "dana": "Dana Roy",
        "fay": "Fay Blanc",
        "chloe": "Chloe Petit (person of a circle)",
        "gus": "Gus Noir (Clients)",
        "hana": "Hana Vert (neither member nor stakeholder)",
        "erik": "Erik Gris (administrator)",
        "sara": "Sara Brun (secretary)",
        "theo": "Theo Rose (teller)",
        "aude": "Aude Bleu (auditor)",
        "ivo": "Ivo Past (former member)",
    }


def on_one_line(page):
    return " ".join(page.content.decode().split())


def test_a_client_is_marked_in_the_discussion_in_what_is_told_and_in_the_journal(cast, sign_in):
    proposal = make.proposal(cast.alice, visibility="public")
    sign_in(cast.gus).post(f"/proposals/{proposal.number}/comment/", {"body": "@Bob Durand look"})
    while outbox.drain("send"):
        pass
    tag = '<strong>Gus Noir</strong> <span class="tag tag--stone">Clients</span>'
    for reader in (cast.hana, cast.bob):
        assert tag in on_one_line(sign_in(reader).get(f"/proposals/{proposal.number}/"))
    assert tag in on_one_line(sign_in(cast.bob).get(f"/proposals/{proposal.number}/region/discussion/"))
    assert "Gus Noir (Clients) speaks to you" in sign_in(cast.bob).get("/notices/").content.decode()
    assert any("Gus Noir (Clients) speaks to you" in sent.subject for sent in mail.outbox)
    assert "Gus Noir (Clients)" in sign_in(cast.erik).get("/desk/journal/").content.decode()


def test_a_member_who_leaves_is_marked_from_then_on(cast, sign_in):
    proposal = make.proposal(cast.alice)
    discussing.comment(proposal, cast.bob, "I say so")
    path = f"/proposals/{proposal.number}/"
    assert "former member" not in sign_in(cast.alice).get(path).content.decode()
    Member.objects.filter(person=cast.bob).update(left_on=make.LONG_AGO)
    Membership.objects.filter(person=cast.bob).update(to_on=make.LONG_AGO)
    page = on_one_line(sign_in(cast.alice).get(path))
    assert 'Bob Durand</strong> <span class="tag tag--stone">former member' in page


def test_marks_cost_the_same_for_many_as_for_few(cast, django_assert_num_queries):
    few, many = [cast.gus, cast.hana], list(Person.objects.all()) * 3
    for people in (few, many):
        with django_assert_num_queries(3):
            mark(people)


# --- what is stored for a name ------------------------------------------------------------------------


def test_whoever_writes_a_name_writes_what_is_made_of_it(cast):
    correct_identity(
        cast.gus, given_name="Guy", family_name="Nöir", email="gus@example.example", actor=cast.sara
    )
    gus = Person.objects.get(pk=cast.gus.pk)
    assert (gus.name_key, gus.name_look) == ("guy noir", look("Guy Nöir"))
    gus.given_name = "Gil"
    Person.objects.bulk_update([gus], ["given_name"])
    gus.refresh_from_db()
    assert (gus.name_key, gus.name_look) == ("gil noir", look("Gil Noir"))
