"""The back office: open to administrators alone, journalled, and unable to rewrite what is settled."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from core.journal.models import Entry
from core.journal.office import office
from governance.code.models import Article, Edition
from members.people.models import Member, Person

pytestmark = pytest.mark.django_db
PAGES = {
    "Organisation",
    "Person",
    "Member",
    "College",
    "StakeholderGroup",
    "Circle",
    "Role",
    "Edition",
    "Article",
}
NO_ROWS = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0"}


def form(*prefixes, **fields):
    """What a browser posts: the fields, and empty rows for each inline."""
    rows = {f"{prefix}-{key}": value for prefix in prefixes for key, value in NO_ROWS.items()}
    return {**rows, **fields}


def address(model, page, *arguments):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=arguments)


@pytest.fixture
def desk(cast, code, sign_in):
    """Erik, at the administrators' desk."""
    return sign_in(cast.erik)


def test_the_office_holds_no_ballot_no_key_no_session_and_no_line_of_the_journal():
    assert {model.__name__ for model in office._registry} == PAGES


@pytest.mark.parametrize("name", sorted(PAGES))
def test_every_page_opens_for_administrators_and_for_nobody_else(name, desk, cast, sign_in):
    model = next(m for m in office._registry if m.__name__ == name)
    row = model.objects.first()
    pages = [
        address(model, "changelist"),
        address(model, "change", row.pk),
        address(model, "history", row.pk),
    ]
    for path in pages:
        assert desk.get(path, follow=True).status_code == 200, path
        for person in (cast.alice, cast.dana, None):
            assert sign_in(person).get(path).status_code == 302, path


@pytest.mark.parametrize("name", sorted(PAGES))
def test_nothing_is_ever_deleted_from_the_office(name, desk, cast):
    model = next(m for m in office._registry if m.__name__ == name)
    row = model.objects.first()
    assert desk.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert model.objects.filter(pk=row.pk).exists()


def test_a_person_entered_by_an_administrator_signs_in_with_that_address(desk):
    desk.post(
        address(Person, "add"),
        form(
            "stake_set",
            given_name="Ida",
            family_name="Noor",
            email="Ida@x.example",
            language="fr",
            is_active="on",
        ),
    )
    ida = Person.objects.get(given_name="Ida")
    assert (ida.email, ida.has_usable_password()) == ("ida@x.example", False)
    assert EmailAddress.objects.get(user=ida, primary=True).email == "ida@x.example"


def test_a_new_address_replaces_the_old_one_and_none_leaves_none(desk, cast):
    for email, kept in (("bob@new.example", ["bob@new.example"]), ("", [])):
        desk.post(
            address(Person, "change", cast.bob.pk),
            form("stake_set", given_name="Bob", email=email, language="fr", is_active="on"),
        )
        assert list(EmailAddress.objects.filter(user=cast.bob).values_list("email", flat=True)) == kept


def test_two_people_without_an_address_do_not_collide(desk):
    for name in ("Una", "Duo"):
        desk.post(address(Person, "add"), form("stake_set", given_name=name, language="fr", is_active="on"))
    assert Person.objects.filter(email=None, given_name__in=["Una", "Duo"]).count() == 2


def test_an_address_that_somebody_has_is_refused_with_a_sentence(desk, cast):
    response = desk.post(
        address(Person, "change", cast.bob.pk),
        form("stake_set", given_name="Bob", email=cast.alice.email.upper(), language="fr", is_active="on"),
    )
    assert "already exists" in response.content.decode()


def test_a_save_is_a_line_of_the_journal_that_says_who_and_what_but_no_name(desk, cast):
    desk.post(
        address(Person, "change", cast.bob.pk),
        form("stake_set", given_name="Robert", email=cast.bob.email, language="fr", is_active="on"),
    )
    line = Entry.objects.filter(kind="office.changed").get()
    assert (line.actor, line.facts["model"], line.facts["row"]) == (cast.erik, "people.person", cast.bob.pk)
    assert "Given name" in line.facts["touched"][0]["fields"]
    assert "Robert" not in str(line.facts)


def test_an_administrator_cannot_lock_themselves_out(desk, cast):
    desk.post(
        address(Person, "change", cast.erik.pk),
        form("stake_set", given_name="Erik", email=cast.erik.email, language="fr"),
    )
    cast.erik.refresh_from_db()
    assert cast.erik.is_active


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"kind": "natural"}, "choose one"),
        ({"kind": "legal"}, "Give the name of the organisation"),
        ({"kind": "natural", "person": "gus", "name": "Both"}, "the seat bears the name of its person"),
        ({"kind": "legal", "person": "gus", "name": "Both"}, "an organisation acts through representatives"),
        ({"kind": "natural", "person": "gus", "siren": "732829320"}, "only an organisation bears a SIREN"),
        (
            {"kind": "legal", "name": "Les Voisins", "siren": "732829321"},
            "A SIREN has nine digits, and its key",
        ),
    ],
)
def test_a_seat_that_is_half_a_person_is_refused_with_a_sentence(fields, sentence, desk, cast):
    seats = Member.objects.count()
    if "person" in fields:
        fields = {**fields, "person": cast.gus.pk}
    college = Member.objects.first().college_id
    response = desk.post(
        address(Member, "add"), form("representatives", **fields, college=college, admitted_on="2026-01-01")
    )
    assert sentence in response.content.decode().replace("&#x27;", "'")
    assert Member.objects.count() == seats


def test_a_new_seat_takes_the_next_number(desk, cast):
    college = Member.objects.first().college_id
    last = Member.objects.order_by("-number").first().number
    desk.post(
        address(Member, "add"),
        form("representatives", kind="legal", name="Les Voisins", college=college, admitted_on="2026-01-01"),
    )
    assert Member.objects.get(name="Les Voisins").number == last + 1


def test_a_siren_is_typed_in_groups_and_belongs_to_one_seat(desk, cast):
    college = Member.objects.first().college_id
    typed = {"kind": "legal", "siren": "732 829 320", "college": college, "admitted_on": "2026-01-01"}
    desk.post(address(Member, "add"), form("representatives", name="Les Voisins", **typed))
    assert Member.objects.get(name="Les Voisins").siren == "732829320"
    again = desk.post(address(Member, "add"), form("representatives", name="Voisins bis", **typed))
    assert "has a seat already" in again.content.decode()
    assert not Member.objects.filter(name="Voisins bis").exists()


def test_an_enacted_edition_is_read_and_never_written(desk):
    edition = Edition.objects.enacted().first()
    response = desk.post(address(Edition, "change", edition.pk), form("articles", title="Other"))
    assert response.status_code == 403
    article = edition.articles.first()
    assert (
        desk.post(address(Article, "change", article.pk), form("parameters", body="Other")).status_code == 403
    )


def test_the_next_edition_starts_as_a_copy_and_is_enacted_once_it_can_be_applied(desk):
    first = Edition.objects.enacted().last()  # an older one is not a base any more
    desk.post(address(Edition, "changelist"), {"action": "start_from", "_selected_action": [first.pk]})
    fresh = Edition.objects.get(enacted_at=None)
    assert fresh.articles.count() == first.articles.count()
    weights = fresh.parameters.get(key="colleges.weights")
    weights.value = {**weights.value, next(iter(weights.value)): "9/10"}
    weights.save()
    enact = {"action": "put_in_force", "_selected_action": [fresh.pk]}
    refused = desk.post(address(Edition, "changelist"), enact, follow=True)
    assert "instead of 1" in refused.content.decode()
    assert Edition.objects.get(pk=fresh.pk).enacted_at is None
    weights.value = first.parameters.get(key="colleges.weights").value
    weights.save()
    desk.post(address(Edition, "changelist"), enact)
    assert Edition.objects.get(pk=fresh.pk).enacted_at is not None


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("colleges.weights", {"F": "11/20", "S": "3/20", "U": "3/10"}, "College F weighs more than half"),
        ("colleges.weights", {"F": "1/20", "S": "9/20", "U": "1/2"}, "College F weighs less than a tenth"),
        ("colleges.weights", {"F": "1/2", "S": "1/2"}, "Fewer than three colleges"),
        ("ordinary.floor_guard", False, "as many against as for"),
        ("colleges.weights", {"F": "9/10", "S": "9/10", "U": "1/10"}, "instead of 1"),
    ],
    ids=["heavy", "light", "two", "no floor", "wrong sum"],
)
def test_an_edition_that_deserves_a_second_look_says_why_before_it_is_enacted(key, value, sentence, desk):
    first = Edition.objects.enacted().first()
    desk.post(address(Edition, "changelist"), {"action": "start_from", "_selected_action": [first.pk]})
    fresh = Edition.objects.get(enacted_at=None)
    look = {"action": "look_twice", "_selected_action": [fresh.pk]}
    calm = desk.post(address(Edition, "changelist"), look, follow=True).content.decode()
    assert "Nothing to look at twice" in calm
    fresh.parameters.filter(key=key).update(value=value)
    warned = desk.post(address(Edition, "changelist"), look, follow=True).content.decode()
    assert sentence in warned
    assert Edition.objects.get(pk=fresh.pk).is_draft


@pytest.mark.parametrize("chosen", ["bob@example.example", "", "1.5", "9" * 40, "-1"])
def test_what_is_no_row_is_refused_beside_its_field(chosen, desk):
    answer = desk.post(address(Member, "add"), form("representatives", person=chosen, kind="natural"))
    assert answer.status_code == 200
    assert not Member.objects.filter(kind="natural", person=None).exists()
