"""Pages: what people see, what bad input gets, and how few questions the database is asked."""

import html
import re
from datetime import timedelta

import polib
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from core.clock import database_now
from governance.proposals.actions import discussing, writing
from governance.proposals.models import Proposal
from governance.proposals.vote.actions import leading, settling
from governance.proposals.vote.models import Plan
from members.joining.actions.applications import apply
from members.people.models import College
from tests import make, owner
from tests.filled import form_of
from tests.votes.test_options import people
from votes.ballots.actions import cast_ballot
from votes.ballots.models import Ballot
from votes.ballots.secrecy import cast_secret
from votes.rounds.models import Round, Voice

pytestmark = pytest.mark.django_db
MOST_QUERIES = 13


def fill(cast, count):
    """So many of everything that a list shows."""
    for k in range(count):
        proposal = make.voting(cast.alice, title=f"Vote {k}")
        for m in range(3):
            discussing.comment(proposal, cast.bob, f"Message {m}")
        make.settled(cast.alice, title=f"Settled {k}")
        make.proposal(cast.bob, title=f"Talk {k}")


@pytest.mark.parametrize(
    "path",
    ["/home/", "/proposals/", "/open/", "/circles/", "/notices/", "/me/", "/members/", "/open/functioning/"],
)
def test_a_page_asks_as_many_questions_with_one_row_as_with_thirty(
    path, cast, code, sign_in, django_assert_max_num_queries
):
    client = sign_in(cast.bob)
    fill(cast, 1)
    client.get(path)
    with django_assert_max_num_queries(MOST_QUERIES) as one:
        assert client.get(path).status_code == 200
    fill(cast, 9)
    with django_assert_max_num_queries(MOST_QUERIES) as many:
        client.get(path)
    assert len(many) <= len(one) + 1  # a second page of results may ask once more


def test_a_proposal_with_thirty_messages_asks_no_more_than_with_one(
    cast, code, sign_in, django_assert_max_num_queries
):
    client = sign_in(cast.bob)
    proposal = make.voting(cast.alice)
    path = f"/proposals/{proposal.number}/"
    discussing.comment(proposal, cast.bob, "One")
    client.get(path)
    with django_assert_max_num_queries(MOST_QUERIES) as one:
        client.get(path)
    for k in range(30):
        discussing.comment(proposal, cast.alice, f"Message {k}")
    with django_assert_max_num_queries(MOST_QUERIES) as many:
        client.get(path)
    assert len(many) == len(one)


@pytest.mark.parametrize("secret", [True, False])
def test_the_receipt_of_a_vote_that_was_cancelled_says_so(secret, cast, code, sign_in):
    if secret:
        round_ = make.secret_round(cast.dana, cast.bob, *people(9, "Voice"))
        cast_secret(cast.bob, round_.pk, "for")
    else:
        round_ = make.round_of(make.voting(cast.alice))
        cast_ballot(cast.bob, round_.pk, "for")
    proposal = Proposal.objects.current().get(round=round_)
    leading.cancel_vote(proposal, proposal.author, because="The rent was wrong")
    page = sign_in(cast.bob).get(f"/rounds/{round_.pk}/receipt/").text
    assert "This vote was cancelled: The rent was wrong" in page
    assert "Your ballot is not counted." in page
    assert "See the result" not in page


def test_a_member_votes_in_one_click_and_gets_a_receipt(cast, code, sign_in):
    proposal = make.voting(cast.alice)
    client = sign_in(cast.bob)
    page = client.get(f"/proposals/{proposal.number}/").content.decode()
    assert "Your move, Bob" in page
    response = client.post(f"/rounds/{proposal.round_id}/ballot/", {"choice": "for"}, follow=True)
    assert "Your voice is in" in response.content.decode()
    receipt = Ballot.objects.get().receipt
    assert f"{receipt[:4]} {receipt[4:]}" in response.content.decode()


def test_nothing_is_preselected_on_a_ballot(cast, code, sign_in):
    proposal = make.voting(cast.alice)
    page = sign_in(cast.fay).get(f"/rounds/{proposal.round_id}/ballot/").content.decode()
    assert "checked" not in page.split("<form", 1)[1]


def test_a_ballot_without_a_choice_gets_a_sentence_and_records_nothing(cast, code, sign_in):
    proposal = make.voting(cast.alice)
    response = sign_in(cast.bob).post(f"/rounds/{proposal.round_id}/ballot/", {})
    assert response.status_code == 422
    assert "Choose for, against or abstain." in response.content.decode()
    assert not Ballot.objects.exists()


def test_hidden_fields_added_to_a_ballot_have_no_effect(cast, code, sign_in):
    proposal = make.voting(cast.alice)
    other = Voice.objects.carried_by(cast.alice).get(round_id=proposal.round_id)
    sign_in(cast.bob).post(
        f"/rounds/{proposal.round_id}/ballot/",
        {"choice": "for", "weight": "9", "member_id": "1", f"choice_{other.pk}": "against", "is_admin": "1"},
    )
    assert [(b.voice.bearer, b.voice.weight) for b in Ballot.objects.all()] == [(cast.bob, 1)]


def test_a_split_vote_with_a_choice_missing_records_nothing(cast, code, sign_in):
    proposal = make.voting(cast.alice)
    own, _firm = Voice.objects.carried_by(cast.fay).filter(round_id=proposal.round_id)
    response = sign_in(cast.fay).post(
        f"/rounds/{proposal.round_id}/ballot/", {"split": "1", f"choice_{own.pk}": "for"}
    )
    assert response.status_code == 422
    assert "A choice is missing for one of your voices" in response.content.decode()
    assert not Ballot.objects.exists()


def test_a_vote_after_the_closing_gets_a_sentence(cast, code, sign_in):
    proposal = make.voting(cast.alice)
    owner.rewrite(
        proposal.round_id,
        opened_at=database_now() - timedelta(days=2),
        closes_at=database_now() - timedelta(seconds=1),
    )
    response = sign_in(cast.bob).post(f"/rounds/{proposal.round_id}/ballot/", {"choice": "for"})
    assert response.status_code == 409
    assert "your voice came after the closing and was not recorded" in response.content.decode()


def test_somebody_not_on_the_roll_reads_why_and_whom_to_ask(cast, code, sign_in):
    proposal = make.voting(cast.alice, where=cast.workshop)
    page = sign_in(cast.chloe).get(f"/proposals/{proposal.number}/why/").content.decode()
    assert "You do not hold a seat in the register of members." in page
    assert "Articles 12, 8 of the code social, edition 4." in page
    assert "Alice Martin" in page


def test_a_visitor_reads_why_too(cast, code, client):
    proposal = make.voting(cast.alice)
    page = client.get(f"/proposals/{proposal.number}/why/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "You are not signed in." in page


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "This field is required."),
        ("body", "", "This field is required."),
        ("body", "x" * 20_001, "the most is 20000"),
        ("title", "x" * 161, "at most 160 characters"),
        ("review_on", "2001-01-01", "This date has passed."),
        ("visibility", "circle", "Choose the circle that may read it"),
    ],
)
def test_a_proposal_that_cannot_be_kept_stays_in_the_form(cast, code, sign_in, field, value, sentence):
    typed = {
        "title": "A title",
        "driver": "Typed words",
        "body": "A body",
        "visibility": "public",
        field: value,
    }
    response = sign_in(cast.bob).post("/proposals/new/", typed)
    assert response.status_code == 422
    page = response.content.decode()
    assert sentence in page
    assert "Typed words" in page
    assert not Proposal.objects.exists()


def test_a_stale_version_keeps_the_typed_words(cast, sign_in):
    proposal = make.proposal(cast.alice)
    writing.revise(proposal, cast.alice, based_on=1, title="Second", body="Second")
    alice, where = sign_in(cast.alice), f"/proposals/{proposal.number}/edit/"
    response = alice.post(where, {"based_on": "1", "title": "Mine", "body": "My own words"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Version 2 was written meanwhile" in page
    assert "My own words" in page
    # As it says: once the new one is read, the same words are saved.
    assert alice.post(where, form_of(response)).status_code == 302
    assert proposal.latest.body == "My own words"


@pytest.mark.parametrize(
    ("closes", "sentence"),
    [
        ("2001-01-01T18:00", "This date has passed."),
        ("2030-10-27T02:30", "this time occurs twice"),
        ("2030-03-31T02:30", "this time does not exist"),
        ("tomorrow", "Write a day and an hour"),
        ("", "This field is required."),
    ],
)
def test_a_closing_time_that_cannot_be_kept_is_refused_in_place(cast, code, sign_in, closes, sentence):
    proposal = make.proposal(cast.alice)
    response = sign_in(cast.alice).post(
        f"/proposals/{proposal.number}/vote/",
        {"decision_type": "ordinary", "electorate": "members", "closes": closes, "open": "1"},
    )
    assert response.status_code == 422
    page = response.content.decode()
    assert sentence in page
    assert f'value="{closes}"' in page or not closes
    assert re.search(r'value="ordinary"[^>]* checked', page)
    assert not Plan.objects.exists()
    assert not Round.objects.exists()


def test_before_it_opens_a_vote_says_in_plain_words_how_it_will_be_counted(cast, code, sign_in):
    proposal = make.proposal(cast.alice)
    closes = timezone.localtime() + timedelta(days=5)
    page = (
        sign_in(cast.alice)
        .post(
            f"/proposals/{proposal.number}/vote/",
            {"decision_type": "extraordinary", "electorate": "members", "closes": f"{closes:%Y-%m-%dT%H:%M}"},
            follow=True,
        )
        .content.decode()
    )
    assert "Adopted if “for” reaches at least two thirds of the votes expressed." in page
    assert "Quorum: at least 3 voices of 5 must take part" in page
    assert "Articles 13, 8 of the code social, edition 4." in page
    assert not Round.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("virus.exe", b"MZ", "cannot be attached"),
        ("page.html", b"<script>", "cannot be attached"),
        ("fake.pdf", b"MZ not a pdf", "is not what its name says"),
        ("fake.txt", b"a\0b", "is not what its name says"),
        ("empty.txt", b"", "is empty"),
        ("big.txt", b"x" * (10 * 1024 * 1024 + 1), "the most is 10 MB"),
    ],
)
def test_a_file_that_may_not_come_in_is_refused_with_what_to_do(
    cast, sign_in, settings, tmp_path, name, content, sentence
):
    settings.MEDIA_ROOT = tmp_path
    proposal = make.proposal(cast.alice)
    response = sign_in(cast.alice).post(
        f"/proposals/{proposal.number}/files/", {"file": SimpleUploadedFile(name, content)}, follow=True
    )
    assert sentence in response.content.decode()
    assert proposal.attachments.count() == 0


def test_a_file_comes_back_as_it_went_in_and_never_opens_inside_the_site(cast, sign_in, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    proposal = make.proposal(cast.alice)
    client = sign_in(cast.alice)
    client.post(
        f"/proposals/{proposal.number}/files/", {"file": SimpleUploadedFile("é plan.pdf", b"%PDF-1.7 x")}
    )
    attachment = proposal.attachments.get()
    response = client.get(f"/proposals/{proposal.number}/files/{attachment.pk}/")
    assert response.getvalue() == b"%PDF-1.7 x"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_an_empty_message_is_refused_in_place(cast, sign_in):
    proposal = make.proposal(cast.alice)
    response = sign_in(cast.bob).post(f"/proposals/{proposal.number}/comment/", {"body": "  "})
    assert response.status_code == 422
    assert proposal.comments.count() == 0


def test_an_answer_hangs_under_what_it_answers(cast, sign_in):
    proposal = make.proposal(cast.alice)
    first = discussing.comment(proposal, cast.alice, "First")
    sign_in(cast.bob).post(
        f"/proposals/{proposal.number}/comment/", {"body": "An answer", "parent": first.pk}
    )
    assert proposal.comments.get(body="An answer").parent == first


def test_words_taken_back_are_gone_and_their_place_stays(cast, sign_in):
    proposal = make.proposal(cast.alice)
    said = discussing.comment(proposal, cast.bob, "Unhappy words")
    client = sign_in(cast.bob)
    client.post(f"/proposals/{proposal.number}/comment/{said.pk}/remove/")
    page = client.get(f"/proposals/{proposal.number}/").content.decode()
    assert "Unhappy words" not in page
    assert "Its author took this message back." in page


def test_nobody_takes_back_the_words_of_another(cast, sign_in):
    proposal = make.proposal(cast.alice)
    said = discussing.comment(proposal, cast.bob, "Words")
    assert (
        sign_in(cast.alice).post(f"/proposals/{proposal.number}/comment/{said.pk}/remove/").status_code == 403
    )


def test_the_result_page_says_the_verdict_first_then_the_table_and_how(cast, code, sign_in):
    proposal = make.voting(cast.alice)
    for person, choice in ((cast.alice, "for"), (cast.bob, "against"), (cast.dana, "for")):
        voice = Voice.objects.carried_by(person).get(round_id=proposal.round_id)
        cast_ballot(person, proposal.round_id, {voice.pk: choice})
    settling.settle(proposal.round_id, early=True)
    page = sign_in(cast.bob).get(f"/proposals/{proposal.number}/result/").content.decode()
    assert "It needed more than half of the votes expressed, weighted by college." in page
    assert "(exactly 5/7)" in page
    assert (
        page.index("verdict-sentence")
        < page.index("hemi")
        < page.index("<table")
        < page.index("How this was counted")
    )
    assert "Who chose what" in page


def test_visitors_never_read_who_chose_what(cast, code, client, sign_in):
    proposal = make.voting(cast.alice, kind="consultation")
    voice = Voice.objects.carried_by(cast.bob).get(round_id=proposal.round_id)
    cast_ballot(cast.bob, proposal.round_id, {voice.pk: "against"})
    settling.settle(proposal.round_id, early=True)
    for reader in (client, sign_in(cast.gus)):
        for path in (f"/open/follow/{proposal.number}/", f"/proposals/{proposal.number}/result/"):
            assert "Bob Durand" not in reader.get(path).content.decode()


def test_while_a_vote_is_open_no_page_says_which_way_it_goes(cast, code, sign_in, client):
    """Nothing leaks before closing, not even to an administrator."""
    proposal = make.voting(cast.alice, title="Canary")
    path = f"/proposals/{proposal.number}/"
    before = [sign_in(cast.erik).get(p).content for p in (path, "/home/", "/open/")]
    voice = Voice.objects.carried_by(cast.bob).get(round_id=proposal.round_id)
    pages = {}
    for choice in ("for", "against"):
        cast_ballot(cast.bob, proposal.round_id, {voice.pk: choice})
        shown = sign_in(cast.erik).get(f"/proposals/{proposal.number}/region/live/").content
        pages[choice] = shown
    assert pages["for"] == pages["against"]
    assert before


def test_markdown_preview_keeps_nothing(cast, sign_in):
    response = sign_in(cast.bob).post("/proposals/preview/", {"body": "**bold** <script>x</script>"})
    assert "<strong>bold</strong>" in response.content.decode()
    assert "<script>" not in response.content.decode().split("preview")[1]
    assert not Proposal.objects.exists()


def test_every_answer_carries_the_content_policy(cast, client):
    for path in ("/open/", "/account/login/", "/nothing/"):
        policy = client.get(path).headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy


def test_a_language_is_chosen_and_kept_with_the_person(cast, sign_in):
    client = sign_in(cast.bob)
    client.post("/language/", {"language": "fr", "next": "/home/"})
    cast.bob.refresh_from_db()
    assert cast.bob.language == "fr"
    assert 'lang="fr"' in client.get("/home/").content.decode()


def test_the_language_form_never_sends_anybody_elsewhere(client):
    assert client.post("/language/", {"language": "en", "next": "https://evil.example/"}).url == "/"


PAGES = [
    "/home/", "/proposals/", "/proposals/1/", "/proposals/1/versions/", "/proposals/new/", "/rounds/1/ballot/",
    "/open/", "/open/functioning/", "/open/verify/", "/open/code/", "/open/code/4/", "/open/code/compare/", "/circles/", "/circles/workshop/", "/notices/", "/me/", "/me/data/", "/join/", "/join/apply/", "/members/", "/members/2/", "/join/leave/2/", "/shares/of/2/",
]  # fmt: skip


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_page_speaks_one_language_from_head_to_foot(
    language, cast, code, sign_in, django_db_reset_sequences
):
    """No sentence of the other language is left on any page, and the page says which it speaks."""
    make.voting(cast.alice, title="Vote")
    client = sign_in(cast.bob)
    session = client.session
    session["language"] = language
    session.save()
    catalogue = polib.pofile(str(settings.LOCALE_PATHS[0] / "fr/LC_MESSAGES/django.po"))
    pairs = [(entry.msgid, entry.msgstr) for entry in catalogue if len(entry.msgid) > 9 and entry.msgstr]
    foreign = {(english if language == "fr" else french) for english, french in pairs if english != french}
    foreign -= {"facilitator"}  # the name that the cast gave a role
    for path in PAGES:
        response = client.get(path)
        assert response.status_code == 200, path
        page = response.content.decode()
        assert f'<html lang="{language}"' in page, path
        words = html.unescape(re.sub(r"<[^>]+>", "|", page))
        assert [text for text in foreign if f"|{text}|" in words] == [], path


# --- an address that takes a form is no page --------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("/proposals/{n}/comment/", "/proposals/{n}/"),
        ("/me/be/1/", "/me/"),
        ("/join/withdraw/", "/join/"),
        ("/language/", "/"),
    ],
)
def test_whoever_asks_for_the_address_of_a_form_is_shown_to_its_page(address, near, cast, code, sign_in):
    number = make.proposal(cast.alice).number
    answer = sign_in(cast.bob).get(address.format(n=number))
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert f'href="{near.format(n=number)}">To the page of the form' in answer.content.decode()


@pytest.mark.parametrize(
    "sent_from", ["/proposals/{n}/?version=1", ""], ids=["the page is told", "it is not"]
)
def test_a_session_that_ended_in_mid_form_comes_back_to_the_page_of_the_form(sent_from, cast, code, client):
    number = make.proposal(cast.alice).number
    page = f"http://testserver{sent_from.format(n=number)}" if sent_from else ""
    answer = client.post(f"/proposals/{number}/comment/", {"body": "Words"}, headers={"referer": page})
    assert answer.headers["Location"] == f"/account/login/?next=/proposals/{number}/&ended=1"
    ended = "Your session has ended: nothing of the last form was recorded."
    assert ended in client.get(answer.headers["Location"], headers={"accept-language": "en"}).content.decode()
    assert ended not in client.get("/account/login/", headers={"accept-language": "en"}).content.decode()


def test_a_form_of_another_session_leads_back_to_its_page(cast, code):
    page = f"/proposals/{make.proposal(cast.alice).number}/"
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    client.force_login(cast.bob)
    answer = client.post(
        f"{page}comment/", {"body": "Words"}, headers={"referer": f"http://testserver{page}"}
    )
    assert answer.status_code == 403
    assert f'href="{page}">Look again' in answer.content.decode()


def test_who_holds_no_duty_reads_for_whom_a_page_is_and_whom_to_ask(cast, code, sign_in):
    make.Organisation.objects.update(contact_email="hello@example.example")
    page = sign_in(cast.bob).get("/desk/").content.decode()
    assert "This page is for the people who hold the role for it." in page
    assert 'href="mailto:hello@example.example"' in page


def test_whoever_keeps_the_registers_reads_on_their_home_what_waits_there(cast, code, sign_in):
    applicant = make.person("Nora New", email="nora@example.example")
    apply(
        applicant,
        college=College.objects.get(code="U"),
        shares=1,
        why="To take part.",
        postal_address="1, rue X",
    )
    page = sign_in(cast.sara).get("/home/").content.decode()
    assert "1 application to examine" in page
    assert "All is up to date" not in page
    assert "application to examine" not in sign_in(cast.bob).get("/home/").content.decode()
