"""What is told obeys the same gate as what is read: pages, notices, mails, letters, sockets and exports."""

import io
import json
import re
import zipfile
from datetime import timedelta
from itertools import product

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.clock import database_now
from core.outbox import actions as outbox
from core.outbox.models import Errand
from governance.circles.models import Membership
from governance.circles.standing import Standing, standing_of
from governance.decisions.models import Decision, Visibility, may_see
from governance.notifications.models import Notice
from governance.proposals.actions import discussing, writing
from governance.proposals.actions.attaching import attach
from governance.proposals.models import Comment, Proposal, knowing, may_read_whole
from governance.proposals.vote.actions import leading, opening, preparing, settling
from governance.proposals.vote.electorate import Electorate
from governance.proposals.vote.request import VoteRequest
from members.people.actions.forgetting import forget
from tests import make
from votes.ballots.actions import cast_ballot

pytestmark = pytest.mark.django_db

KEPT = "the bonus is 500 euros"


def deliver():
    """Let the outbox do what is due, mails included."""
    while outbox.drain("decide") + outbox.drain("send"):
        pass


def kept_from(cast, **more):
    """A proposal that the workshop keeps to itself: Alice, Bob and Dana read it."""
    return make.proposal(cast.alice, where=cast.workshop, visibility="circle", title="The bonus", **more)


def leave_circle(person, circle):
    Membership.objects.filter(person=person, circle=circle).update(to_on=make.LONG_AGO)


def say(client, proposal, body):
    return client.post(f"/proposals/{proposal.number}/comment/", {"body": body}, follow=True)


def page(client, path):
    return client.get(path).content.decode()


# --- mentions and answers -------------------------------------------------------------------------


def test_a_mention_outside_the_circle_reaches_nobody_and_the_writer_is_told(cast, sign_in):
    proposal = kept_from(cast)
    answer = say(sign_in(cast.alice), proposal, f"@Chloe Petit @Gus Noir {KEPT}")
    deliver()
    assert (
        "They may not read this proposal, so they are not told: Chloe Petit, Gus Noir."
        in answer.content.decode()
    )
    for outsider in (cast.chloe, cast.gus):
        assert not Notice.objects.filter(person=outsider).exists()
        assert sign_in(outsider).get(f"/proposals/{proposal.number}/").status_code == 404
    assert [m for m in mail.outbox if KEPT in m.body] == []


def test_a_mention_of_somebody_of_the_circle_reaches_them(cast, sign_in):
    proposal = kept_from(cast)
    say(sign_in(cast.alice), proposal, f"@Bob {KEPT}")
    deliver()
    assert KEPT in page(sign_in(cast.bob), "/notices/")
    assert [m.to for m in mail.outbox if KEPT in m.body] == [["bob@example.example"]]


def test_a_client_who_writes_a_name_learns_nothing_about_who_is_here(cast, sign_in):
    proposal = make.proposal(cast.alice, visibility="stakeholders")
    client = sign_in(cast.gus)
    # Hana has an account and may not read; nobody is called Zed Nobody.
    seen = [say(client, proposal, f"@{name} hello").content.decode() for name in ("Hana Vert", "Zed Nobody")]
    told = [re.search(r"Nobody is told under these names: [^<]+", html)[0] for html in seen]
    assert told == [
        "Nobody is told under these names: Hana Vert.",
        "Nobody is told under these names: Zed Nobody.",
    ]


def test_somebody_who_left_the_circle_is_not_told_of_answers_to_what_they_wrote_there(cast):
    proposal = kept_from(cast)
    theirs = discussing.comment(proposal, cast.bob, "A question")
    leave_circle(cast.bob, cast.workshop)
    discussing.comment(proposal, cast.alice, KEPT, parent=theirs)
    deliver()
    assert not Notice.objects.filter(person=cast.bob, kind="mentioned").exists()
    assert [m for m in mail.outbox if KEPT in m.body] == []


def test_who_leaves_between_the_message_and_its_mail_gets_no_mail_and_no_words(cast, sign_in):
    proposal = kept_from(cast)
    deliver()
    discussing.comment(proposal, cast.alice, f"@Bob {KEPT}", mentions=[cast.bob])
    outbox.drain("send", limit=1)  # the fan-out: the notice is written, the mail waits
    assert Notice.objects.filter(person=cast.bob, kind="mentioned").exists()
    leave_circle(cast.bob, cast.workshop)
    deliver()
    assert mail.outbox == []
    seen = page(sign_in(cast.bob), "/notices/")
    assert KEPT not in seen and "The bonus" not in seen
    assert "A notice that is not for you any more" in seen


def test_words_taken_back_are_gone_from_the_notices_of_others(cast, sign_in):
    proposal = make.proposal(cast.alice)
    message = discussing.comment(proposal, cast.alice, f"@Bob {KEPT}", mentions=[cast.bob])
    deliver()
    assert KEPT in page(sign_in(cast.bob), "/notices/")
    discussing.remove_comment(message, cast.alice)
    assert KEPT not in page(sign_in(cast.bob), "/notices/")
    assert "Its author took this message back." in page(sign_in(cast.bob), "/notices/")


def test_a_message_taken_back_before_its_mail_left_is_not_mailed(cast):
    proposal = make.proposal(cast.alice)
    deliver()
    message = discussing.comment(proposal, cast.alice, f"@Bob {KEPT}", mentions=[cast.bob])
    outbox.drain("send", limit=1)
    discussing.remove_comment(message, cast.alice)
    deliver()
    assert mail.outbox == []


def test_a_name_that_was_forgotten_is_gone_from_the_notices_and_the_data_of_others(cast, sign_in):
    proposal = make.proposal(cast.alice, visibility="public")
    discussing.comment(proposal, cast.gus, "@Bob hello", mentions=[cast.bob])
    deliver()
    assert "Gus Noir (Clients) speaks to you" in page(sign_in(cast.bob), "/notices/")
    forget(cast.gus)
    assert "Gus Noir" not in page(sign_in(cast.bob), "/notices/")
    assert "Somebody who left speaks to you" in page(sign_in(cast.bob), "/notices/")
    assert "Gus Noir" not in data_of(cast.bob, sign_in)


def data_of(person, sign_in):
    packed = zipfile.ZipFile(io.BytesIO(sign_in(person).get("/me/data.zip").content))
    return packed.read("data.json").decode()


def test_the_words_of_a_circle_are_not_in_the_data_of_those_who_left_it(cast, sign_in):
    proposal = kept_from(cast)
    discussing.comment(proposal, cast.alice, f"@Bob {KEPT}", mentions=[cast.bob])
    deliver()
    leave_circle(cast.bob, cast.workshop)
    assert KEPT not in data_of(cast.bob, sign_in)


# --- audiences ------------------------------------------------------------------------------------


def test_a_line_whose_vote_is_gone_tells_nobody_by_mistake(cast, code, sign_in):
    """Everybody on no roll at all was told, and their page of notices was a blank error."""
    proposal = make.voting(cast.alice)
    leading.cancel_vote(proposal, cast.alice, because="The estimate changed.")
    deliver()
    people = {notice.person for notice in Notice.objects.all()}
    assert people == {cast.alice, cast.bob, cast.dana, cast.fay}
    for person in (*people, cast.gus, cast.hana):
        assert sign_in(person).get("/notices/").status_code == 200


def test_a_vote_that_was_opened_twice_tells_each_roll_of_its_own_vote(cast, code):
    """The line of the first opening is told late: to its own roll, not to that of the second."""
    proposal = make.voting(cast.alice)
    first = proposal.round_id
    leading.cancel_vote(proposal, cast.alice, because="Again, for the founders alone.")
    opening.put_to_vote(
        proposal, cast.alice, decision_type="ordinary", closes_at=timezone.now() + timezone.timedelta(days=2),
        electorate=Electorate(make.today(), colleges=("F",)),
    )  # fmt: skip
    deliver()
    opened = Notice.objects.filter(kind="round_opened").select_related("entry")
    told = {(n.entry.facts["round"] == first, n.person.given_name) for n in opened}
    assert told == {(True, "Alice"), (True, "Bob"), (True, "Dana"), (True, "Fay"), (False, "Dana")}


def test_the_result_is_told_to_those_who_spoke_only_if_they_may_still_read_it(cast, code):
    proposal = kept_from(cast)
    discussing.comment(proposal, cast.bob, "A question")
    leave_circle(cast.bob, cast.workshop)
    electorate = Electorate(make.today(), circle=cast.workshop)
    opened = opening.put_to_vote(
        proposal, cast.alice, decision_type="circle", electorate=electorate, closes_at=timezone.now() + timezone.timedelta(days=2)
    )  # fmt: skip
    settling.settle(opened.pk, early=True)
    deliver()
    assert {n.person for n in Notice.objects.filter(kind="settled")} == {cast.alice, cast.dana}


def test_what_the_desk_may_not_read_is_not_in_its_letters_either(cast, code, sign_in):
    cast.bob.email = None
    cast.bob.save()
    opened = make.voting(
        cast.alice, kind="circle", where=cast.workshop, visibility="circle", title="The bonus"
    )
    deliver()
    letters = page(sign_in(cast.sara), "/notices/letters/")
    assert "Bob Durand" in letters
    assert "The bonus" not in letters
    assert "Something that the desk may not read" in letters
    assert sign_in(cast.sara).get(f"/proposals/{opened.number}/").status_code == 404


# --- who may vote may read what they vote on ------------------------------------------------------


@pytest.fixture
def left(cast, code):
    """A vote that the workshop keeps to itself is open; Bob is on its roll, and has left the circle."""
    opened = make.voting(
        cast.alice, kind="circle", where=cast.workshop, visibility="circle", title="The bonus", body=KEPT
    )
    leave_circle(cast.bob, cast.workshop)
    discussing.comment(opened, cast.alice, "whispered among us")
    return opened


def test_the_links_that_are_mailed_to_the_roll_open_for_whoever_left_the_circle(
    left, cast, sign_in, settings
):
    deliver()
    [letter] = [m for m in mail.outbox if m.to == ["bob@example.example"]]
    [link] = re.findall(rf"{settings.SITE_URL}(\S+)", letter.body)
    seen = page(sign_in(cast.bob), link)
    assert KEPT in seen and "The bonus" in seen
    assert "whispered among us" not in seen
    assert "The discussion is for the circle “Workshop”." in seen


def test_whoever_left_the_circle_votes_and_reads_the_result_and_the_decision(left, cast, sign_in):
    client = sign_in(cast.bob)
    [voice] = left.round.voices.filter(bearer=cast.bob)
    cast_ballot(cast.bob, left.round_id, {voice.pk: "for"})
    settling.settle(left.round_id, early=True)
    deliver()
    decision = Decision.objects.get()
    for path in (
        f"/proposals/{left.number}/",
        f"/proposals/{left.number}/result/",
        f"/proposals/round/{left.round_id}/",
        f"/open/decisions/{decision.year}/{decision.rank}/",
        f"/rounds/{left.round_id}/receipt/",
        f"/rounds/{left.round_id}/result.csv",
    ):
        answer = client.get(path, follow=True)
        assert answer.status_code == 200, path
    assert "The bonus" in page(client, "/notices/")


@pytest.mark.parametrize("path", ["versions/", "region/discussion/"])
def test_what_the_circle_says_and_wrote_before_stays_with_the_circle(left, cast, sign_in, path):
    assert sign_in(cast.bob).get(f"/proposals/{left.number}/{path}").status_code == 404
    assert sign_in(cast.alice).get(f"/proposals/{left.number}/{path}").status_code == 200


def test_whoever_left_the_circle_does_not_speak_in_it(left, cast, sign_in):
    answer = sign_in(cast.bob).post(f"/proposals/{left.number}/comment/", {"body": "Me again"})
    assert answer.status_code == 404
    assert Comment.objects.count() == 1


def test_a_vote_that_is_cancelled_is_told_to_whoever_left_and_the_text_goes_on_without_them(
    left, cast, sign_in
):
    leading.cancel_vote(left, cast.alice, because="Badly worded.")
    deliver()
    client = sign_in(cast.bob)
    notice = Notice.objects.get(person=cast.bob, kind="vote_cancelled")
    link = client.post(f"/notices/{notice.entry_id}/read/").url
    assert "This vote was cancelled: Badly worded." in page(client, link)
    assert client.get(f"/proposals/{left.number}/").status_code == 404


def test_whoever_gave_their_voice_to_somebody_else_reads_what_is_voted_on(cast, code, sign_in):
    """Whoever acts for a seat of the roll is on the roll, whoever carries its voice."""
    opened = make.voting(cast.alice, where=cast.workshop, visibility="circle", title="The bonus")
    opened.round.voices.filter(bearer=cast.fay).update(bearer=cast.dana)
    assert "The bonus" in page(sign_in(cast.fay), f"/proposals/{opened.number}/")


def test_an_author_outside_the_circle_follows_their_text_and_not_what_the_circle_says_of_it(cast, sign_in):
    proposal = kept_from(cast)
    discussing.comment(proposal, cast.bob, "whispered among us")
    leave_circle(cast.alice, cast.workshop)
    client = sign_in(cast.alice)
    seen = page(client, f"/proposals/{proposal.number}/")
    assert "The bonus" in seen and "whispered among us" not in seen
    assert client.get(f"/proposals/{proposal.number}/edit/").status_code == 404


def test_an_author_who_left_reads_their_own_versions_and_not_what_others_write_afterwards(
    cast, code, sign_in
):
    proposal = make.proposal(cast.bob, where=cast.workshop, visibility="circle", title="The bonus", body="Two days")  # fmt: skip
    leave_circle(cast.bob, cast.workshop)
    writing.revise(
        proposal, cast.alice, based_on=1, title="kanari one", body="kanari two", note="kanari three"
    )
    client = sign_in(cast.bob)
    seen = page(client, f"/proposals/{proposal.number}/")
    assert "The bonus" in seen and "Two days" in seen and "Others went on with this text" in seen
    took = zipfile.ZipFile(io.BytesIO(client.get("/me/data.zip").content)).read("data.json").decode()
    assert "Two days" in took
    everywhere = [page(client, path) for path in ("/", "/proposals/", "/notices/", "/me/data/")]
    assert "kanari" not in seen + took + "".join(everywhere)
    for path in ("region/text/", "versions/", "why/", "result/"):
        assert client.get(f"/proposals/{proposal.number}/{path}").status_code == 404
    assert sign_in(cast.hana).get(f"/proposals/{proposal.number}/").status_code == 404


def test_an_author_who_left_does_not_read_who_voted_how_in_a_vote_that_began_afterwards(cast, code, sign_in):
    """Nobody else wrote a version; yet others went on with the text."""
    proposal = make.proposal(cast.bob, where=cast.workshop, visibility="circle", title="The bonus", body="Two days")  # fmt: skip
    leave_circle(cast.bob, cast.workshop)
    round_ = opening.put_to_vote(
        proposal, cast.alice, decision_type="circle", closes_at=database_now() + timedelta(days=1),
        electorate=Electorate(make.today(), circle=cast.workshop),
    )  # fmt: skip
    cast_ballot(cast.alice, round_.pk, "for")
    settling.settle(round_.pk, early=True)
    client = sign_in(cast.bob)
    assert client.get(f"/proposals/{proposal.number}/result/").status_code == 404
    seen = page(client, f"/proposals/{proposal.number}/")
    assert "Two days" in seen and "Others went on with this text" in seen and "Alice" not in seen


def test_an_author_who_left_does_not_read_what_others_prepare_a_vote_on(cast, code, sign_in):
    """Nobody voted yet: whoever prepares it went on with the text all the same."""
    proposal = make.proposal(cast.bob, where=cast.workshop, visibility="circle", title="The bonus", body="Two days")  # fmt: skip
    leave_circle(cast.bob, cast.workshop)
    client = sign_in(cast.bob)
    assert client.get(f"/proposals/{proposal.number}/why/").status_code == 200
    asked = VoteRequest("circle", Electorate(make.today(), circle=cast.workshop))
    preparing.prepare(proposal, asked, closes_at=database_now() + timedelta(days=1), actor=cast.alice)
    assert client.get(f"/proposals/{proposal.number}/why/").status_code == 404
    assert "Others went on with this text" in page(client, f"/proposals/{proposal.number}/")


def test_an_author_who_left_opens_their_own_files_alone(cast, code, sign_in):
    proposal = make.proposal(cast.bob, where=cast.workshop, visibility="circle")
    mine, theirs = (
        attach(proposal, SimpleUploadedFile(f"{who.given_name}.txt", b"words"), who)
        for who in (cast.bob, cast.alice)
    )
    leave_circle(cast.bob, cast.workshop)
    client = sign_in(cast.bob)
    seen = page(client, f"/proposals/{proposal.number}/")
    assert ("Bob.txt" in seen, "Alice.txt" in seen) == (True, False)
    answers = [
        client.get(f"/proposals/{proposal.number}/files/{one.pk}/").status_code for one in (mine, theirs)
    ]
    assert answers == [200, 404]


# --- one gate, however it is asked ----------------------------------------------------------------


def everybody(cast):
    kinds = ("alice", "bob", "chloe", "dana", "erik", "fay", "gus", "hana", "sara", "theo", "aude")
    return [standing_of(getattr(cast, kind)) for kind in kinds] + [Standing()]


def test_rows_that_are_asked_for_and_a_row_that_is_at_hand_get_the_same_answer(cast, code):
    """Every visibility, circle, author and stage, for every kind of person, by each of the ways to ask."""
    circles = (None, cast.workshop, cast.office)
    for author, where, level in product((cast.alice, cast.chloe, cast.sara), circles, Visibility.values):
        if level != "circle" or where is not None:
            make.proposal(author, where=where, visibility=level)
            make.proposal(author, where=where, visibility=level, submitted=False)
    made = make.voting(cast.alice, kind="circle", where=cast.workshop, visibility="circle")
    leave_circle(cast.bob, cast.workshop)
    make.settled(cast.dana, where=cast.office, visibility="circle")
    rewritten = make.proposal(cast.bob, where=cast.office, visibility="circle")
    writing.revise(rewritten, cast.chloe, based_on=1, title="Others went on", body="Theirs")
    readers = everybody(cast)
    for reader in readers:
        whole = set(Proposal.objects.visible_to(reader))
        known = set(Proposal.objects.known_to(reader))
        assert whole <= known
        for proposal in Proposal.objects.all():
            assert may_read_whole(reader, proposal) is (proposal in whole)
            assert knowing([(proposal, reader)]) == [proposal in known]
    pairs = list(product(Proposal.objects.all(), readers))
    assert knowing(pairs) == [pair[0] in Proposal.objects.known_to(pair[1]) for pair in pairs]
    aware = knowing([(made, reader) for reader in readers])
    assert [reader.person for reader, may in zip(readers, aware, strict=True) if may] == [
        cast.alice, cast.bob, cast.dana, cast.erik, cast.aude,
    ]  # fmt: skip


def test_entries_of_the_register_follow_the_same_levels(cast, code):
    for level in Visibility.values:
        make.settled(cast.alice, where=cast.workshop, visibility=level, kind="circle")
    for reader in everybody(cast):
        seen = set(Decision.objects.visible_to(reader))
        on_roll = reader.person in {cast.alice, cast.bob, cast.dana}
        for entry in Decision.objects.all():
            assert (entry in seen) is (may_see(reader, entry.visibility, entry.circle_id) or on_roll)


def test_a_page_of_notices_asks_no_more_for_twenty_four_than_for_two(cast, code, sign_in):
    proposal = make.proposal(cast.alice)
    for k in range(12):
        discussing.comment(proposal, cast.alice, f"@Bob {k}", mentions=[cast.bob])
        make.voting(cast.alice, title=f"Number {k}")
    deliver()
    client = sign_in(cast.bob)
    counts = []
    for left in (24, 2):
        rows = Notice.objects.filter(person=cast.bob)
        rows.exclude(pk__in=rows.values_list("pk")[:left]).delete()
        client.get("/notices/")
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/notices/").content.decode().count("rowlink") == left
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 14


def test_old_lines_that_say_less_are_read_all_the_same(cast, code, sign_in):
    """A line of an earlier release named the proposal of a cancelled vote, and not the round."""
    proposal = make.voting(cast.alice)
    leading.cancel_vote(proposal, cast.alice, because="Once.")
    deliver()
    notice = Notice.objects.get(person=cast.bob, kind="vote_cancelled")
    facts = {key: value for key, value in notice.entry.facts.items() if key != "round"}
    notice.entry.facts = facts
    from governance.proposals.vote.notices import cancelled_round

    assert cancelled_round(notice.entry) == proposal.round_id


def test_an_errand_that_runs_again_after_somebody_left_adds_nobody(cast):
    proposal = kept_from(cast)
    discussing.comment(proposal, cast.alice, "@Bob", mentions=[cast.bob])
    leave_circle(cast.bob, cast.workshop)
    deliver()
    Errand.objects.filter(kind="fan_out").update(done_at=None)
    deliver()
    assert not Notice.objects.exists()


def test_the_journal_of_the_house_keeps_no_words_of_a_message(cast):
    from core.journal.models import Entry

    discussing.comment(kept_from(cast, body=KEPT), cast.alice, f"@Bob {KEPT}")
    assert KEPT not in json.dumps(list(Entry.objects.values_list("facts", flat=True)))
