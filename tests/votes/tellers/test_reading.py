"""Paper ballots: the roll is signed, two people read each slip for themselves, and what they agree on is counted."""

import pytest
from django.urls import reverse

from core.journal.models import Entry
from tests import make, owner
from tests.votes.tellers.conftest import again, close, read, sign, voice
from tests.votes.test_options import DAYS, opened, people
from votes.ballots.actions import AlreadyVoted, cast_ballot
from votes.ballots.models import Ballot, SecretBallot
from votes.ballots.papers import BadBallot
from votes.ballots.secrecy import cast_secret
from votes.rounds.paper import Paper
from votes.tally.actions import count_by_hand, recount
from votes.tally.models import Result
from votes.tellers.actions import agreement, readings, roll
from votes.tellers.actions.readings import SlipKey, TwoTellersAlready
from votes.tellers.actions.roll import VotedAlready
from votes.tellers.comparing import CountsDisagree, compare
from votes.tellers.control import control
from votes.tellers.models import Sheet, Slip, Teller
from votes.tellers.moments import WrongReadingStage
from votes.tellers.pouring import NotAgreed

pytestmark = pytest.mark.django_db


def test_in_an_open_vote_what_two_tellers_agree_on_is_counted_beside_the_ballots_on_line(named):
    cast_ballot(named.voters[0], named.round.pk, "1")
    sign(named, 1, 2, 3)
    close(named)
    for teller in (named.ann, named.ben):
        read(named, teller, {1: "2", 2: "2", 3: None})
    sheet = agreement.agree(named.round.pk, actor=named.ben)
    assert (sheet.marks, sheet.slips, sheet.void) == (3, 3, 1)
    result = count_by_hand(named.round.pk, actor=named.ann)
    assert result.outcome["winners"] == ["2"]
    assert result.outcome["turnout"] == {"registered": 6, "cast": 3}
    assert recount(again(named)) == result.outcome
    assert Ballot.objects.get(voice=voice(named, 1)).content == "2"
    assert not Ballot.objects.filter(voice=voice(named, 3)).exists()


def test_in_a_secret_vote_slips_have_numbers_and_the_box_tells_not_which_were_on_paper(secret):
    cast_secret(secret.voters[0], secret.round.pk, "1")
    sign(secret, 1, 2)
    close(secret)
    for teller in (secret.ann, secret.ben):
        read(secret, teller, {1: "2", 2: "2"})
    agreement.agree(secret.round.pk, actor=secret.ann)
    result = count_by_hand(secret.round.pk, actor=secret.ann)
    assert result.outcome["winners"] == ["2"]
    assert recount(again(secret)) == result.outcome
    assert not Slip.objects.filter(voice__isnull=False).exists()
    codes = list(SecretBallot.objects.values_list("code", flat=True))
    assert len(codes) == 3
    assert {v.voted_at for v in again(secret).voices.filter(voted_at__isnull=False)} == {
        secret.round.opened_at
    }


def test_counting_twice_puts_the_slips_in_once(secret):
    sign(secret, 1)
    close(secret)
    for teller in (secret.ann, secret.ben):
        read(secret, teller, {1: "2"})
    agreement.agree(secret.round.pk, actor=secret.ann)
    first = count_by_hand(secret.round.pk, actor=secret.ann)
    assert count_by_hand(secret.round.pk, actor=secret.ben) == first
    assert SecretBallot.objects.count() == 1


@pytest.mark.parametrize("slips", [True, False])
def test_nothing_is_counted_while_marks_or_slips_are_not_agreed_on(slips, secret):
    if slips:
        read(secret, secret.ann, {1: "2"})
    else:
        sign(secret, 1)
    close(secret)
    with pytest.raises(NotAgreed, match="two tellers"):
        count_by_hand(secret.round.pk, actor=secret.ann)
    assert not Result.objects.exists()
    assert not SecretBallot.objects.exists()


def test_without_any_paper_ballot_the_count_asks_for_no_sheet(named):
    cast_ballot(named.voters[0], named.round.pk, "1")
    close(named)
    assert count_by_hand(named.round.pk, actor=named.ann).outcome["winners"] == ["1"]


def test_a_voice_that_voted_on_line_signs_for_no_slip(named):
    cast_ballot(named.voters[1], named.round.pk, "1")
    with pytest.raises(VotedAlready, match="has voted on line"):
        sign(named, 1)
    assert not voice(named, 1).on_paper


def test_a_voice_that_voted_by_post_signs_for_no_slip(named):
    named.round.voices.filter(pk=voice(named, 1).pk).update(how="postal", voted_at=named.round.opened_at)
    with pytest.raises(VotedAlready, match="in advance"):
        sign(named, 1)


def test_a_voice_that_signed_does_not_vote_on_line_until_the_mark_is_taken_back(named):
    sign(named, 1)
    with pytest.raises(AlreadyVoted, match="paper ballot"):
        cast_ballot(named.voters[1], named.round.pk, "1")
    roll.unmark(named.round.pk, voice(named, 1).pk, actor=named.ben)
    assert cast_ballot(named.voters[1], named.round.pk, "1")
    assert control(named.round).total.agrees


def test_nobody_drops_alone_what_two_people_read(named):
    sign(named, 1, 2)
    for teller in (named.ann, named.ben):
        read(named, teller, {1: "2", 2: "1"})
    take_off = lambda: roll.unmark(  # noqa: E731
        named.round.pk, voice(named, 1).pk, because="Another Voter1 signed", actor=named.ann
    )
    for teller in (named.ann, named.ben):
        with pytest.raises(WrongReadingStage, match="takes it back first"):
            take_off()
        place = Teller.objects.get(person=teller)
        readings.drop_slip(place, SlipKey(voice_id=voice(named, 1).pk))
    take_off()
    assert not voice(named, 1).on_paper
    assert set(Slip.objects.values_list("voice", flat=True)) == {voice(named, 2).pk}
    assert Entry.objects.get(kind="paper.unmarked").facts["because"] == "Another Voter1 signed"


def test_doing_a_thing_twice_changes_nothing_and_is_noted_once(named):
    for _time in range(2):
        sign(named, 1)
    close(named)
    for _time in range(2):
        readings.begin_reading(named.round.pk, actor=named.ann)
        read(named, named.ben, {})
    read(named, named.ann, {})
    for _time in range(2):
        agreement.agree(named.round.pk, remark="It fell behind the table.", actor=named.ann)
    kinds = list(Entry.objects.filter(kind__startswith="paper.").values_list("kind", flat=True))
    assert sorted(kinds) == [
        "paper.agreed", "paper.marked", "paper.read", "paper.read", "paper.reading", "paper.reading",
    ]  # fmt: skip
    assert (Teller.objects.count(), Sheet.objects.count()) == (2, 1)
    for _time in range(2):
        agreement.reopen(named.round.pk, actor=named.ann)
        roll.unmark(named.round.pk, voice(named, 1).pk, because="Not theirs", actor=named.ann)
    assert Entry.objects.filter(kind__in=["paper.reopened", "paper.unmarked"]).count() == 2


def test_a_third_teller_is_refused_with_the_names_of_the_two(named):
    close(named)
    for teller in (named.ann, named.ben):
        readings.begin_reading(named.round.pk, actor=teller)
    with pytest.raises(TwoTellersAlready, match="Ann Teller and Ben Teller"):
        readings.begin_reading(named.round.pk, actor=named.cid)


def test_readings_that_differ_are_shown_line_by_line_and_agreed_on_once_corrected(secret):
    sign(secret, 1, 2)
    close(secret)
    read(secret, secret.ann, {1: "2", 2: "1"})
    second = read(secret, secret.ben, {1: "2", 2: None})
    assert [(p.name, p.agrees) for p in compare(secret.round).pairs] == [("2", False), ("1", True)]
    with pytest.raises(CountsDisagree, match="differ on 1 slip:"):
        agreement.agree(secret.round.pk, actor=secret.ann)
    readings.write_slip(second, SlipKey(number=2), "1")
    assert agreement.agree(secret.round.pk, actor=secret.ann).void == 0


def test_a_slip_that_only_one_teller_read_is_a_difference(secret):
    sign(secret, 1)
    close(secret)
    first = read(secret, secret.ann, {1: "2", 2: "2"})
    read(secret, secret.ben, {1: "2"})
    assert compare(secret.round).differ == 1
    readings.drop_slip(first, SlipKey(number=2))
    assert compare(secret.round).differ == 0


def test_more_slips_than_marks_are_refused_whatever_is_said(secret):
    sign(secret, 1)
    close(secret)
    for teller in (secret.ann, secret.ben):
        read(secret, teller, {1: "2", 2: "2"})
    with pytest.raises(CountsDisagree, match="more slips than voices"):
        agreement.agree(secret.round.pk, remark="No idea.", actor=secret.ann)


@pytest.mark.parametrize("kind", ["named", "secret"])
def test_a_missing_slip_asks_for_a_remark(kind, request):
    table = request.getfixturevalue(kind)
    sign(table, 1, 2)
    close(table)
    for teller in (table.ann, table.ben):
        read(table, teller, {1: "2"})
    with pytest.raises(CountsDisagree, match="1 slip is missing"):
        agreement.agree(table.round.pk, remark=" ", actor=table.ann)
    sheet = agreement.agree(table.round.pk, remark="It fell behind the table.", actor=table.ann)
    assert sheet.missing == 1
    count_by_hand(table.round.pk, actor=table.ann)
    total = control(again(table)).total
    assert (total.voted, total.missing, total.box, total.agrees) == (2, 1, 1, True)


def test_nobody_agrees_before_the_closing_before_both_are_done_nor_without_having_read(named):
    sign(named, 1)
    with pytest.raises(WrongReadingStage, match="still open"):
        agreement.agree(named.round.pk, actor=named.ann)
    for teller in (named.ann, named.ben):
        read(named, teller, {1: "2"}, done=teller is named.ann)
    with pytest.raises(WrongReadingStage, match="Two tellers read"):
        agreement.agree(named.round.pk, actor=named.ann)
    read(named, named.ben, {})
    with pytest.raises(WrongReadingStage, match="one of the two tellers"):
        agreement.agree(named.round.pk, actor=named.cid)


def test_who_said_done_waits_for_the_other_or_takes_it_up_again(named):
    sign(named, 1)
    place = read(named, named.ann, {1: "2"})
    with pytest.raises(WrongReadingStage, match="Take it up again"):
        readings.write_slip(place, SlipKey(voice_id=voice(named, 1).pk), "1")
    readings.take_up_again(place, actor=named.ann)
    readings.write_slip(place, SlipKey(voice_id=voice(named, 1).pk), "1")
    assert Slip.objects.get().content == "1"


def test_what_is_agreed_stays_until_it_is_reopened_and_what_is_proclaimed_for_good(named):
    sign(named, 1)
    close(named)
    places = [read(named, teller, {1: "2"}) for teller in (named.ann, named.ben)]
    agreement.agree(named.round.pk, actor=named.ann)
    for act in (lambda: sign(named, 2), lambda: readings.write_slip(places[0], SlipKey(voice_id=1), "1")):
        with pytest.raises(WrongReadingStage, match="agreed on"):
            act()
    agreement.reopen(named.round.pk, actor=named.cid)
    with pytest.raises(NotAgreed):
        count_by_hand(named.round.pk, actor=named.ann)
    agreement.agree(named.round.pk, actor=named.ann)
    count_by_hand(named.round.pk, actor=named.ann)
    with pytest.raises(WrongReadingStage, match="proclaimed"):
        agreement.reopen(named.round.pk, actor=named.ann)


def test_a_slip_is_of_a_voice_that_signed_or_has_a_number_and_says_what_the_paper_offers(named):
    sign(named, 1)
    place = read(named, named.ann, {}, done=False)
    with pytest.raises(CountsDisagree, match="not signed"):
        readings.write_slip(place, SlipKey(voice_id=voice(named, 2).pk), "1")
    with pytest.raises(BadBallot):
        readings.write_slip(place, SlipKey(voice_id=voice(named, 1).pk), "7")
    named.round = opened(Paper("plurality", DAYS), people(2, "S"), by_hand=True, secret=True)
    place = read(named, named.ann, {}, done=False)
    with pytest.raises(CountsDisagree, match="number"):
        readings.write_slip(place, SlipKey(), "1")


@pytest.mark.parametrize("more", [{"by_hand": False}, {"by_hand": True, "rehearsal": True}])
def test_votes_without_paper_and_rehearsals_take_no_mark(more, table):
    table.round = opened(Paper("plurality", DAYS), table.voters, **more)
    with pytest.raises(WrongReadingStage, match="takes no paper"):
        sign(table, 1)


def test_the_journal_never_says_what_a_slip_says(secret):
    sign(secret, 1)
    close(secret)
    for teller in (secret.ann, secret.ben):
        read(secret, teller, {1: "2"})
    agreement.agree(secret.round.pk, actor=secret.ann)
    for entry in Entry.objects.filter(kind__startswith="paper."):
        assert set(entry.facts) <= {"round", "voice", "marks", "slips"}


def test_a_motion_is_read_by_for_against_and_abstain(table, cast, code):
    table.round = make.round_of(make.voting(cast.alice))
    owner.rewrite(table.round, by_hand=True)
    bob = table.round.voices.get(bearer=cast.bob)
    roll.mark(table.round.pk, bob.pk, actor=table.ann)
    close(table)
    place = readings.begin_reading(table.round.pk, actor=table.ann)
    with pytest.raises(BadBallot, match="for, against or abstain"):
        readings.write_slip(place, SlipKey(voice_id=bob.pk), "1")
    assert readings.write_slip(place, SlipKey(voice_id=bob.pk), "against").content == "against"


def test_where_colleges_weigh_each_has_its_pile_and_none_more_slips_than_marks(secret):
    owner.rewrite(secret.round, by_college=True)
    half = [voice(secret, rank).pk for rank in (0, 1, 2)]
    with owner.thawed():
        secret.round.voices.filter(pk__in=half).update(college="U")
        secret.round.voices.exclude(pk__in=half).update(college="S")
    sign(secret, 0, 5)
    close(secret)
    places = [readings.begin_reading(secret.round.pk, actor=teller) for teller in (secret.ann, secret.ben)]
    with pytest.raises(CountsDisagree, match="Choose the college"):
        readings.write_slip(places[0], SlipKey(number=1), "1")
    for place in places:
        for number in (1, 2):
            readings.write_slip(place, SlipKey(number=number, college="U"), "1")
        readings.say_done(place, actor=place.person)
    with pytest.raises(CountsDisagree, match="more slips than voices"):
        agreement.agree(secret.round.pk, actor=secret.ann)
    for place in places:
        readings.drop_slip(place, SlipKey(number=2, college="U"))
        readings.write_slip(place, SlipKey(number=1, college="S"), "2")
    assert agreement.agree(secret.round.pk, actor=secret.ann).slips == 2
    assert [row.agrees for row in control(again(secret)).rows] == [True, True]


def test_a_place_is_freed_after_one_read_what_goes_with_it_and_its_teller_reads_who_did(secret, sign_in):
    sign(secret, 1)
    close(secret)
    ill = readings.begin_reading(secret.round.pk, actor=secret.ben)
    readings.write_slip(ill, SlipKey(number=1), "1")
    ann, ben = sign_in(secret.ann), sign_in(secret.ben)
    address = reverse("tellers:free", args=[secret.round.pk])
    asked = ann.get(f"{address}?teller={ill.pk}").text
    assert "1 slip that they noted is forgotten with it" in asked
    assert Teller.objects.filter(pk=ill.pk).exists()
    ann.post(address, {"teller": ill.pk})
    gone = ben.get(reverse("tellers:slips", args=[secret.round.pk]))
    assert gone.status_code == 404
    assert "Your place was freed on" in gone.text
    assert str(secret.ann) in gone.text


def test_the_place_of_a_teller_who_falls_ill_is_freed_with_what_they_noted(secret):
    sign(secret, 1)
    read(secret, secret.ann, {1: "2"})
    ill = readings.begin_reading(secret.round.pk, actor=secret.ben)
    readings.write_slip(ill, SlipKey(number=1), "1")
    with pytest.raises(TwoTellersAlready):
        readings.begin_reading(secret.round.pk, actor=secret.cid)
    for _twice in range(2):
        readings.free_place(secret.round.pk, ill.pk, actor=secret.ann)
    assert Slip.objects.filter(teller__person=secret.ben).count() == 0
    assert Entry.objects.filter(kind="paper.freed").count() == 1
    read(secret, secret.cid, {1: "2"})
    with pytest.raises(WrongReadingStage):
        readings.free_place(secret.round.pk, Teller.objects.get(person=secret.cid).pk, actor=secret.ann)
