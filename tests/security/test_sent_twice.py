"""Every form that is sent for something: the same one twice is done once, and another under its code is refused."""

import re
import traceback
from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.urls import reverse

from core.clock import database_now, living_at
from core.replays.actions import FORGOTTEN_AFTER, forget_expired
from core.replays.models import Sent
from core.replays.once import FIELD, TAKEN_COOKIE
from governance.code.models import Edition
from governance.proposals.models import Comment
from governance.proposals.vote.actions import opening
from governance.proposals.vote.electorate import Electorate
from governance.proxies.actions.answering import revoke
from governance.proxies.actions.giving import give
from governance.proxies.eligibility import ProxyRequest
from members.people.models import Person
from tests import make
from tests.forms import form_to
from tests.governance.test_doors import TABLE as ADDRESSES
from tests.governance.test_doors import address, furnish
from tests.security.acts import ACTS
from tests.together import at_once, posting
from tests.votes.test_options import DAYS
from votes.ballots.models import Ballot, SecretBallot
from votes.rounds.paper import Paper

pytestmark = pytest.mark.django_db
# Addresses that answer a form and keep nothing, or nothing that could be there twice.
NOTHING_KEPT = {
    "proposals:preview": "shows how a text reads",
    "code:preview": "shows how an article reads",
    "proposals:try_out": "counts ballots made up, and forgets them",
    "tally:find": "looks a code up",
    "home:language": "the language of a session",
    "moved": "sends on to where the page stands now",
    "moved_home": "sends on to where the page stands now",
    "home:be": "signs in as somebody of the household",
    "demo:be": "signs in, in a demo",
    "home:forget": "the end of an account: nobody is signed in after it",
}
# What comes twice is known otherwise than by @once upon the view.
ELSEWHERE = {
    "ballots:booth": "the ballot itself, by its own act",
    "imports:new": "once the table is recognised, which takes long",
}
# Acts that are the same when done again, whatever form they come by: no code is asked for.
SAME_AGAIN = {
    "home:me": "preferences, written over",
    "notifications:read": "read is read",
    "notifications:read_all": "read is read",
    "tellers:mark": "signed is signed",
    "tellers:unmark": "unsigned is unsigned",
    "tellers:begin": "one's own place again",
    "tellers:drop": "a slip that is gone",
    "tellers:done": "said is said",
    "tellers:resume": "one reads again",
    "tellers:reopen": "an agreement that is gone",
}
WHO = ("alice", "bob", "dana", "erik", "gus", "sara", "theo")
QUIET = {"sessions.session", "usersessions.usersession"}


def rows():
    """How many rows each table holds, in one question."""
    models = [m for m in apps.get_models() if m._meta.label_lower not in QUIET and m._meta.managed]
    counts = ", ".join(f'(SELECT count(*) FROM "{m._meta.db_table}")' for m in models)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}")
        return dict(zip([m._meta.label_lower for m in models], cursor.fetchone(), strict=True))


def filled_in(client, act):
    """The form as the page shows it, with what somebody types; a browser sends no more and no less."""
    page = act.page or act.address
    fields = {}
    if page != "?":
        answer = client.get(page)
        form = form_to(answer.content.decode(), act.address, page)
        assert form is not None, f"no form for {act.address} on {page} ({answer.status_code})"
        fields = form.fields
    typed = {name: value() if callable(value) else value for name, value in act.fields.items()}
    return {**fields, **typed}


def sent(client, act, fields):
    upload = {}
    if act.file:
        name, content = act.file
        upload[name] = SimpleUploadedFile("table.csv" if b";" in content else "note.png" if content[:1] == b"\x89" else "note.txt", content)  # fmt: skip
    return client.post(act.address, {**fields, **upload})


def problem_of(answer):
    """What a page says is wrong."""
    held = [value for layer in answer.context or [] for value in layer.dicts for value in value.values()]
    wrong = [dict(value.errors) for value in held if getattr(value, "errors", None)]
    return f"{answer.status_code} {wrong or re.findall(r'class=.lead.>(.*?)<', answer.content.decode())}"


def play(act, client):
    """Send a form, send it again, then another under its code."""
    fields = filled_in(client, act)
    before = rows()
    first = sent(client, act, fields)
    assert first.status_code == 302, f"not done: {problem_of(first)}"
    after, led = rows(), first.headers["Location"].partition("?")[0]
    again = sent(client, act, fields)
    assert again.status_code == 302, f"sent again: {problem_of(again)}"
    assert again.headers["Location"].partition("?")[0] == led, "sent again, it leads elsewhere"
    assert rows() == after, "sent again, it was done again"
    if act.name in SAME_AGAIN:
        return
    assert before != after, "nothing was noted of it"
    assert FIELD in fields, "its form has no code"
    other = sent(client, act, {**fields, **act.other})
    page = other.content.decode()
    assert other.status_code == 409, f"another form under the same code: {problem_of(other)}"
    if act.name != "ballots:booth":
        assert "This form was sent before with other content" in page
        assert f'href="{led}"' in page
    assert rows() == after, "another form under the same code did something"


@pytest.mark.parametrize("room", sorted({name.partition(":")[0] for name in ACTS}))
def test_every_form_that_comes_twice_is_carried_out_once(room, cast, code, sign_in, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    make.settled(cast.alice, title="Before")
    windows = {name: sign_in(getattr(cast, name)) for name in WHO}
    problems = []
    for name in [name for name in ACTS if name.startswith(f"{room}:")]:
        with transaction.atomic():
            try:
                act = ACTS[name](cast)
                assert act.name == name
                with living_at(act.at) if act.at else nullcontext():
                    play(act, windows[act.who])
            except AssertionError as problem:
                problems.append(f"{name}: {str(problem).splitlines()[0]}")
            except Exception:
                problems.append(f"{name}: {traceback.format_exc(limit=-3)}")
            transaction.set_rollback(True)
    assert not problems, "\n".join(problems)


@pytest.mark.once
def test_every_address_that_takes_a_form_is_among_them(cast, code, sign_in, settings, tmp_path):
    """Posted to with nothing, an address that is only read says so."""
    settings.MEDIA_ROOT = tmp_path
    house, client, taking = furnish(cast), sign_in(cast.erik), set()
    for name in ADDRESSES:
        with transaction.atomic():
            taking |= {name} if client.post(address(name, house)).status_code != 405 else set()
            transaction.set_rollback(True)
    assert taking - {"portal:feed"} == ACTS.keys() | NOTHING_KEPT.keys()
    assert SAME_AGAIN.keys() < ACTS.keys()


def test_the_back_office_saves_once_and_starts_one_edition(cast, code, sign_in):
    """Its pages are Django's own: what is sent from them comes back like anything else."""
    client = sign_in(cast.erik)
    new = {"given_name": "Ida", "family_name": "Noor", "language": "fr", "is_active": "on"}
    first = Edition.objects.enacted().last()
    for page, typed, model in (
        ("admin:people_person_add", new, Person),
        ("admin:code_edition_changelist", {"action": "start_from", "_selected_action": [first.pk]}, Edition),
    ):
        before = model.objects.count()
        path = reverse(page)
        form = form_to(client.get(path).content.decode(), path, path)
        answers = [client.post(path, {**form.fields, **typed}) for _time in range(2)]
        assert [answer.status_code for answer in answers] == [302, 302]
        other = client.post(path, {**form.fields, **typed, "said": "otherwise"})
        assert (other.status_code, model.objects.count()) == (409, before + 1)


def test_a_form_that_nothing_came_of_may_come_again(cast, sign_in):
    client, made = sign_in(cast.alice), make.proposal(cast.alice, where=cast.workshop)
    page = reverse("proposals:detail", args=[made.number])
    path = reverse("proposals:comment", args=[made.number])
    form = form_to(client.get(page).content.decode(), path).fields
    refused = client.post(path, {**form, "body": ""})
    assert (refused.status_code, TAKEN_COOKIE in refused.cookies) == (422, False)
    # Whoever keeps the words of this form hears that it was carried out, by its code.
    for _time in range(2):
        done = client.post(path, {**form, "body": "Words"})
        assert (done.status_code, done.cookies[TAKEN_COOKIE].value) == (302, *form[FIELD])
    assert Comment.objects.get().body == "Words"


def test_without_its_code_the_same_form_is_carried_out_twice(cast, sign_in):
    """So the walk above would see a page that forgets the code, or an address that does not ask for it."""
    client, act = sign_in(cast.bob), ACTS["proposals:comment"](cast)
    fields = {name: value for name, value in filled_in(client, act).items() if name != FIELD}
    for _time in range(2):
        assert sent(client, act, fields).status_code == 302
    assert Comment.objects.count() == 2


def test_the_same_words_are_said_twice_by_whoever_opens_the_form_twice(cast, sign_in):
    client, made = sign_in(cast.alice), make.proposal(cast.alice, where=cast.workshop)
    page = reverse("proposals:detail", args=[made.number])
    path = reverse("proposals:comment", args=[made.number])
    for _time in range(2):
        form = form_to(client.get(page).content.decode(), path).fields
        client.post(path, {**form, "body": "Yes"})
    assert Comment.objects.count() == 2


def test_a_file_with_the_same_name_and_other_bytes_is_another_form(cast, sign_in, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client, made = sign_in(cast.alice), make.proposal(cast.alice, where=cast.workshop)
    page = reverse("proposals:detail", args=[made.number])
    path = reverse("proposals:attach", args=[made.number])
    form = form_to(client.get(page).content.decode(), path).fields
    answers = [
        client.post(path, {**form, "file": SimpleUploadedFile("note.txt", content)}).status_code
        for content in (b"", b"words", b"words", b"other")
    ]
    assert answers == [422, 302, 302, 409]
    assert made.attachments.count() == 1


def test_what_is_noted_is_swept_and_holds_no_words_that_were_searched_for(cast, sign_in):
    client = sign_in(cast.sara)
    path = reverse("members:act", args=[cast.seats["bob"].number, "interest"])
    form = form_to(client.get(path).content.decode(), path, path).fields
    client.post(path, {**form, "what": "CANARY"})
    (noted,) = Sent.objects.values()
    assert "CANARY" not in repr(noted) and form[FIELD][0] not in repr(noted)
    forget_expired()
    assert Sent.objects.count() == 1
    Sent.objects.update(at=database_now() - FORGOTTEN_AFTER - timedelta(seconds=1))
    forget_expired()
    assert not Sent.objects.exists()


@pytest.mark.parametrize("between_options", [False, True], ids=["for or against", "between options"])
def test_a_voice_that_comes_while_a_secret_ballot_is_read_back_is_not_cast_with_it(
    between_options, cast, code, sign_in
):
    """Bob gives Alice his proxy after she has read hers back; she casts what she read, and then votes for him."""
    round_ = secret_of_all(cast, Paper("plurality", DAYS) if between_options else None)
    alice, booth = sign_in(cast.alice), reverse("ballots:booth", args=[round_.pk])
    mark = {"choice": "1" if between_options else "for"}
    review = alice.post(booth, {**fields(alice.get(booth), booth), **mark})
    give(ProxyRequest(cast.seats["bob"], round_, cast.seats["alice"], {}), actor=cast.bob)
    alice.post(booth, {**fields(review, booth), "cast": "1"})
    assert SecretBallot.objects.filter(round=round_).count() == 1
    page = alice.get(booth)
    assert "The vote of Alice Martin is in, and final" in page.content.decode()
    alice.post(booth, {**fields(page, booth), **mark, "cast": "1"})
    assert SecretBallot.objects.filter(round=round_).count() == 2


def test_a_voice_that_was_taken_back_since_the_page_was_opened_is_refused_and_nothing_is_cast(
    cast, code, sign_in
):
    round_ = make.round_of(make.voting(cast.alice))
    given = give(ProxyRequest(cast.seats["bob"], round_, cast.seats["alice"], {}), actor=cast.bob)
    alice, booth = sign_in(cast.alice), reverse("ballots:booth", args=[round_.pk])
    page = alice.get(booth)
    revoke(given, actor=cast.bob)
    answer = alice.post(booth, {**fields(page, booth), "choice": "for"})
    assert answer.status_code == 409
    assert "You do not carry this voice in this vote; nothing was recorded" in answer.content.decode()
    assert not Ballot.objects.exists()


def secret_of_all(cast, paper):
    for k in range(6):
        make.member(make.person(f"P{k} Many"), "U")
    return opening.put_to_vote(
        make.proposal(cast.alice), cast.alice, decision_type="ordinary", electorate=Electorate(make.today()),
        closes_at=database_now() + timedelta(days=2), secret=True, paper=paper,
    )  # fmt: skip


def fields(page, address):
    """What the first form to an address would send."""
    return form_to(page.content.decode(), address).fields


AT_ONCE = 8
WRITES = {
    "proposals:comment": "proposals.comment",
    "shares:enter": "shares.movement",
    "proxies:give": "proxies.proxy",
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", WRITES)
def test_eight_posts_at_once_are_one_act(name, cast, code, sign_in):
    act = ACTS[name](cast)
    who = getattr(cast, act.who)
    form, other = (filled_in(sign_in(who), act) for _time in range(2))
    windows = posting(sign_in, who, act.address, *[form] * AT_ONCE)
    before = rows()
    answers = at_once(*windows)
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert rows()[WRITES[name]] == before[WRITES[name]] + 1
    assert rows()["replays.sent"] == before["replays.sent"] + 1
    # Half of them say something else under the same code: one of the two is done, and the others are told.
    halves = [{**other, **(act.other if k % 2 else {})} for k in range(AT_ONCE)]
    answers = at_once(*posting(sign_in, who, act.address, *halves))
    assert sorted(answer.status_code for answer in answers) == [302] * (AT_ONCE // 2) + [409] * (AT_ONCE // 2)
    assert rows()["replays.sent"] == before["replays.sent"] + 2
