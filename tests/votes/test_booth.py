"""The booth, as a voter sees it: papers to mark, a secret vote read back, receipts shown once, nothing lost."""

import re
from datetime import timedelta

import pytest

from core.clock import database_now
from tests import make
from tests.votes.rules.test_by_hand import rule
from tests.votes.test_options import DAYS, JUDGMENT, opened, outcome, people
from votes.ballots.models import Ballot, SecretBallot
from votes.rounds.actions import Question, RollSeat, open_round
from votes.rounds.models import Voice
from votes.rounds.paper import Paper
from votes.rules.terms import Terms

pytestmark = pytest.mark.django_db
APPROVAL = Paper("approval", DAYS)


def address(round_):
    return f"/rounds/{round_.pk}/ballot/"


def carried(page):
    """The hidden fields of a page, as a browser would send them on."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    fields = {}
    for name, value in found:
        if name != "csrfmiddlewaretoken":
            fields.setdefault(name, []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in fields.items()}


def carrying(voter, count, paper=APPROVAL, **more):
    """A round in which one person carries the voices of several members."""
    question = Question(
        "proposal.1", "Which day?", "Which day?", "ordinary", more.pop("rule", Terms()), ["12"], 4, {"kind": "members"}, paper=paper, **more
    )  # fmt: skip
    make.colleges()
    givers = [make.member(make.person(f"Giver{k} Voter")) for k in range(count)]
    seats = [RollSeat(str(giver), member_id=giver.pk, bearer_id=voter.pk) for giver in givers]
    return open_round(question, seats, closes_at=database_now() + timedelta(days=1), actor=None)


@pytest.mark.parametrize("fields", [{}, {"choice": "x"}])
def test_a_form_without_its_paper_is_given_one_where_options_are_voted_on(fields, sign_in):
    (voter,) = people(1)
    round_ = opened(APPROVAL, [voter])
    answer = sign_in(voter).post(address(round_), fields)
    assert answer.status_code == 422
    assert "Saturday" in answer.content.decode()
    assert not Ballot.objects.exists()


def test_options_are_ticked_and_the_receipt_names_them(sign_in):
    (voter,) = people(1)
    round_ = opened(APPROVAL, [voter], may_change=True)
    client = sign_in(voter)
    page = client.get(address(round_)).content.decode()
    assert "Saturday" in page and "checked" not in page
    answer = client.post(address(round_), {"paper": "1", "option": ["1", "3"]}, follow=True)
    said = answer.content.decode()
    assert answer.redirect_chain[-1][0].endswith("/receipt/")
    assert "Saturday" in said and "Monday" in said and "Sunday" not in said
    assert re.search(r"<dd>\d+ \w+ \d{4}, \d\d:\d\d and \d\d s</dd>", said)
    again = client.get(address(round_)).content.decode()
    assert again.count("checked") == 2


def test_an_untouched_paper_is_refused_in_place_and_a_blank_one_is_cast(sign_in):
    (voter,) = people(1)
    round_ = opened(APPROVAL, [voter], may_change=True)
    client = sign_in(voter)
    answer = client.post(address(round_), {"paper": "1"})
    assert answer.status_code == 422
    assert "Mark at least one option, or cast a blank ballot." in answer.content.decode()
    client.post(address(round_), {"paper": "1", "blank": "1"})
    assert Ballot.objects.get().content == ""


def test_what_is_wrong_is_said_and_what_was_marked_is_kept(sign_in):
    (voter,) = people(1)
    round_ = opened(JUDGMENT, [voter], may_change=True)
    answer = sign_in(voter).post(address(round_), {"paper": "1", "grade_1": "4", "grade_3": "0"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“Sunday” has no grade" in page
    assert page.count("checked") == 2
    assert not Ballot.objects.exists()


def test_several_voices_vote_together_or_each_in_its_own_way(sign_in):
    (voter,) = people(1)
    round_ = carrying(voter, 3, may_change=True)
    client = sign_in(voter)
    client.post(address(round_), {"paper": "1", "option": "2"})
    assert list(Ballot.objects.values_list("content", flat=True)) == ["2"] * 3
    pks = list(round_.voices.order_by("pk").values_list("pk", flat=True))
    marked = {f"v{pk}-option": str(k + 1) for k, pk in enumerate(pks)}
    client.post(address(round_), {"split": "1", "voice": pks, **marked})
    assert sorted(Ballot.objects.values_list("content", flat=True)) == ["1", "2", "3"]


def test_a_secret_ballot_is_read_back_first_and_its_receipt_is_shown_once(sign_in):
    (voter,) = people(1)
    round_ = opened(APPROVAL, [voter], secret=True)
    client = sign_in(voter)
    code = carried(client.get(address(round_)).content.decode())["code"]
    page = client.post(address(round_), {"paper": "1", "code": code, "option": "2"}).content.decode()
    assert "Nothing is cast yet" in page and "Sunday" in page
    assert not SecretBallot.objects.exists()
    answer = client.post(address(round_), {**carried(page), "cast": "1"})
    receipt = answer.content.decode()
    ballot = SecretBallot.objects.get()
    assert (answer.status_code, ballot.content) == (200, "2")
    assert ballot.code in receipt and "Sunday" not in receipt
    assert answer["Cache-Control"].startswith("max-age=0")
    later = client.get(f"/rounds/{round_.pk}/receipt/").content.decode()
    assert ballot.code not in later and "shown nowhere on this site" in later


def test_the_answer_that_got_lost_comes_again_when_the_same_form_is_sent_again(sign_in):
    (voter,) = people(1)
    round_ = opened(APPROVAL, [voter], secret=True)
    client = sign_in(voter)
    code = carried(client.get(address(round_)).content.decode())["code"]
    sent = {"paper": "1", "code": code, "option": "2", "cast": "1"}
    answers = [client.post(address(round_), sent).content.decode() for _time in range(2)]
    codes = [re.findall(r"receipt-code--long\">([0-9a-f]{32})<", answer) for answer in answers]
    assert codes[0] == codes[1] != []
    assert SecretBallot.objects.count() == 1


def test_a_secret_vote_is_final(sign_in):
    (voter,) = people(1)
    round_ = opened(APPROVAL, [voter], secret=True)
    client = sign_in(voter)
    client.post(address(round_), {"paper": "1", "code": "a" * 32, "option": "2", "cast": "1"})
    page = client.get(address(round_)).content.decode()
    assert "is in, and final" in page and "<fieldset" not in page
    again = client.post(address(round_), {"paper": "1", "code": "b" * 32, "option": "1", "cast": "1"})
    assert again.status_code == 409
    assert "A secret vote is final" in again.content.decode()
    assert SecretBallot.objects.get().content == "2"


def test_somebody_who_looks_again_finds_what_they_had_marked(sign_in):
    (voter,) = people(1)
    round_ = opened(APPROVAL, [voter], secret=True)
    client = sign_in(voter)
    page = client.post(
        address(round_), {"paper": "1", "code": "a" * 32, "option": "3", "mark": "1"}
    ).content.decode()
    assert page.count("checked") == 1 and 'value="' + "a" * 32 in page


def test_for_or_against_in_secret_is_read_back_too(sign_in):
    (voter,) = people(1)
    round_ = carrying(voter, 2, paper=None, rule=rule(quorum=None), secret=True)
    client = sign_in(voter)
    code = carried(client.get(address(round_)).content.decode())["code"]
    page = client.post(address(round_), {"code": code, "choice": "against"}).content.decode()
    assert "Nothing is cast yet" in page and "Against" in page
    client.post(address(round_), {**carried(page), "cast": "1"})
    assert [ballot.content for ballot in SecretBallot.objects.all()] == ["against"] * 2


def test_a_voice_that_signed_for_paper_is_not_asked(sign_in):
    (voter,) = people(1)
    round_ = carrying(voter, 2, may_change=True)
    first = round_.voices.order_by("pk").first()
    Voice.objects.filter(pk=first.pk).update(on_paper=True, voted_at=database_now())
    client = sign_in(voter)
    assert "signed the roll for a paper ballot" in client.get(address(round_)).content.decode()
    client.post(address(round_), {"paper": "1", "option": "1"})
    assert [ballot.voice_id for ballot in Ballot.objects.all()] == [round_.voices.order_by("pk").last().pk]


def test_a_rehearsal_says_so_on_every_page(sign_in):
    (voter,) = people(1)
    round_ = opened(APPROVAL, [voter], rehearsal=True, may_change=True)
    client = sign_in(voter)
    assert "nothing counts" in client.get(address(round_)).content.decode()
    client.post(address(round_), {"paper": "1", "option": "1"})
    assert "A rehearsal" in client.get(address(round_)).content.decode()


def test_what_comes_after_the_closing_is_refused_in_words(sign_in):
    (voter,) = people(1)
    round_ = opened(APPROVAL, [voter], may_change=True)
    outcome(round_)
    answer = sign_in(voter).post(address(round_), {"paper": "1", "option": "1"})
    assert answer.status_code == 409
    assert "came after the closing" in answer.content.decode()


@pytest.mark.parametrize("voices", [1, 30])
def test_the_booth_asks_the_database_the_same_number_of_questions(
    voices, sign_in, django_assert_max_num_queries
):
    (voter,) = people(1)
    round_ = carrying(voter, voices, may_change=True)
    client = sign_in(voter)
    client.get(address(round_))
    with django_assert_max_num_queries(9):
        client.get(address(round_))
