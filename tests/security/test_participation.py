"""While a secret vote is open, whatever anybody reads of it changes by five voters at least, never by one.

The same pages are read by the same people after five, after nine and after ten have voted: the first two
readings are the same, and the third shows that the walk would have seen a difference.
"""

import random
import re
from datetime import timedelta
from itertools import pairwise

import pytest
from django.core import mail

from core.clock import database_now
from core.journal.models import Entry
from core.outbox import actions as outbox
from core.outbox.models import Errand
from core.outbox.watch import undone
from governance.live.topics import render
from governance.notifications.models import Notice
from governance.proposals.models import Proposal
from governance.proposals.vote.actions import leading, opening, settling
from governance.proposals.vote.electorate import Electorate
from governance.proxies.actions.giving import give
from governance.proxies.eligibility import ProxyRequest
from members.people.models import Person
from tests import make, owner
from tests.governance import test_doors as doors
from tests.governance.test_secret_walk import RESTLESS, places, read
from tests.house import say
from tests.votes.test_options import DAYS, people
from tests.votes.test_options import opened as opened_round
from votes.ballots.actions import cast_ballot
from votes.ballots.secrecy import cast_secret
from votes.rounds import participation
from votes.rounds.models import Glance, Voice
from votes.rounds.paper import Paper
from votes.tally.actions import close_round
from votes.tellers.actions.roll import VotedAlready, mark, unmark

pytestmark = pytest.mark.django_db
cast, cast_and_house, furnished, house = doors.cast, doors.cast_and_house, doors.furnished, doors.house
READERS = ("visitor", "bob", "theo", "erik")
# Rooms that know nothing of votes; and the desk, which tells for how long work has been waiting.
ELSEWHERE = (
    "joining:",
    "members:",
    "shares:",
    "code:",
    "account",
    "mfa",
    "socialaccount",
    "usersessions",
    "home:desk",
)
# What a form draws anew whenever it is shown.
DRAWN = re.compile(rb"\b[0-9a-f]{32}\b")


# --- every page, mail and frame -----------------------------------------------------------------


@pytest.fixture
def secret(cast):
    """An open secret vote that visitors may follow and that takes paper; its round, and fourteen who sing in the choir.

    Bob is on the roll and does not vote. One of the singers has no address: the desk writes letters to them.
    """
    choir = people(14, "Voice")
    round_ = make.secret_round(cast.alice, cast.bob, *choir, called="Band", visibility="public")
    owner.rewrite(round_, by_hand=True, may_extend=True)
    Person.objects.filter(pk=choir[6].pk).update(email=None)
    return round_, choir


@pytest.fixture
def clients(cast, secret, sign_in):
    found = {kind: sign_in(getattr(cast, kind, None)) for kind in READERS}
    for client in found.values():
        client.get("/me/")
    return found


def time_goes_by():
    """What the clock and the workers do; those who have not voted are reminded of nothing twice."""
    participation.renew()
    while outbox.drain("decide") + outbox.drain("send"):
        pass


def everything(house, clients, round_, asked=None):
    """What every address answers to everybody, every frame and every mail; all of it, or what was asked for."""
    time_goes_by()
    found = {}
    for kind, client in clients.items():
        for name, path in places(house, round_).items():
            wanted = f"{name} as {kind}" in asked if asked else not name.startswith(ELSEWHERE)
            if wanted:
                status, where, content = read(client, path)
                found[f"{name} as {kind}"] = status, where, DRAWN.sub(b"", content)
    for language in ("en", "fr"):
        found[f"frame in {language}"] = render(round_.subject, language)
    found["mails"] = [(sent.to, sent.subject, sent.body) for sent in mail.outbox]
    return found


def telling(found, round_):
    """The pages that tell of a vote, and those of one's own and of the desk, which may count it."""
    proposal = Proposal.objects.get(round=round_)
    marks = (
        round_.title.encode(),
        f"/rounds/{round_.pk}/".encode(),
        f"/proposals/{proposal.number}/".encode(),
    )
    return {
        name
        for name, answer in found.items()
        if name.startswith(("home:", "notifications:"))
        or (isinstance(answer, tuple) and any(mark in answer[2] for mark in marks))
    }


@pytest.mark.stricter
@pytest.mark.timeout(400)
def test_no_two_views_differ_by_a_single_voter(secret, house, clients):
    round_, choir = secret
    leading.remind(round_.pk, "24h")
    for voter in choir[:5]:
        cast_secret(voter, round_.pk, "for")
    five = everything(house, clients, round_)
    pages = telling(five, round_)
    for voter in choir[5:9]:
        cast_secret(voter, round_.pk, "for")
    nine = everything(house, clients, round_, pages)
    assert {name for name, answer in nine.items() if answer != five[name]} == set()
    cast_secret(choir[9], round_.pk, "for")
    ten = everything(house, clients, round_, pages)
    told = {name for name, answer in ten.items() if answer != nine[name]}
    assert {"frame in en", "frame in fr", "proposals:waiting as theo", "proposals:close as erik"} <= told
    for page in ("proposals:detail", "proposals:index", "portal:follow", "portal:now"):
        assert f"{page} as erik" in told
    assert "portal:now as visitor" in told
    assert "home:mine as bob" in told


def test_a_page_says_at_least_so_many_and_how_many_once_it_is_closed(secret, sign_in, cast):
    round_, choir = secret
    for voter in choir[:3]:
        cast_secret(voter, round_.pk, "for")
    alice, page = sign_in(cast.alice), f"/proposals/{Proposal.objects.get(round=round_).number}/"
    assert "21 voices on the roll; participation shows in steps of 5" in alice.get(page).content.decode()
    for voter in choir[3:7]:
        cast_secret(voter, round_.pk, "for")
    assert "At least <strong>5 voices</strong> of 21" in alice.get(page).content.decode()
    closing = sign_in(cast.erik).get(f"{page}vote/close/").content.decode()
    assert "At most 16 voices are not in yet" in closing
    settling.settle(round_.pk, early=True)
    assert participation.turnouts([round_.pk])[round_.pk].voted == 7


# --- the numbers, and the list of names ---------------------------------------------------------


def views(round_):
    """What is shown to the tellers at this moment: the number, and those on the list of who has not voted."""
    participation.renew()
    turnout = participation.turnouts([round_.pk])[round_.pk]
    return turnout.voted, frozenset(participation.not_voted(round_).values_list("pk", flat=True))


@pytest.mark.parametrize("size", [1, 4, 5, 12])
def test_neither_the_number_nor_the_names_ever_move_by_less_than_five(size):
    voters = people(size)
    round_ = opened_round(Paper("plurality", DAYS), voters, secret=True)
    seen = [views(round_)]
    for voter in random.Random(9).sample(voters, size):
        cast_secret(voter, round_.pk, "1")
        seen += [views(round_), views(round_)]
    numbers = sorted({number for number, _names in seen})
    assert numbers == list(range(0, size + 1, 5))
    assert {len(names) for _number, names in seen} == {size - number for number in numbers}
    # A list goes on from the one before it: nobody is seen to come back.
    assert all(later <= earlier for (_n, earlier), (_m, later) in pairwise(seen))
    assert len({names for _number, names in seen}) == len(numbers)
    close_round(round_.pk, early=True)
    round_.refresh_from_db()
    assert participation.turnouts([round_.pk])[round_.pk].voted == size
    assert not participation.not_voted(round_).exists()
    assert not Glance.objects.exists()


def test_who_shows_is_drawn_and_not_who_came_first():
    """Otherwise whoever looks at the list would know that the fifth of them has just voted."""
    drawn = set()
    for turn in range(12):
        voters = people(9, f"T{turn}x")
        round_ = opened_round(Paper("plurality", DAYS), voters, secret=True)
        for voter in voters:
            cast_secret(voter, round_.pk, "1")
        _number, names = views(round_)
        drawn.add(frozenset(rank for rank, voter in enumerate(voters) if voter.voices.get().pk in names))
    # Twelve draws of four among nine that are all the same: about one chance in 10^23.
    assert len(drawn) > 1


def test_paper_and_online_ballots_have_steps_of_their_own_since_the_tellers_know_the_paper(cast):
    voters = people(14)
    round_ = opened_round(Paper("plurality", DAYS), voters, secret=True, by_hand=True)
    lines = {voice.bearer_id: voice.pk for voice in round_.voices.all()}
    online, seen = 0, []
    for turn, voter in enumerate(voters):
        if turn % 3 == 0:
            mark(round_.pk, lines[voter.pk], actor=cast.theo)
        else:
            cast_secret(voter, round_.pk, "1")
            online += 1
        number, names = views(round_)
        paper = set(round_.voices.filter(on_paper=True).values_list("pk", flat=True))
        assert not paper & names
        seen.append((online, number, len(lines) - len(paper) - len(names)))
    # Online ballots 1 to 9, paper 1 to 5: five of each show once they are five.
    assert {(shown, steps) for shown, _number, steps in seen} == {(k, k - k % 5) for k in range(10)}
    assert [number for _online, number, _steps in seen][-1] == 5 + 5


def test_a_signature_taken_back_does_not_show_on_the_others(cast):
    voters = people(8)
    round_ = opened_round(Paper("plurality", DAYS), voters, secret=True, by_hand=True)
    for voter in voters[:6]:
        cast_secret(voter, round_.pk, "1")
    before = views(round_)
    signed = round_.voices.get(bearer=voters[7])
    mark(round_.pk, signed.pk, actor=cast.theo)
    unmark(round_.pk, signed.pk, actor=cast.theo)
    assert views(round_) == before


def test_an_open_vote_shows_each_voice_as_it_comes(cast, sign_in):
    made = make.voting(cast.alice)
    before = participation.turnouts([made.round_id])[made.round_id]
    cast_ballot(cast.bob, made.round_id, "for")
    after = participation.turnouts([made.round_id])[made.round_id]
    assert (before.voted, after.voted, after.in_steps) == (0, 1, False)


# --- who is told of others ----------------------------------------------------------------------


def test_the_roll_for_paper_does_not_say_who_voted_online_and_whoever_signs_again_is_refused(
    secret, sign_in, cast
):
    round_, choir = secret
    table, theo = f"/rounds/{round_.pk}/paper/", sign_in(cast.theo)
    before = RESTLESS.sub(b"", theo.get(table).content)
    cast_secret(choir[0], round_.pk, "for")
    assert RESTLESS.sub(b"", theo.get(table).content) == before
    voted = Voice.objects.get(round=round_, bearer=choir[0])
    with pytest.raises(VotedAlready):
        mark(round_.pk, voted.pk, actor=cast.theo)
    settling.settle(round_.pk, early=True)
    assert "voted on line" in theo.get(table).content.decode()


def test_whoever_asks_whether_somebody_voted_by_signing_for_them_is_on_record_and_soon_made_to_wait(
    secret, sign_in, cast
):
    round_, choir = secret
    cast_secret(choir[0], round_.pk, "for")
    voted, other = (Voice.objects.get(round=round_, bearer=one).pk for one in choir[:2])
    table, theo = f"/rounds/{round_.pk}/paper/", sign_in(cast.theo)
    assert theo.post(f"{table}mark/", {"voice": voted}).status_code == 409
    refused = Entry.objects.get(kind="paper.refused")
    assert (refused.actor, refused.facts["voice"]) == (cast.theo, voted)
    journal = sign_in(cast.aude).get("/desk/journal/").content.decode()
    assert "A voice that had voted was to sign the roll for a paper ballot" in journal
    answers = []
    for _k in range(6):
        answers.append(theo.post(f"{table}mark/", {"voice": other}).status_code)
        answers.append(theo.post(f"{table}unmark/", {"voice": other}).status_code)
        answers.append(theo.post(f"{table}mark/", {"voice": voted}).status_code)
    # Ten refusals and signatures taken back in an hour, whichever they were; then nobody signs with this teller.
    assert answers == [302, 302, 409] * 4 + [302, 302, 429] + [429] * 3
    assert sign_in(cast.sara).post(f"{table}mark/", {"voice": voted}).status_code == 409
    assert Entry.objects.filter(kind="paper.refused").count() == 6


def test_a_queue_that_signs_for_paper_waits_for_nothing(secret, sign_in, cast):
    round_, choir = secret
    theo = sign_in(cast.theo)
    for voice in Voice.objects.filter(round=round_, bearer__in=choir):
        answer = theo.post(f"/rounds/{round_.pk}/paper/mark/", {"voice": voice.pk})
        assert answer.status_code == 302
    assert not Entry.objects.filter(kind="paper.refused").exists()


def test_in_an_open_vote_a_refused_signature_tells_nothing_new_and_is_not_counted(cast, sign_in):
    round_ = make.round_of(make.voting(cast.alice, title="Openly"))
    owner.rewrite(round_, by_hand=True)
    cast_ballot(cast.bob, round_.pk, "for")
    voted, theo = Voice.objects.get(round=round_, bearer=cast.bob).pk, sign_in(cast.theo)
    answers = {
        theo.post(f"/rounds/{round_.pk}/paper/mark/", {"voice": voted}).status_code for _k in range(12)
    }
    assert answers == {409}
    assert not Entry.objects.filter(kind="paper.refused").exists()


def test_whoever_gave_a_proxy_does_not_see_when_it_is_used_in_secret(cast, sign_in):
    asked = Electorate(make.today())
    say({"secret.smallest_college": 4})
    for secret in (True, False):
        made = make.proposal(cast.alice, title=f"Secret {secret}", visibility="members")
        round_ = opening.put_to_vote(
            made, cast.alice, decision_type="ordinary", electorate=asked,
            closes_at=database_now() + timedelta(days=3), secret=secret,
        )  # fmt: skip
        give(ProxyRequest(cast.seats["bob"], round_, cast.seats["fay"]), actor=cast.bob)
        page, bob = f"/proposals/{made.number}/", sign_in(cast.bob)
        before = DRAWN.sub(b"", RESTLESS.sub(b"", bob.get(page).content))
        voice = round_.voices.get(member=cast.seats["bob"])
        (cast_secret if secret else cast_ballot)(cast.fay, round_.pk, {voice.pk: "for"})
        after = DRAWN.sub(b"", RESTLESS.sub(b"", bob.get(page).content))
        assert (before == after) is secret
        close_round(round_.pk, early=True)


def test_a_reminder_says_to_nobody_else_who_has_not_voted(secret, sign_in, cast):
    """Not in the journal, and the letters that the desk writes are to those who show as not having voted."""
    round_, choir = secret
    without_address = choir[6]
    for voter in (choir[0], without_address):
        cast_secret(voter, round_.pk, "for")
    time_goes_by()
    lines = set(Entry.objects.values_list("pk", flat=True))
    leading.remind(round_.pk, "24h")
    time_goes_by()
    assert list(Entry.objects.exclude(pk__in=lines).values_list("kind", "topics")) == [("round.reminder", [])]
    told = set(Notice.objects.filter(kind="round_reminder").values_list("person", flat=True))
    assert choir[0].pk not in told
    assert choir[1].pk in told
    letters = sign_in(cast.sara).get("/notices/letters/").content.decode()
    assert letters.count(str(without_address)) >= 2
    assert "no longer needed" not in letters


def test_what_a_notice_is_called_counts_nobody(secret, cast, sign_in):
    """Reminders are as many as have not voted; a number that goes on from one notice to the next would tell how many."""
    round_, choir = secret
    leading.remind(round_.pk, "24h")
    time_goes_by()
    notice = Notice.objects.filter(kind="round_reminder", person=choir[3]).get()
    said = [one.extra_headers["Message-ID"] for one in mail.outbox if choir[3].email in one.to]
    assert f"<notice-{notice.code}@" in said[-1]
    assert f"/notices/{notice.entry_id}/read/" in sign_in(choir[3]).get("/notices/").text


def test_of_one_mailbox_everybody_is_reminded_until_they_are_shown_to_have_voted(secret):
    """Whoever is reached through somebody reads their mails: whether these come must not tell that they have voted."""
    round_, choir = secret
    Person.objects.filter(pk=choir[1].pk).update(email=None, mail_through=choir[0])
    for voter in choir[:3]:
        cast_secret(voter, round_.pk, "for")
    time_goes_by()
    mail.outbox.clear()
    leading.remind(round_.pk, "24h")
    time_goes_by()
    reached = [to for one in mail.outbox for to in one.to]
    assert reached.count(choir[0].email) == 2
    assert not [one.body for one in mail.outbox if "not in yet" in one.body or "not voted yet" in one.body]
    assert all("Whoever has voted has nothing more to do" in one.body for one in mail.outbox)
    assert choir[2].email not in reached


def test_how_many_calls_to_vote_do_not_leave_does_not_tell_who_has_voted(secret, settings):
    """The desk counts the mails that its server refuses."""
    settings.EMAIL_BACKEND = "core.mail.nowhere.Backend"
    round_, choir = secret
    time_goes_by()
    before = undone(failures=1)["send"]
    cast_secret(choir[0], round_.pk, "for")
    Errand.objects.filter(lane="send", done_at=None).update(due_at=database_now())
    time_goes_by()
    assert undone(failures=1)["send"] == before
    assert before[0] >= len(choir)


def test_a_reminder_of_an_open_vote_rings_the_bells(cast):
    made = make.voting(cast.alice)
    leading.remind(made.round_id, "24h")
    time_goes_by()
    rung = Entry.objects.filter(kind="notices.written").last()
    assert f"person.{cast.bob.pk}" in rung.topics
