"""Rights are asked everywhere: a duty that this session has not proven gives none, on any page, act, export or socket."""

import re

import pytest
from channels.db import database_sync_to_async as in_thread
from django.core import mail
from django.test import Client
from django.urls import reverse

from core.outbox import actions as outbox
from core.second_factor import check_proofs, mark
from governance.circles.models import Membership
from governance.circles.standing import standing_of, standings_of
from governance.live.bus import publish
from governance.notifications.models import Notice
from governance.proposals.actions import discussing
from members.joining.actions.applications import apply
from members.people.models import College, Member, Person
from members.people.proving import removed
from tests import make
from tests.factors import give_codes, shown
from tests.governance.test_live import Socket
from tests.security.test_listening import close

pytestmark = pytest.mark.django_db
KEPT = "the bonus is 500 euros"


@pytest.fixture
def strict(settings):
    """As in a real house: a second factor is asked for. All who hold a duty have one, and have not shown it."""
    settings.SECOND_FACTOR = True


@pytest.fixture
def kept(cast, code, strict):
    """A vote that the workshop keeps to itself, with a message in its discussion."""
    for person in (cast.erik, cast.sara, cast.theo, cast.aude):
        give_codes(person)
    vote = make.voting(cast.alice, kind="circle", where=cast.workshop, visibility="circle", title="The bonus")
    discussing.comment(vote, cast.alice, KEPT)
    return vote


# --- pages, acts, exports -------------------------------------------------------------------------


def test_what_a_circle_keeps_to_itself_opens_to_whoever_has_proven_the_duty(cast, kept, sign_in):
    for person in (cast.erik, cast.aude):
        client = sign_in(person)
        pages = [reverse(f"proposals:{page}", args=[kept.number]) for page in ("detail", "versions", "why")]
        assert [client.get(page).status_code for page in pages] == [404, 404, 404]
        assert "The bonus" not in client.get("/proposals/").content.decode()
        assert KEPT in shown(client, person).get(f"/proposals/{kept.number}/").content.decode()


def test_an_administrator_ends_no_vote_and_removes_no_message_before(cast, code, strict, sign_in):
    vote = make.voting(cast.alice, visibility="public")
    message = discussing.comment(vote, cast.bob, "Why not")
    client = sign_in(cast.erik)
    for act in ("close", "cancel", "extend", "withdraw", "edit", "table", "remove_comment"):
        more = {"comment_id": message.pk} if act == "remove_comment" else {}
        where = reverse(f"proposals:{act}", kwargs={"number": vote.number, **more})
        assert client.post(where, {"because": "I can", "title": "x", "body": "x"}).status_code == 403, act
    vote.refresh_from_db()
    message.refresh_from_db()
    assert (make.round_of(vote).closed_at, make.round_of(vote).cancelled_at) == (None, None)
    assert message.removed_at is None
    cancel = reverse("proposals:cancel", args=[vote.number])
    answer = shown(client, cast.erik).post(cancel, {"because": "I may"})
    assert answer.status_code == 302
    vote.refresh_from_db()
    assert vote.round is None


@pytest.mark.parametrize(
    ("who", "paths"),
    [
        ("erik", ["/admin/", "/admin/people/person/", "/desk/", "/desk/journal/", "/members/staff/", "/desk/code/"]),
        ("sara", ["/members/members.csv", "/members/members.xlsx", "/shares/register.csv", "/shares/register.pdf", "/desk/imports/", "/notices/letters/", "/members/new/"]),
        ("theo", ["/desk/"]),
        ("aude", ["/desk/journal/", "/members/members.csv", "/join/applications.csv", "/join/exclusions/"]),
    ],
)  # fmt: skip
def test_no_page_of_the_desk_and_no_export_opens_before(who, paths, cast, code, strict, sign_in):
    person = getattr(cast, who)
    client = sign_in(person)
    assert {path: client.get(path).status_code for path in paths} == {
        path: 302 if path.startswith("/admin/") else 403 for path in paths
    }
    shown(client, person)
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)


def test_the_paper_of_a_vote_and_a_meeting_are_closed_before(cast, code, strict, sign_in):
    meeting = make.meeting("Meeting", chair=cast.seats["dana"])
    for person in (cast.theo, cast.sara, cast.erik):
        client = sign_in(person)
        for page in ("", "attendance/", "voices/", "voices.csv", "forms/"):
            assert client.get(f"/meetings/{meeting.pk}/{page}").status_code == 403, page
        assert client.post(f"/meetings/{meeting.pk}/open/").status_code == 403
        assert shown(client, person).get(f"/meetings/{meeting.pk}/attendance/").status_code == 200


def test_a_duty_counts_for_who_is_here_and_not_for_whom_one_reads_about(cast, strict, sign_in):
    client = shown(sign_in(cast.aude), cast.aude)
    here = Person.objects.get(pk=cast.aude.pk)
    mark(here, client.session)
    elsewhere = Person.objects.get(pk=cast.aude.pk)
    assert [one.reads_all for one in standings_of([here, elsewhere])] == [True, False]
    assert (here.duties, elsewhere.duties, elsewhere.duties_held) == ({"auditor"}, set(), {"auditor"})


def test_many_proofs_are_looked_at_in_one_question_and_none_in_none(
    cast, strict, sign_in, django_assert_num_queries
):
    people = []
    for person in (cast.erik, cast.sara, cast.theo):
        here = Person.objects.get(pk=person.pk)
        mark(here, shown(sign_in(person), person).session)
        people.append(here)
    with django_assert_num_queries(1):
        check_proofs([*people, cast.bob])
    with django_assert_num_queries(0):
        check_proofs([cast.bob, cast.gus])
    with django_assert_num_queries(2):
        standings_of(list(Person.objects.filter(pk=cast.bob.pk)))


# --- what is mailed -----------------------------------------------------------------------------


def test_a_mail_to_those_who_keep_the_register_holds_no_words_of_what_they_keep(cast, code, strict, sign_in):
    give_codes(cast.sara)
    apply(cast.gus, college=College.objects.get(code="U"), shares=1, why=KEPT, postal_address="Here")
    while outbox.drain("send"):
        pass
    [sent] = [m for m in mail.outbox if m.to == ["sara@example.example"]]
    assert "Gus" not in sent.subject + sent.body and KEPT not in sent.body
    assert "Sign in with your second factor to read it." in sent.body
    client = sign_in(cast.sara)
    assert "Gus" not in client.get("/notices/").content.decode()
    assert "Gus Noir asks to join" in shown(client, cast.sara).get("/notices/").content.decode()


def test_a_message_that_names_an_auditor_is_not_mailed_for_a_duty(cast, kept, sign_in):
    answer = sign_in(cast.alice).post(
        f"/proposals/{kept.number}/comment/", {"body": f"@Aude Bleu {KEPT}"}, follow=True
    )
    assert "they are not told: Aude Bleu." in answer.content.decode()
    while outbox.drain("send"):
        pass
    assert [m for m in mail.outbox if m.to == ["aude@example.example"]] == []
    assert not Notice.objects.filter(person=cast.aude).exists()


# --- sockets --------------------------------------------------------------------------------------


async def opened(person, topic, *, proven):
    client = Client()
    await in_thread(client.force_login)(person)
    if proven:
        await in_thread(shown)(client, person)
    page = Socket(topic, client)
    assert await page.open()
    return page, await page.frame()


@pytest.mark.django_db(transaction=True)
async def test_a_socket_hears_what_its_session_has_proven(cast, kept):
    page, first = await opened(cast.aude, kept.topic, proven=False)
    assert (first["type"], first["code"]) == ("websocket.close", 4403)
    page, first = await opened(cast.aude, kept.topic, proven=True)
    assert "0 voices</strong> of 3" in first["html"]
    await close(page)


@pytest.mark.django_db(transaction=True)
async def test_a_socket_hears_nothing_more_once_the_factor_is_gone(cast, kept):
    page, _first = await opened(cast.aude, kept.topic, proven=True)

    def remove():
        factor = cast.aude.authenticator_set.get()
        factor.delete()
        removed(user=cast.aude, authenticator=factor)
        discussing.comment(kept, cast.bob, "More of it")

    await in_thread(remove)()
    said = await page.frame()
    while said.get("type") != "websocket.close":
        said = await page.frame()
    assert said["code"] == 4403
    await close(page)


@pytest.mark.django_db(transaction=True)
async def test_the_socket_of_a_meeting_is_as_its_page(cast, code, strict):
    client = Client()
    await in_thread(client.force_login)(cast.theo)
    before = Socket("sitting.1", client)
    assert await before.open()
    assert (await before.frame())["type"] == "websocket.close"
    await in_thread(shown)(client, cast.theo)
    after = Socket("sitting.1", client)
    assert await after.open()
    await in_thread(publish)(["sitting.1"], personal=True)
    assert await after.frame() == {"changed": "sitting.1"}
    await close(after)


def test_nobody_stands_anywhere_by_a_duty_that_is_not_theirs_today(cast, strict, sign_in):
    client = shown(sign_in(cast.bob), cast.bob)
    here = Person.objects.get(pk=cast.bob.pk)
    mark(here, client.session)
    assert (standing_of(here).duties, here.duties, here.awaits_proof) == (frozenset(), frozenset(), False)


# --- who is inside ----------------------------------------------------------------------------------


NAMES = ("Alice Martin", "Bob Durand", "Chloe Petit", "Dana Roy", "Fay Blanc")


def names_on(client, path):
    page = client.get(path, follow=True).content.decode()
    return [name for name in NAMES if name in page]


@pytest.fixture
def newcomer(cast, client):
    """Somebody who makes an account as anybody may, here and now."""
    client.post("/account/signup/", {"email": "new@elsewhere.example"})
    while outbox.drain("code"):
        pass
    code = re.search(r"^\s*([A-Z0-9]{4}-[A-Z0-9]{4})\s*$", mail.outbox[-1].body, re.MULTILINE)[1]
    client.post("/account/confirm-email/", {"code": code})
    client.post("/language/", {"language": "en"})
    assert "_auth_user_id" in client.session
    return client


def test_an_account_made_a_minute_ago_reads_no_name_of_who_is_here(cast, code, newcomer):
    vote = make.voting(cast.alice, visibility="members")
    paths = ["/circles/", *(f"/circles/{one.slug}/" for one in (cast.centre, cast.workshop, cast.office))]
    paths += ["/home/", "/me/", "/meetings/", "/members/", "/members/staff/", "/open/", "/open/functioning/"]
    paths += [
        f"/proposals/{vote.number}/",
        f"/proposals/{vote.number}/why/",
        f"/proposals/{vote.number}/result/",
    ]
    assert {path: names_on(newcomer, path) for path in paths} == {path: [] for path in paths}
    assert "The aim of Workshop" in newcomer.get("/circles/").content.decode()
    assert "Names are shown to members" in newcomer.get(f"/circles/{cast.workshop.slug}/").content.decode()


def test_nor_whom_to_ask_about_a_public_vote(cast, code, newcomer, sign_in):
    vote = make.voting(cast.alice, visibility="public")
    path = f"/proposals/{vote.number}/why/"
    assert names_on(newcomer, path) == []
    assert "Dana Roy" in names_on(sign_in(cast.chloe), path)


def test_one_s_space_welcomes_a_new_account_and_says_what_it_may_do(newcomer, cast, sign_in):
    page = newcomer.get("/me/").content.decode()
    assert "With this account you follow what is open to everyone" in page
    assert "/join/" in page
    for person in (cast.bob, cast.chloe, cast.gus):
        assert "With this account you follow" not in sign_in(person).get("/me/").content.decode()


def test_whoever_has_any_place_here_is_inside_and_nobody_else(cast, strict, sign_in):
    past = make.person("Ivo Past")
    Member.objects.filter(pk=make.member(past).pk).update(left_on=make.LONG_AGO)
    keeper = make.person("Kim Role")
    make.lead(keeper, cast.office, kind="other")
    inside = {
        name: standing_of(Person.objects.get(pk=person.pk)).is_inside
        for name, person in {**vars(cast), "past": past, "keeper": keeper}.items()
        if isinstance(person, Person)
    }
    nobody = {"hana", "past", "erik", "sara", "theo", "aude"}  # a duty that is not proven is no place
    assert inside == {name: name not in nobody for name in inside}
    client = shown(sign_in(cast.theo), cast.theo)
    here = Person.objects.get(pk=cast.theo.pk)
    mark(here, client.session)
    assert standing_of(here).is_inside


def test_a_former_member_reads_no_name_any_more(cast, sign_in):
    client = sign_in(cast.bob)
    assert names_on(client, "/circles/") != []
    Member.objects.filter(person=cast.bob).update(left_on=make.LONG_AGO)
    Membership.objects.filter(person=cast.bob).update(to_on=make.LONG_AGO)
    for path in ("/circles/", f"/circles/{cast.workshop.slug}/", "/members/", "/meetings/"):
        assert [name for name in names_on(client, path) if name != "Bob Durand"] == []
