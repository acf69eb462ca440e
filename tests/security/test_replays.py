"""A ballot whose form comes twice: the same is one ballot with one receipt, another is refused with what is in the box."""

import re

import pytest

from core.journal.models import Entry
from core.replays.actions import Form
from core.replays.models import Sent
from tests import make
from tests.together import at_once, posting
from tests.votes.papers.shapes import PAPERS
from tests.votes.rules.test_by_hand import rule
from tests.votes.test_booth import address, carried, carrying
from tests.votes.test_options import opened, people
from votes.ballots.models import Ballot, SecretBallot
from votes.rounds.models import Voice
from votes.tally.actions import close_round

pytestmark = [pytest.mark.django_db, pytest.mark.both]
AT_ONCE = 8
# Of most shapes of paper: what a form says, and something else.
MARKS = {
    "choice": ({"choice": "1"}, {"choice": "3"}),
    "approvals": ({"option": ["1", "2"]}, {"option": ["1", "2", "3"]}),
    "strict_ranking": ({"place_1": "1", "place_2": "2"}, {"place_1": "2", "place_2": "1"}),
    "ranking": ({"place_1": "1", "place_2": "2"}, {"place_1": "1", "place_2": "1"}),
    "points": ({"points_1": "6", "points_2": "4"}, {"points_1": "4", "points_2": "6"}),
    "grades": ({f"grade_{k}": "4" for k in range(1, 5)}, {f"grade_{k}": "0" for k in range(1, 5)}),
}
TITLES = ("Saturday", "Sunday", "Monday", "Tuesday")


def shown(client, round_, which=0):
    """The hidden fields of the form that a booth shows: the one for all voices, or the one for each by itself."""
    page = client.get(address(round_)).content.decode()
    return carried(re.findall(r"<form class=\"(?:ag-vote|stack).*?</form>", page, re.DOTALL)[which])


def codes(answer):
    return re.findall(r"receipt-code--long\">([0-9a-f]{32})<", answer.content.decode())


def box(round_):
    ballots = Ballot.objects.filter(voice__round=round_)
    found = SecretBallot.objects.filter(round=round_) if round_.secret else ballots
    return sorted(found.values_list("content", flat=True))


@pytest.mark.parametrize("shape", MARKS)
def test_a_secret_ballot_marked_otherwise_under_the_same_form_is_refused_with_its_receipt(shape, sign_in):
    (voter,) = people(1)
    round_ = opened(PAPERS[shape], [voter], secret=True)
    client, (first, other) = sign_in(voter), MARKS[shape]
    form = {**shown(client, round_), "cast": "1"}
    cast = client.post(address(round_), {**form, **first})
    inside = box(round_)
    assert (cast.status_code, len(codes(cast)), len(inside)) == (200, 1, 1)
    again = client.post(address(round_), {**form, **other})
    page = again.content.decode()
    assert again.status_code == 409
    assert "What it says now was not recorded" in page and "Your voice is in<" not in page
    assert codes(again) == codes(cast)
    assert not any(title in page for title in TITLES)
    same = client.post(address(round_), {**form, **first})
    assert (same.status_code, codes(same), box(round_)) == (200, codes(cast), inside)
    assert not Sent.objects.exists()


def test_each_voice_by_itself_in_secret_is_compared_voice_by_voice(sign_in):
    (voter,) = people(1)
    round_ = carrying(voter, 3, paper=None, rule=rule(quorum=None), secret=True)
    client = sign_in(voter)
    form = {**shown(client, round_, 1), "cast": "1"}
    voices = list(round_.voices.order_by("pk").values_list("pk", flat=True))
    said = dict(zip([f"choice_{pk}" for pk in voices], ["for", "for", "against"], strict=True))
    sent = {**form, "voice": voices, **said}
    cast = client.post(address(round_), sent)
    assert (cast.status_code, len(codes(cast)), box(round_)) == (200, 3, ["against", "for", "for"])
    # The same three choices, the other way round among the voices: as many of each, and another form.
    turned = {f"choice_{voices[0]}": "against", f"choice_{voices[2]}": "for"}
    whole = {name: value for name, value in form.items() if name != "split"}
    whole |= {"voice": voices, "choice": "for"}
    for other in ({**sent, **turned}, whole):
        answer = client.post(address(round_), other)
        assert (answer.status_code, codes(answer)) == (409, codes(cast))
        assert box(round_) == ["against", "for", "for"]
    again = client.post(address(round_), sent)
    assert (again.status_code, codes(again)) == (200, codes(cast))


def test_a_form_that_is_sent_again_for_more_voices_is_another_form(sign_in):
    voter, other = people(2)
    round_ = carrying(voter, 3, secret=True)
    late = round_.voices.filter(pk=round_.voices.latest("pk").pk)
    late.update(bearer=other)
    client = sign_in(voter)
    voices = list(round_.voices.order_by("pk").values_list("pk", flat=True))
    marks = {f"v{pk}-option": "1" for pk in voices}
    sent = {**shown(client, round_, 1), **marks, "cast": "1"}
    client.post(address(round_), {**sent, "voice": voices[:2]})
    late.update(bearer=voter)
    answer = client.post(address(round_), {**sent, "voice": voices})
    assert (answer.status_code, len(codes(answer)), box(round_)) == (409, 2, ["1", "1"])
    assert "Vote for 1 more voice" in answer.content.decode()


@pytest.mark.parametrize("secret", [True, False])
def test_a_voice_that_came_after_a_form_was_sent_is_not_cast_by_its_replay(secret, sign_in):
    voter, other = people(2)
    round_ = carrying(voter, 2, secret=secret, may_change=not secret)
    late = round_.voices.filter(pk=round_.voices.latest("pk").pk)
    late.update(bearer=other)
    client = sign_in(voter)
    sent = {**shown(client, round_), "option": "2", "cast": "1"}
    client.post(address(round_), sent)
    late.update(bearer=voter)
    client.post(address(round_), sent)
    assert box(round_) == ["2"]
    assert late.get().voted_at is None


@pytest.mark.parametrize("secret", [True, False])
def test_the_answer_to_a_form_that_was_in_time_is_the_same_after_the_closing(secret, sign_in):
    (voter,) = people(1)
    round_ = opened(PAPERS["approvals"], [voter], secret=secret)
    client = sign_in(voter)
    form = {**shown(client, round_), "cast": "1"}
    cast = client.post(address(round_), {**form, "option": "2"})
    close_round(round_.pk, early=True)
    again = client.post(address(round_), {**form, "option": "2"})
    assert (again.status_code, codes(again)) == (cast.status_code, codes(cast))
    other = client.post(address(round_), {**form, "option": "3"})
    assert other.status_code == 409 and "What it says now was not recorded" in other.content.decode()
    assert box(round_) == ["2"]


def test_a_choice_by_one_click_that_comes_again_otherwise_says_what_is_in_the_box(cast, code, sign_in):
    round_ = make.round_of(make.voting(cast.alice))
    client = sign_in(cast.bob)
    form = shown(client, round_)
    client.post(address(round_), {**form, "choice": "for"})
    again = client.post(address(round_), {**form, "choice": "against"})
    page = again.content.decode()
    assert again.status_code == 409
    assert "What is in the box" in page and "For</span>" in page and "Against" not in page
    assert f'href="{address(round_)}"' in page and "Change my mind" in page
    assert box(round_) == ["for"]
    # Who opens the form again changes their mind.
    client.post(address(round_), {**shown(client, round_), "choice": "against"})
    assert box(round_) == ["against"]


def test_an_old_form_that_comes_late_does_not_turn_a_changed_vote_back(cast, code, sign_in):
    round_ = make.round_of(make.voting(cast.alice))
    client = sign_in(cast.bob)
    first = {**shown(client, round_), "choice": "for"}
    client.post(address(round_), first)
    client.post(address(round_), {**shown(client, round_), "choice": "against"})
    late = client.post(address(round_), first, follow=True)
    assert late.redirect_chain[-1][0].endswith("/receipt/") and "Against" in late.content.decode()
    assert box(round_) == ["against"]
    assert Entry.objects.filter(kind="ballot.cast").count() == 2


@pytest.mark.parametrize("shape", MARKS)
def test_an_open_ballot_that_is_final_says_what_is_in_and_that_it_stays(shape, sign_in):
    (voter,) = people(1)
    round_ = opened(PAPERS[shape], [voter], may_change=False)
    client, (first, other) = sign_in(voter), MARKS[shape]
    form = {**shown(client, round_), "cast": "1"}
    assert client.post(address(round_), {**form, **first})["Location"].endswith("/receipt/")
    inside = box(round_)
    assert client.post(address(round_), {**form, **first})["Location"].endswith("/receipt/")
    for said in ({**form, **other}, {**form, **other, "once": "0" * 32}):
        again = client.post(address(round_), said)
        page = again.content.decode()
        assert again.status_code == 409
        assert "What is in the box" in page and "nothing more can be changed" in page
        assert "Change my mind" not in page
        assert box(round_) == inside


def test_each_voice_by_itself_in_an_open_vote_is_one_form(sign_in):
    (voter,) = people(1)
    round_ = carrying(voter, 2, may_change=True)
    client = sign_in(voter)
    voices = list(round_.voices.order_by("pk").values_list("pk", flat=True))
    sent = {
        **shown(client, round_, 1),
        "voice": voices,
        f"v{voices[0]}-option": "1",
        f"v{voices[1]}-option": "2",
    }
    client.post(address(round_), sent)
    again = client.post(address(round_), {**sent, f"v{voices[1]}-option": "1"})
    assert again.status_code == 409 and "What is in the box" in again.content.decode()
    assert client.post(address(round_), sent).status_code == 302
    assert box(round_) == ["1", "2"]


def test_the_code_of_somebody_else_is_no_code_of_mine(sign_in):
    voters = people(2)
    for secret in (True, False):
        round_ = opened(PAPERS["approvals"], voters, secret=secret)
        form = {**shown(sign_in(voters[0]), round_), "cast": "1"}
        answers = [
            sign_in(voter).post(address(round_), {**form, "option": option, **named})
            for voter, option, named in (
                (voters[0], "1", {}), (voters[1], "2", {}), (voters[1], "2", {"voice": []}),
            )
        ]  # fmt: skip
        # The form of another names their voice: only without it is it the second voter's.
        assert answers[1].status_code == 409
        assert box(round_) == ["1", "2"]


def test_who_reads_a_secret_ballot_back_after_it_was_cast_is_told_that_it_is_in(sign_in):
    """A second window, opened before, that nothing told of the vote in the first."""
    (voter,) = people(1)
    round_ = opened(PAPERS["approvals"], [voter], secret=True)
    client = sign_in(voter)
    second = shown(client, round_)
    client.post(address(round_), {**shown(client, round_), "option": "2", "cast": "1"})
    answer = client.post(address(round_), {**second, "option": "1"})
    assert answer.status_code == 409
    assert "A secret vote is final" in answer.content.decode() and codes(answer) == []


def test_what_is_noted_of_a_form_tells_neither_who_sent_it_nor_what_it_says(cast, code, sign_in):
    round_ = make.round_of(make.voting(cast.alice))
    client = sign_in(cast.bob)
    form = shown(client, round_)
    client.post(address(round_), {**form, "choice": "for"})
    (noted,) = Sent.objects.values()
    said = " ".join(str(value) for name, value in noted.items() if name != "at")
    assert form["once"] not in said and "for" not in said
    assert {field.name for field in Sent._meta.fields if field.is_relation} == set()


def test_whoever_holds_database_and_secret_does_not_find_by_trying_what_a_form_said(cast, code, sign_in):
    """The same words of the same person under two codes leave two different notes, and codes are kept nowhere."""
    round_ = make.round_of(make.voting(cast.alice))
    client = sign_in(cast.bob)
    for choice in ("for", "against", "for"):
        client.post(address(round_), {**shown(client, round_), "choice": choice})
    assert len(set(Sent.objects.values_list("digest", flat=True))) == 3


def test_a_form_that_was_carried_out_before_an_upgrade_is_known_after_it(cast, code, sign_in):
    round_ = make.round_of(make.voting(cast.alice))
    client = sign_in(cast.bob)
    form = shown(client, round_)
    (voice,) = round_.voices.filter(bearer=cast.bob).values_list("pk", flat=True)
    before = Form.of(cast.bob.pk, form["once"], ["ballot", round_.pk, {voice: "for"}])
    client.post(address(round_), {**form, "choice": "for"})
    Sent.objects.update(version=1, digest=before.former)
    assert client.post(address(round_), {**form, "choice": "for"}).status_code == 302
    assert client.post(address(round_), {**form, "choice": "against"}).status_code == 409
    assert box(round_) == ["for"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("secret", [True, False])
def test_eight_posts_of_one_voter_at_once_are_one_ballot(secret, sign_in):
    """Threat 1: the same form, the same form with other content, and forms of other windows."""
    (voter,) = people(1)
    path = lambda round_: address(round_)  # noqa: E731
    form = lambda round_, client: {**shown(client, round_), "cast": "1"}  # noqa: E731
    paper = PAPERS["approvals"]

    same = opened(paper, [voter], secret=secret)
    sent = {**form(same, sign_in(voter)), "option": "2"}
    answers = at_once(*posting(sign_in, voter, path(same), *[sent] * AT_ONCE))
    assert {answer.status_code for answer in answers} == {200 if secret else 302}
    assert len({tuple(codes(answer)) for answer in answers}) == 1
    assert box(same) == ["2"]

    changed = opened(paper, [voter], secret=secret, may_change=not secret)
    sent = form(changed, sign_in(voter))
    halves = [{**sent, "option": str(1 + k % 2)} for k in range(AT_ONCE)]
    answers = at_once(*posting(sign_in, voter, path(changed), *halves))
    (inside,) = box(changed)
    took = [1 + k % 2 for k, answer in enumerate(answers) if answer.status_code in {200, 302}]
    assert took == [int(inside)] * (AT_ONCE // 2)
    assert sum(answer.status_code == 409 for answer in answers) == AT_ONCE // 2

    windows = opened(paper, [voter], secret=secret, may_change=False)
    sent = [{**form(windows, sign_in(voter)), "option": str(1 + k % 4)} for k in range(AT_ONCE)]
    answers = at_once(*posting(sign_in, voter, path(windows), *sent))
    assert len(box(windows)) == 1
    assert Voice.objects.filter(round=windows, voted_at__isnull=False).count() == 1
    won = [answer.status_code for answer in answers if answer.status_code != 409]
    # In an open vote, another window that says the same is answered with the same receipt.
    assert len(won) == 1 if secret else 1 <= len(won) <= 2
