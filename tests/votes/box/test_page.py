"""The published box as anybody opens it: what it tells, whom it answers, and how a voter finds a ballot in it."""

import logging

import pytest
from django.urls import reverse

from core.journal.models import Entry
from tests import make, owner
from tests.votes.box.secret import WEIGHING, for_or_against, held, of_earlier, opened
from tests.votes.test_options import DAYS, GRADES
from votes.ballots.models import SecretBallot
from votes.ballots.secrecy import cast_secret
from votes.rounds.paper import Paper
from votes.rules.terms import Terms
from votes.tally.actions import close_round

pytestmark = pytest.mark.django_db
MOTION = ["for", "for", "against", "abstain", "for", "against"]
PAGES = ("box", "box_json", "recount")


@pytest.fixture(autouse=True)
def whoever_asks(request, settings):
    """These rounds are about nothing that has a door of its own; those of a proposal keep theirs."""
    if "cast" not in request.fixturenames:
        make.Organisation.objects.create(name="Example", legal_form="SAS", city="Here")
        settings.ROUND_READER = ""


def answers(client, round_):
    return [client.get(reverse(f"tally:{page}", args=[round_.pk])).status_code for page in PAGES]


def look(client, round_, code, signature=""):
    sent = {"code": code, "signature": signature}
    return client.post(reverse("tally:find", args=[round_.pk]), sent, headers={"accept-language": "en"})


def test_every_visitor_reads_the_box_of_a_proclaimed_secret_vote(client):
    round_, receipts = held(MOTION, for_or_against())
    assert answers(client, round_) == [200, 200, 200]
    box = client.get(reverse("tally:box_json", args=[round_.pk])).json()
    assert [one["code"] for one in box["ballots"]] == sorted(receipt.code for receipt in receipts)
    assert {one["code"]: one["content"] for one in box["ballots"]} == {
        one.code: one.content for one in receipts
    }
    assert {one["code"]: one["signature"] for one in box["ballots"]} == {
        one.code: one.signature for one in receipts
    }
    assert box["roll"] == {"": 6}


def test_the_box_holds_no_name_of_a_voter_and_no_time_of_a_ballot(client):
    round_, _receipts = held(MOTION, for_or_against())
    text = client.get(reverse("tally:box_json", args=[round_.pk])).content.decode()
    assert not [voice.name for voice in round_.voices.all() if voice.name in text]
    assert set(client.get(reverse("tally:box_json", args=[round_.pk])).json()["ballots"][0]) == {
        "code", "college", "content", "signature"
    }  # fmt: skip


@pytest.mark.parametrize("state", ["open", "cancelled", "rehearsal", "not proclaimed", "open ballots"])
def test_there_is_no_box_to_read_of_any_other_vote(state, client):
    round_, who = opened(for_or_against(), rehearsal=state == "rehearsal", by_hand=state == "not proclaimed")
    cast_secret(who[0], round_.pk, "for")
    if state != "open":
        close_round(round_.pk, early=True)
    if state == "open ballots":
        owner.rewrite(round_, secret=False)
    if state == "cancelled":
        owner.rewrite(round_, cancelled_at=round_.opened_at, closed_at=None)
    assert answers(client, round_) == [404, 404, 404]
    assert look(client, round_, "0" * 32).status_code == 404


def test_a_box_is_as_public_as_the_proposal_it_decides(cast, code, client, sign_in):
    shown = make.secretly_settled(cast.alice, visibility="public")
    assert answers(client, shown) == [200, 200, 200]
    owner.rewrite(shown, subject="nothing.1")
    assert answers(client, shown) == [404, 404, 404]


def test_a_box_of_the_members_is_not_the_visitors(cast, code, client, sign_in):
    kept = make.secretly_settled(cast.alice, visibility="members")
    assert answers(client, kept) == [404, 404, 404]
    assert look(client, kept, "0" * 32).status_code == 404
    assert answers(sign_in(cast.bob), kept) == [200, 200, 200]


def test_a_voter_finds_a_ballot_and_reads_what_it_says(client):
    paper = Paper("majority_judgment", DAYS, {"grades": GRADES})
    round_, receipts = held(["4,1,0", "0,3,4"], paper=paper)
    spaced = " ".join(receipts[0].code[k : k + 4] for k in range(0, 32, 4)).upper()
    page = look(client, round_, spaced, receipts[0].signature).content.decode()
    assert "Your ballot is in the box" in page
    assert "Saturday: Very good" in page
    assert "Monday: Reject" in page
    assert "The signature is ours" in page


def test_a_ballot_that_is_there_and_a_signature_that_is_wrong_are_told_apart(client):
    """The good news and the bad are two notes; and the answer, or what is wrong with a code, is what one sees first."""
    round_, receipts = held(MOTION, for_or_against())
    page = look(client, round_, receipts[0].code, "ab" * 64).content.decode()
    found = page[page.index("sheet--teal") : page.index("</section>", page.index("sheet--teal"))]
    assert "Your ballot is in the box" in found and "signature" not in found
    assert 'note--tomato" role="alert"' in page and "The signature is not the one under this code" in page
    assert f'action="/rounds/{round_.pk}/box/find/#find"' in page
    assert page.index('id="find"') < page.index("sheet--teal") < page.index('name="code"')


def test_a_ballot_for_or_against_is_read_in_a_word(client):
    round_, receipts = held(MOTION, for_or_against())
    page = look(client, round_, receipts[3].code).content.decode()
    assert "<strong>Abstention</strong>" in page
    assert "signature is ours" not in page


def test_a_ballot_that_is_missing_and_was_signed_is_a_proof(client):
    round_, receipts = held(MOTION, for_or_against())
    SecretBallot.objects.filter(code=receipts[0].code).delete()
    page = look(client, round_, receipts[0].code, receipts[0].signature).content.decode()
    assert "No ballot with this code is in the box" in page
    assert "this house did receive a ballot with this code" in page


@pytest.mark.parametrize(("signature", "said"), [("", "add the signature"), ("ab" * 64, "proves nothing"), ("?", "proves nothing")])  # fmt: skip
def test_a_code_of_nowhere_is_not_in_the_box_and_the_page_says_what_to_do(signature, said, client):
    round_, _receipts = held(MOTION, for_or_against())
    page = look(client, round_, "0" * 32, signature).content.decode()
    assert "No ballot with this code is in the box" in page
    assert said in page


def test_the_receipt_of_another_vote_is_not_found_here(client):
    round_, _receipts = held(MOTION, for_or_against())
    other, receipts = held(["1"], paper=Paper("plurality", DAYS), named="Z")
    page = look(client, round_, receipts[0].code, receipts[0].signature).content.decode()
    assert "proves nothing" in page
    assert answers(client, other) == [200, 200, 200]


@pytest.mark.parametrize("code", ["", "for", "g" * 32, "0" * 31, "<script>"])
def test_what_is_no_code_is_said_to_be_none(code, client):
    round_, _receipts = held(MOTION, for_or_against())
    answer = look(client, round_, code)
    assert answer.status_code == 422
    assert "error" in answer.content.decode()


def test_looking_leaves_no_trace(client, caplog):
    round_, receipts = held(MOTION, for_or_against())
    before = Entry.objects.count()
    with caplog.at_level(logging.DEBUG):
        answer = look(client, round_, receipts[0].code)
    assert answer.status_code == 200
    assert Entry.objects.count() == before
    asked = [line for line in caplog.messages if receipts[0].code in line and "SELECT" not in line]
    assert asked == []
    assert "no-store" in answer.headers["Cache-Control"]
    assert "sessionid" not in answer.cookies


def test_with_a_small_college_the_page_says_what_is_left_out(client):
    round_, receipts = held(["for", "for", "against"], for_or_against(WEIGHING), colleges="AAB", smallest=2)
    asked = client.get(reverse("tally:box", args=[round_.pk]), headers={"accept-language": "en"})
    page = asked.content.decode()
    assert "no ballot tells its college" in page
    assert "<strong>For</strong>" in look(client, round_, receipts[0].code).content.decode()


def test_where_codes_alone_are_published_a_code_found_tells_no_mark(client):
    """Anyone may try the published codes one by one; what they said would be the box all the same."""
    paper, terms = Paper("plurality", DAYS), Terms(colleges=WEIGHING)
    round_, receipts = held("121", terms, paper=paper, colleges="AAB", smallest=2)
    of_earlier(round_)
    page = look(client, round_, receipts[0].code).content.decode()
    assert "Your ballot is in the box" in page
    assert not [day for day in ("Saturday", "Sunday", "Monday") if day in page]


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_asks_the_same_few_questions_however_many_ballots(count, client, django_assert_num_queries):
    round_, _receipts = held(["for"] * count, for_or_against())
    client.get(reverse("tally:box", args=[round_.pk]))
    with django_assert_num_queries(4):
        client.get(reverse("tally:box", args=[round_.pk]))


def test_the_journal_keeps_the_fingerprint_of_the_box_from_the_count_on(client):
    round_, _receipts = held(MOTION, for_or_against())
    box = client.get(reverse("tally:box_json", args=[round_.pk])).json()
    assert Entry.objects.get(kind="round.closed").facts["box_sha256"] == box["box_sha256"]
