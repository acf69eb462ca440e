"""How a vote is planned: said, read, rehearsed, scheduled, opened, made longer, and put once more."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from core.journal.models import Entry
from core.outbox import actions as outbox
from core.outbox.models import Errand
from governance.code.models import Parameter
from governance.proposals.models import Proposal, State
from governance.proposals.vote.actions import rehearsing, settling
from governance.proposals.vote.models import Plan
from tests import make, owner
from tests.forms import form_to, press
from votes.ballots.actions import cast_ballot
from votes.ballots.models import Ballot, SecretBallot
from votes.ballots.secrecy import cast_secret
from votes.rounds.models import Round, Voice
from votes.tally.models import Result

pytestmark = pytest.mark.django_db
LONG_DUE = datetime(2020, 1, 1, tzinfo=UTC)
DAYS = "Saturday | Open from 9 to 13\nSunday\nMonday"


@pytest.fixture
def proposal(cast, code):
    return make.proposal(cast.alice, title="Which day?")


@pytest.fixture
def alice(cast, sign_in):
    return sign_in(cast.alice)


def typed_moment(**later):
    return f"{timezone.localtime() + timedelta(**later):%Y-%m-%dT%H:%M}"


def filled(**fields):
    """The form of a vote as somebody fills it in; what is not ticked is not sent."""
    fields |= {"secret": "on"} if fields.pop("hidden", False) else {}
    return {"what": "motion", "decision_type": "ordinary", "electorate": "members", "closes": typed_moment(days=5), **fields}  # fmt: skip


def choice(method="majority_judgment", options=DAYS, **fields):
    return filled(**{"what": "options", "method": method, "options": options, **fields})


def words(response):
    """What the page says, without its tags."""
    text = html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))
    return " ".join(text.replace("\u202f", " ").replace("\xa0", " ").split())


def path(proposal, where=""):
    return f"/proposals/{proposal.number}/{where}"


def planned(client, proposal, fields):
    """Fill in the form, and read the plan that it leads to."""
    response = client.post(path(proposal, "vote/"), fields, follow=True)
    assert response.redirect_chain == [(path(proposal, "vote/plan/"), 302)], words(response)
    return words(response)


def refused(client, proposal, fields):
    """Fill in the form, and read it again with what is wrong: nothing is planned."""
    response = client.post(path(proposal, "vote/"), fields)
    assert response.status_code == 422
    assert not Plan.objects.exists()
    return words(response)


def now(proposal):
    return Proposal.objects.current().get(pk=proposal.pk)


def decide_now():
    """What is promised for later is due now; the hour of what opens by itself has come."""
    Plan.objects.exclude(opens_at=None).update(opens_at=LONG_DUE)
    Errand.objects.filter(done_at=None, lane="decide").update(due_at=LONG_DUE)
    while outbox.drain("decide"):
        pass


# --- planned and read ---------------------------------------------------------------------------


def test_three_options_by_majority_judgment_are_explained_before_anything_opens(alice, proposal):
    page = planned(alice, proposal, choice())
    assert "A vote is prepared" in page
    assert "5 voices on the roll" in page
    assert "Saturday Open from 9 to 13" in page
    assert "Sunday" in page
    assert "the middle one is its majority grade" in page
    assert "Quorum: at least 2 voices of 5 must take part" in page
    assert "of the code social, edition 4." in page
    assert not Round.objects.exists()
    assert now(proposal).stage == State.DISCUSSED


def test_an_election_of_persons_is_secret_because_the_code_says_so(alice, proposal):
    page = planned(alice, proposal, choice("plurality", "Ann Martin\nBo Roy", persons="on"))
    assert "Secret ballot" in page
    press(alice, path(proposal, "vote/plan/"), path(proposal, "vote/open/"))
    round_ = now(proposal).round
    assert (round_.secret, round_.may_change, bool(round_.public_key)) == (True, False, True)


def test_a_budget_shows_what_each_option_costs(alice, proposal):
    page = planned(alice, proposal, choice("pb_equal_shares", "Benches | 600\nTrees | for shade | 1 200 €", budget="1500"))  # fmt: skip
    assert "Benches €600" in page
    assert "Trees for shade €1,200" in page
    press(alice, path(proposal, "vote/plan/"), path(proposal, "vote/open/"))
    paper = now(proposal).round.ballot_paper
    assert (paper.budget, [option.cost for option in paper.options]) == (1500, [600, 1200])


def test_a_plan_comes_back_in_its_form_as_it_was_typed(alice, proposal):
    fields = choice("stv_meek", seats="2", hidden=True, by_hand="on", opens=typed_moment(days=1))
    planned(alice, proposal, fields)
    page = html.unescape(alice.get(path(proposal, "vote/")).content.decode())
    assert DAYS in page
    assert 'value="2"' in page
    for ticked in ("what", "secret", "by_hand", "electorate"):
        assert re.search(rf'<input[^>]* name="{ticked}"[^>]* checked', page), ticked
    assert f'value="{fields["opens"]}"' in page
    assert f'value="{fields["closes"]}"' in page


def test_whoever_leads_finds_the_plan_again_from_the_proposal_and_nobody_else_does(
    cast, alice, proposal, sign_in
):
    assert "Put to a vote" in words(alice.get(path(proposal)))
    planned(alice, proposal, choice())
    page = alice.get(path(proposal))
    assert path(proposal, "vote/plan/") in page.content.decode()
    assert "Put to a vote" not in words(page)
    assert "A vote is prepared" not in words(sign_in(cast.bob).get(path(proposal)))
    assert sign_in(cast.bob).get(path(proposal, "vote/plan/")).status_code == 403


def test_a_plan_replaced_by_another_leaves_one_plan(alice, proposal):
    planned(alice, proposal, choice())
    page = planned(alice, proposal, filled(decision_type="extraordinary"))
    assert "Saturday" not in page
    assert "two thirds of the votes expressed" in page
    assert Plan.objects.count() == 1


def test_what_is_to_be_seen_to_before_opening_is_said(alice, cast, proposal):
    cast.firm.representatives.all().delete()
    page = planned(alice, proposal, filled())
    assert "5 voices are on the roll." in page
    assert "Nobody acts on line for 1 voice: it needs a proxy, or a paper ballot." in page
    assert "Version 1 of the text is voted on" in page
    assert "The clocks agree" in page


# --- rehearsed ----------------------------------------------------------------------------------


@pytest.mark.parametrize("more", [{}, {"by_hand": "on"}])
def test_a_rehearsal_is_tried_counted_and_wiped_without_a_trace_of_a_ballot(cast, alice, proposal, more):
    planned(alice, proposal, choice(**more))
    press(alice, path(proposal, "vote/plan/"), path(proposal, "vote/rehearse/"))
    rehearsal = Round.objects.get()
    cast_ballot(cast.bob, rehearsal.pk, "4,1,0")
    cast_ballot(cast.dana, rehearsal.pk, "3,1,0")
    page = words(alice.post(path(proposal, "vote/rehearsal/count/"), follow=True))
    assert "Adopted: Saturday" in page
    assert now(proposal).stage == State.DISCUSSED
    assert now(proposal).decision is None
    assert "not one of its ballots is left" in words(alice.post(path(proposal, "vote/rehearsal/end/"), follow=True))  # fmt: skip
    assert not (Round.objects.exists() or Voice.objects.exists() or Ballot.objects.exists() or Result.objects.exists())  # fmt: skip


def test_those_on_the_roll_find_the_rehearsal_on_the_proposal_and_nobody_else(cast, alice, proposal, sign_in):
    planned(alice, proposal, filled(electorate="colleges", colleges=["U"]))
    assert "Try it myself" not in words(sign_in(cast.bob).get(path(proposal)))
    press(alice, path(proposal, "vote/plan/"), path(proposal, "vote/rehearse/"))
    booth = f"/rounds/{Round.objects.get().pk}/ballot/"
    assert booth in sign_in(cast.bob).get(path(proposal)).content.decode()
    for where in ("", "vote/plan/"):
        assert booth not in alice.get(path(proposal, where)).content.decode()
    assert booth not in sign_in(cast.dana).get(path(proposal)).content.decode()
    back = sign_in(cast.bob).get(f"/proposals/round/{Round.objects.get().pk}/")
    assert back.headers["Location"] == path(proposal)
    alice.post(path(proposal, "vote/rehearsal/count/"))
    assert booth not in sign_in(cast.bob).get(path(proposal)).content.decode()


def test_the_rehearsal_of_a_motion_says_what_it_would_have_given(cast, alice, proposal):
    planned(alice, proposal, filled())
    press(alice, path(proposal, "vote/plan/"), path(proposal, "vote/rehearse/"))
    for person in (cast.bob, cast.dana):
        cast_ballot(person, Round.objects.get().pk, "for")
    page = words(alice.post(path(proposal, "vote/rehearsal/count/"), follow=True))
    assert "Adopted. It needed more than half of the votes expressed, weighted by college." in page


def test_a_secret_rehearsal_is_wiped_with_its_secret_ballots(cast, alice, proposal):
    planned(alice, proposal, choice("plurality", hidden=True))
    press(alice, path(proposal, "vote/plan/"), path(proposal, "vote/rehearse/"))
    cast_secret(cast.bob, Round.objects.get().pk, "2")
    assert SecretBallot.objects.count() == 1
    alice.post(path(proposal, "vote/rehearsal/end/"))
    assert not SecretBallot.objects.exists()


def read_there(client, proposal, act):
    """What the form of an act says was read of the plan: its page is open in two tabs."""
    page = client.get(path(proposal, "vote/plan/")).content.decode()
    return {"read": form_to(page, path(proposal, f"vote/{act}/")).fields["read"]}


def test_a_second_rehearsal_waits_for_the_end_of_the_first(alice, proposal):
    planned(alice, proposal, filled())
    read = read_there(alice, proposal, "rehearse")
    alice.post(path(proposal, "vote/rehearse/"), read)
    again = alice.post(path(proposal, "vote/rehearse/"), read)
    assert again.status_code == 409
    assert "A rehearsal is under way already" in words(again)
    assert Round.objects.count() == 1


def test_who_is_refused_looks_again_at_the_page_that_they_came_from(alice, proposal):
    """The address of the act answers to forms alone."""
    planned(alice, proposal, filled())
    act, plan, read = (
        path(proposal, "vote/rehearse/"),
        path(proposal, "vote/"),
        read_there(alice, proposal, "rehearse"),
    )
    alice.post(act, read)
    again = alice.post(act, read, headers={"referer": f"http://testserver{plan}"})
    assert f'href="{plan}">Look again' in again.content.decode()
    astray = alice.post(act, read, headers={"referer": "http://testserver//evil.example/x"})
    assert "evil.example" not in astray.content.decode()
    elsewhere = alice.post(act, read, headers={"referer": "http://elsewhere.example/"})
    assert "Look again" not in elsewhere.content.decode()


def test_opening_wipes_the_rehearsal_so_that_only_real_ballots_are_in(cast, alice, proposal):
    planned(alice, proposal, filled())
    press(alice, path(proposal, "vote/plan/"), path(proposal, "vote/rehearse/"))
    cast_ballot(cast.bob, Round.objects.get().pk, "against")
    press(alice, path(proposal, "vote/plan/"), path(proposal, "vote/open/"))
    round_ = Round.objects.get()
    assert (round_.rehearsal, now(proposal).round, Ballot.objects.count()) == (False, round_, 0)


# --- too few to be secret -----------------------------------------------------------------------


@pytest.fixture
def trio(cast, code):
    """A proposal of a circle of three, whose votes are secret when somebody asks; its elections always are."""
    circle = make.circle("Trio", cast.alice, cast.bob, cast.dana)
    make.lead(cast.alice, circle)
    return make.proposal(cast.alice, title="Who speaks for us?", where=circle)


def of_the_circle(**fields):
    return choice("plurality", decision_type="circle", electorate="circle", **fields)


@pytest.mark.parametrize("asked", [{}, {"hidden": True}])
def test_a_circle_too_small_to_elect_reads_what_it_can_do_and_by_which_articles(alice, trio, asked):
    page = refused(alice, trio, of_the_circle(persons="on", **asked))
    assert "With fewer than 5 voters nobody is hidden. Let the members decide, or a larger circle." in page
    assert "The code social lets nobody vote openly here: it may be amended. Article 17 of the code" in page
    assert "Or vote openly" not in page


def test_the_members_elect_for_a_circle_too_small_to(cast, alice, trio):
    make.member(make.person("One More"))
    assert "Secret ballot" in planned(alice, trio, choice("plurality", persons="on"))


def test_a_circle_too_small_to_vote_in_secret_is_told_to_vote_openly_where_it_may(alice, trio):
    page = refused(alice, trio, of_the_circle(hidden=True))
    assert "nobody is hidden. Let the members decide, or a larger circle. Or vote openly." in page
    planned(alice, trio, of_the_circle())


# --- opened, scheduled, dropped -----------------------------------------------------------------


def test_a_plan_opens_when_its_author_says_so_and_is_no_plan_any_more(alice, proposal):
    planned(alice, proposal, choice())
    page = words(press(alice, path(proposal, "vote/plan/"), path(proposal, "vote/open/"), follow=True))
    assert "Voting is open." in page
    assert now(proposal).stage == State.VOTING
    assert not Plan.objects.exists()
    assert alice.get(path(proposal, "vote/plan/")).headers["Location"] == path(proposal)


def test_a_page_that_waits_for_a_long_opening_goes_to_the_vote_by_itself(alice, proposal):
    planned(alice, proposal, filled())
    press(alice, path(proposal, "vote/plan/"), path(proposal, "vote/open/"))
    answer = alice.get(path(proposal, "vote/plan/"), headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, path(proposal))


def test_a_scheduled_vote_says_when_and_opens_by_itself(alice, proposal):
    page = planned(alice, proposal, choice(opens=typed_moment(days=1)))
    assert "It opens by itself on" in page
    assert "It opens by itself on" in words(alice.get(path(proposal)))
    outbox.drain("decide")
    assert now(proposal).stage == State.DISCUSSED
    decide_now()
    assert now(proposal).stage == State.VOTING
    assert now(proposal).round.method == "majority_judgment"


@pytest.mark.parametrize("act", ["count", "end"])
def test_the_page_of_one_rehearsal_ends_no_other(act, alice, cast, proposal):
    planned(alice, proposal, filled())
    press(alice, path(proposal, "vote/plan/"), path(proposal, "vote/rehearse/"))
    read = {"rehearsal": Plan.objects.get().rehearsal_id}
    rehearsing.end_rehearsal(Plan.objects.get(), actor=cast.alice)
    second = rehearsing.rehearse(Plan.objects.get(), actor=cast.alice)
    answer = alice.post(path(proposal, f"vote/rehearsal/{act}/"), read)
    assert answer.status_code == 409
    assert "Another rehearsal is under way" in words(answer)
    assert Round.objects.filter(pk=second.pk, closed_at=None).exists()
    press(alice, path(proposal, "vote/plan/"), path(proposal, f"vote/rehearsal/{act}/"))
    assert not Round.objects.filter(pk=second.pk, closed_at=None).exists()


def test_nothing_opens_before_the_hour_that_it_was_given_last(alice, proposal):
    """A worker that had the errand in hand as the hour was put off finds it due at once."""
    planned(alice, proposal, choice(opens=typed_moment(days=1)))
    plan = Plan.objects.get()
    Errand.objects.filter(kind="open_vote").update(due_at=LONG_DUE)
    assert outbox.drain("decide") == 1
    assert now(proposal).stage == State.DISCUSSED
    assert Errand.objects.get(kind="open_vote", done_at=None).due_at == plan.opens_at


def test_a_vote_that_was_extended_is_closed_at_its_new_hour_though_somebody_came_to_close_it(open_vote):
    key = f"settle:{open_vote.round_id}"
    Errand.objects.filter(key=key).update(due_at=LONG_DUE)
    outbox.drain("decide")
    errand = Errand.objects.get(key=key)
    assert (errand.done_at, errand.tries, errand.due_at) == (None, 0, make.round_of(open_vote).closes_at)


def test_a_scheduled_vote_that_cannot_open_stays_planned_and_says_why(alice, cast, proposal):
    planned(alice, proposal, filled(electorate="colleges", colleges=["S"], opens=typed_moment(days=1)))
    cast.seats["alice"].delete()
    decide_now()
    assert now(proposal).stage == State.DISCUSSED
    assert Plan.objects.get().opens_at is None
    assert "empty" in Entry.objects.filter(kind="plan.not_opened").get().facts["because"]


def test_a_plan_that_nobody_could_vote_on_any_more_is_still_read_changed_and_dropped(alice, cast, proposal):
    planned(alice, proposal, filled(electorate="colleges", colleges=["S"]))
    cast.seats["alice"].delete()
    page = words(alice.get(path(proposal, "vote/plan/")))
    assert "Nobody could vote: this electorate is empty." in page
    assert "Change something" in page
    assert alice.get(path(proposal, "vote/")).status_code == 200
    answer = press(alice, path(proposal, "vote/plan/"), path(proposal, "vote/open/"))
    assert answer.status_code == 409
    assert "this electorate is empty" in words(answer)
    press(alice, path(proposal, "vote/plan/"), path(proposal, "vote/drop/"))
    assert not Plan.objects.exists()


def test_a_dropped_plan_opens_nothing_when_its_hour_comes(alice, proposal):
    planned(alice, proposal, filled(opens=typed_moment(days=1)))
    press(alice, path(proposal, "vote/plan/"), path(proposal, "vote/rehearse/"))
    page = words(press(alice, path(proposal, "vote/plan/"), path(proposal, "vote/drop/"), follow=True))
    assert "The plan is dropped; the discussion goes on." in page
    assert "Put to a vote" in page
    decide_now()
    assert now(proposal).stage == State.DISCUSSED
    assert not Round.objects.exists()


# --- bad input ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"options": "Saturday"}, "One option is no choice"),
        ({"options": ""}, "One option is no choice"),
        ({"options": "\n".join(f"Option {k}" for k in range(1001))}, "There are 1001 options, and 1000 at most."),
        ({"options": "Saturday\nSunday\nsaturday"}, "Line 3 says the same as line 1: “saturday”."),
        ({"options": f"Saturday\n{'x' * 161}"}, "Line 2: give a title of 160 characters at most"),
        ({"method": "pb_greedy", "options": "Benches | 600\nTrees", "budget": "900"}, "Line 2: end it with its cost in whole euros"),
        ({"method": "pb_greedy", "options": "Benches | 600\nTrees | -3", "budget": "900"}, "Line 2: end it with its cost in whole euros"),
        ({"method": "pb_greedy", "options": "Benches | 600\nTrees | 300"}, "Say how much money there is to share out"),
        ({"method": "cumulative"}, "Say how many points each voter has to share out."),
        ({"method": "stv_meek", "seats": "4"}, "Give a number of seats from 1 to 3"),
        ({"method": "two_round", "seats": "2"}, "fills one seat: choose another rule for several."),
        ({"method": ""}, "Choose the rule that counts"),
        ({"what": "motion"}, "You wrote options below"),
        ({"electorate": "colleges"}, "Tick at least one college."),
        ({"electorate": "colleges", "colleges": ["C"]}, "Nobody could vote: this electorate is empty."),
        ({"decision_type": ""}, "This field is required."),
        ({"opens": "2001-01-01T18:00"}, "This date has passed."),
    ],
)  # fmt: skip
def test_what_makes_no_vote_is_said_in_place_and_every_typed_word_is_kept(alice, proposal, fields, sentence):
    typed = choice(**fields)
    response = alice.post(path(proposal, "vote/"), typed)
    assert response.status_code == 422
    assert sentence in words(response)
    assert not Plan.objects.exists()
    kept = html.unescape(response.content.decode())
    assert typed["options"] in kept
    assert f'value="{typed["closes"]}"' in kept


def test_a_vote_that_would_open_after_it_closes_is_refused_in_place(alice, proposal):
    page = refused(alice, proposal, choice(opens=typed_moment(days=6)))
    assert "Choose a closing after the opening." in page
    assert "Saturday | Open from 9 to 13" in page


def test_where_the_elder_wins_each_person_has_a_day_of_birth(alice, proposal):
    Parameter.objects.filter(key="tie.rule").update(value="elder")
    without = refused(alice, proposal, choice("plurality", "Ann Martin | 01/02/1980\nBo Roy", persons="on"))
    assert "Line 2: end it with the day of birth" in without
    assert "Ann Martin | 01/02/1980 Bo Roy" in without
    page = planned(
        alice, proposal, choice("plurality", "Ann Martin | 01/02/1980\nBo Roy | 3/4/1975", persons="on")
    )
    assert "Bo Roy" in page


def test_a_secret_vote_among_too_few_is_refused_with_what_to_do(alice, cast, code):
    own = make.proposal(cast.alice, where=cast.workshop)
    page = refused(alice, own, choice("plurality", decision_type="circle", electorate="circle", hidden=True))
    assert "vote openly" in page
    assert "Saturday | Open from 9 to 13" in page


def test_a_vote_is_not_planned_twice_over_an_open_one(alice, proposal):
    planned(alice, proposal, filled())
    press(alice, path(proposal, "vote/plan/"), path(proposal, "vote/open/"))
    answer = alice.post(path(proposal, "vote/"), filled())
    assert answer.status_code == 409
    assert "this proposal is at the stage “Voting is open”" in words(answer)


# --- while it is open ---------------------------------------------------------------------------


@pytest.fixture
def open_vote(cast, code):
    return make.voting(cast.dana)


def test_an_open_vote_lasts_longer_for_a_reason_that_everybody_reads(cast, open_vote, sign_in):
    dana, later = sign_in(cast.dana), typed_moment(days=8)
    assert path(open_vote, "vote/extend/") in dana.get(path(open_vote)).content.decode()
    assert path(open_vote, "vote/extend/") not in sign_in(cast.bob).get(path(open_vote)).content.decode()
    page = words(dana.post(path(open_vote, "vote/extend/"), {"closes": later, "because": "The mail was late"}, follow=True))  # fmt: skip
    assert "The closing is moved, and the reason shown." in page
    assert f"{timezone.localtime(now(open_vote).round.closes_at):%Y-%m-%dT%H:%M}" == later
    assert Entry.objects.get(kind="proposal.extended").facts["because"] == "The mail was late"


@pytest.mark.parametrize(
    ("later", "because", "sentence"),
    [
        ({"days": 8}, "", "This field is required."),
        ({"days": 1}, "Sooner", "Choose a moment after the closing that was announced."),
        ({"days": -1}, "Before", "This date has passed."),
    ],
)
def test_a_closing_that_cannot_be_moved_is_said_in_place(cast, open_vote, sign_in, later, because, sentence):
    before = open_vote.round.closes_at
    typed = {"closes": typed_moment(**later), "because": because}
    response = sign_in(cast.dana).post(path(open_vote, "vote/extend/"), typed)
    assert response.status_code == 422
    assert sentence in words(response)
    assert because in words(response)
    assert f'value="{typed["closes"]}"' in response.content.decode()
    assert now(open_vote).round.closes_at == before


def test_a_vote_that_may_not_last_longer_offers_no_such_thing(cast, open_vote, sign_in):
    owner.rewrite(open_vote.round_id, may_extend=False)
    dana = sign_in(cast.dana)
    assert path(open_vote, "vote/extend/") not in dana.get(path(open_vote)).content.decode()
    response = dana.post(path(open_vote, "vote/extend/"), {"closes": typed_moment(days=8), "because": "Words"})  # fmt: skip
    assert "The code social does not let a vote of this kind last longer" in words(response)


def test_those_who_count_read_who_has_not_voted_yet_and_never_what_was_chosen(cast, open_vote, sign_in):
    cast_ballot(cast.bob, open_vote.round_id, "against")
    sara = sign_in(cast.sara)
    assert path(open_vote, "vote/waiting/") in sara.get(path(open_vote)).content.decode()
    page = words(sara.get(path(open_vote, "vote/waiting/")))
    assert "4 voices are missing." in page
    assert [name for name in ("Alice Martin", "Bob Durand", "Dana Roy", "Fay Blanc", "Firm") if name in page] == ["Alice Martin", "Dana Roy", "Fay Blanc", "Firm"]  # fmt: skip
    assert "carried by Fay Blanc" in page
    assert "against" not in page.casefold()


@pytest.mark.parametrize("name", ["alice", "bob", "chloe", "dana", "gus", "hana", "aude"])
def test_who_has_not_voted_yet_is_nobody_elses_business(cast, open_vote, sign_in, name):
    client = sign_in(getattr(cast, name))
    assert client.get(path(open_vote, "vote/waiting/")).status_code == 403
    assert "Who has not voted yet" not in words(client.get(path(open_vote)))


def test_when_every_voice_is_in_nobody_is_missing(cast, open_vote, sign_in):
    for name in ("alice", "bob", "dana", "fay"):
        cast_ballot(getattr(cast, name), open_vote.round_id, "for")
    assert "Every voice is in." in words(sign_in(cast.sara).get(path(open_vote, "vote/waiting/")))


def test_a_vote_with_paper_ballots_waits_for_somebody_to_proclaim_it(cast, proposal, alice, sign_in):
    dana, theo = sign_in(cast.dana), sign_in(cast.theo)
    planned(alice, proposal, filled(by_hand="on"))
    press(alice, path(proposal, "vote/plan/"), path(proposal, "vote/open/"))
    round_ = now(proposal).round
    table = f"/rounds/{round_.pk}/paper/"
    assert table in theo.get(path(proposal)).content.decode()
    assert table not in dana.get(path(proposal)).content.decode()
    for name in ("alice", "bob", "dana"):
        cast_ballot(getattr(cast, name), round_.pk, "for")
    ask = words(dana.get(path(proposal, "vote/close/")))
    assert "2 voices are not in yet." in ask
    assert "the result waits for the paper ballots" in ask
    dana.post(path(proposal, "vote/close/"))
    assert now(proposal).stage == State.COUNTING
    assert "once the paper ballots are counted" in words(sign_in(cast.bob).get(path(proposal)))
    assert "Count and proclaim" in words(dana.get(path(proposal)))
    counters = theo.get(path(proposal))
    assert table in counters.content.decode()
    assert "Count and proclaim" not in words(counters)
    assert "Count and proclaim" not in words(sign_in(cast.bob).get(path(proposal)))
    assert dana.post(path(proposal, "vote/proclaim/")).headers["Location"] == path(proposal, "result/")
    assert now(proposal).stage == State.ADOPTED


# --- once more ----------------------------------------------------------------------------------


@pytest.fixture
def tied(cast, proposal, alice):
    """Alice and Bob, each in a college of the same weight, chose differently."""
    planned(alice, proposal, choice("plurality", decision_type="ordinary"))
    press(alice, path(proposal, "vote/plan/"), path(proposal, "vote/open/"))
    round_ = now(proposal).round
    with owner.thawed():
        Round.objects.filter(pk=round_.pk).update(rule={**round_.rule, "colleges": None}, by_college=False)
    cast_ballot(cast.alice, round_.pk, "1")
    cast_ballot(cast.bob, round_.pk, "2")
    settling.settle(round_.pk, early=True)
    return now(proposal)


@pytest.fixture
def missed(cast, proposal, alice):
    """A vote in which nobody took part."""
    planned(alice, proposal, filled())
    press(alice, path(proposal, "vote/plan/"), path(proposal, "vote/open/"))
    settling.settle(now(proposal).round.pk, early=True)
    return now(proposal)


def test_after_a_tie_those_who_tied_are_voted_on_again(cast, alice, tied, sign_in):
    assert tied.stage == State.AGAIN
    page = words(alice.get(path(tied)))
    assert "Some are tied for the last place" in page
    assert "Vote again" in page
    assert "Let it rest" in page
    assert "Vote again" not in words(sign_in(cast.bob).get(path(tied)))
    answer = alice.post(path(tied, "vote/again/"), {"closes": typed_moment(days=3)}, follow=True)
    plan = words(answer)
    assert "further ballot between those who tied" in plan
    assert ("Saturday" in plan, "Sunday" in plan, "Monday" in plan) == (True, True, False)
    assert "A vote is prepared" in words(alice.get(path(tied)))
    first = tied.round
    press(alice, path(tied, "vote/plan/"), path(tied, "vote/open/"))
    second = now(tied).round
    assert (second.follows, second.again) == (first, "tie")
    assert alice.get(f"/proposals/round/{first.pk}/").headers["Location"] == path(tied)
    assert [option.title for option in second.ballot_paper.options] == ["Saturday", "Sunday"]


def test_after_a_missed_quorum_there_is_one_second_call(alice, missed):
    assert missed.stage == State.AGAIN
    assert "The quorum was missed, and the code social gives a second call" in words(alice.get(path(missed)))
    plan = words(alice.post(path(missed, "vote/again/"), {"closes": typed_moment(days=3)}, follow=True))
    assert "second call, the quorum was missed" in plan
    press(alice, path(missed, "vote/plan/"), path(missed, "vote/open/"))
    settling.settle(now(missed).round.pk, early=True)
    assert now(missed).stage == State.REJECTED


def test_a_second_call_that_would_close_in_the_past_is_refused_in_place(alice, missed):
    response = alice.post(path(missed, "vote/again/"), {"closes": "2001-01-01T18:00"})
    assert response.status_code == 422
    assert "This date has passed." in words(response)
    assert 'value="2001-01-01T18:00"' in response.content.decode()


def test_a_vote_that_settled_nothing_may_rest_and_adopts_nothing(alice, tied):
    alice.post(path(tied, "vote/again/"), {"closes": typed_moment(days=3)})
    alice.post(path(tied, "vote/rest/"))
    assert now(tied).stage == State.REJECTED
    assert not Plan.objects.exists()


def test_there_is_nothing_to_vote_on_again_while_the_first_vote_is_open(alice, proposal):
    planned(alice, proposal, filled())
    press(alice, path(proposal, "vote/plan/"), path(proposal, "vote/open/"))
    for act in ("again", "rest"):
        answer = alice.post(path(proposal, f"vote/{act}/"), {"closes": typed_moment(days=3)})
        assert (act, answer.status_code) == (act, 409)
    assert now(proposal).stage == State.VOTING


def test_a_proposal_without_a_vote_has_nothing_to_make_longer(cast, proposal, sign_in):
    assert sign_in(cast.dana).get(path(proposal, "vote/extend/")).status_code == 409


# --- as quick with thirty rows ------------------------------------------------------------------


def thirty_more():
    for k in range(30):
        make.member(make.person(f"Member{k} Example"))


def asked(client, where):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(where)
    with CaptureQueriesContext(connection) as questions:
        assert client.get(where).status_code == 200
    return len(questions)


def test_a_plan_with_thirty_members_and_thirty_options_asks_as_many_questions_as_a_small_one(alice, proposal):
    planned(alice, proposal, choice("approval", "One\nTwo"))
    few = [asked(alice, path(proposal, where)) for where in ("vote/plan/", "vote/", "")]
    thirty_more()
    planned(alice, proposal, choice("approval", "\n".join(f"Option {k}" for k in range(30))))
    assert [asked(alice, path(proposal, where)) for where in ("vote/plan/", "vote/", "")] == few


def test_thirty_missing_voices_are_read_in_as_many_questions_as_five(cast, code, sign_in):
    sara = sign_in(cast.sara)
    few = asked(sara, path(make.voting(cast.dana), "vote/waiting/"))
    thirty_more()
    assert asked(sara, path(make.voting(cast.dana, title="Another"), "vote/waiting/")) == few
