"""Being told: those it concerns, once each, in their language, with one thing to do."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.core import mail

from core.clock import database_now
from core.journal.actions import record
from core.outbox import actions as outbox
from core.outbox.models import Errand
from governance.notifications.errands import fan_out
from governance.notifications.models import Notice
from governance.proposals.actions import discussing
from governance.proposals.vote.actions import leading, settling
from tests import make
from votes.ballots.actions import cast_ballot
from votes.rounds.models import Voice

pytestmark = pytest.mark.django_db

LONG_DUE = datetime(2020, 1, 1, tzinfo=UTC)


def deliver():
    """Let the outbox do what is due, mails included."""
    while outbox.drain("decide") + outbox.drain("send"):
        pass


def told(kind):
    return sorted(str(n.person) for n in Notice.objects.filter(kind=kind).select_related("person"))


def vote(person, round_id, choice="for"):
    for voice in Voice.objects.carried_by(person).filter(round=round_id):
        cast_ballot(person, round_id, {voice.pk: choice})


def test_when_a_vote_opens_those_who_may_vote_are_told_once_each(cast, code):
    make.voting(cast.alice)
    deliver()
    # Fay carries two voices and gets one mail.
    assert told("round_opened") == ["Alice Martin", "Bob Durand", "Dana Roy", "Fay Blanc"]
    assert sorted(m.to[0] for m in mail.outbox) == [
        f"{n}@example.example" for n in ("alice", "bob", "dana", "fay")
    ]


def test_a_fan_out_that_runs_twice_tells_nobody_twice(cast, code):
    make.voting(cast.alice)
    deliver()
    Errand.objects.filter(kind__in=["fan_out", "deliver"]).update(done_at=None, due_at=LONG_DUE)
    deliver()
    assert len(mail.outbox) == 4


def test_a_mail_has_one_link_and_no_authority(cast, code, client, settings):
    proposal = make.voting(cast.alice, visibility="members")
    deliver()
    [letter] = [m for m in mail.outbox if m.to == ["bob@example.example"]]
    html = letter.alternatives[0][0]
    links = set(re.findall(r"https?://[^\s\"<]+", letter.body + html))
    assert links == {f"{settings.SITE_URL}/proposals/{proposal.number}/"}
    # Whoever opens it without signing in learns nothing.
    assert client.get(f"/proposals/{proposal.number}/").status_code == 404
    assert "You are told because you are on the roll of this vote." in letter.body


def test_a_mail_speaks_the_language_of_its_reader(cast, code):
    cast.bob.language = "fr"
    cast.bob.save()
    make.voting(cast.alice)
    deliver()
    subjects = {m.to[0]: m.subject for m in mail.outbox}
    assert subjects["bob@example.example"] == "Votre voix est attendue\u00a0: Lend the tools"
    assert subjects["alice@example.example"] == "Your vote is awaited: Lend the tools"


def test_sent_twice_after_a_crash_a_mail_is_still_one_message(cast, code):
    make.voting(cast.alice)
    deliver()
    identifiers = [m.extra_headers["Message-ID"] for m in mail.outbox]
    assert len(set(identifiers)) == len(identifiers)
    notice = Notice.objects.first()
    assert f"<notice-{notice.code}@" in " ".join(identifiers)


@pytest.mark.parametrize("before", ["24h", "2h"])
def test_a_reminder_reaches_those_who_have_not_voted(cast, code, before):
    proposal = make.voting(cast.alice)
    vote(cast.bob, proposal.round_id)
    deliver()
    mail.outbox.clear()
    Errand.objects.filter(key=f"remind:{proposal.round_id}:{before}").update(due_at=LONG_DUE)
    deliver()
    assert told("round_reminder") == ["Alice Martin", "Dana Roy", "Fay Blanc"]
    assert len(mail.outbox) == 3


def test_a_vote_shorter_than_a_day_has_only_the_reminders_that_fit(cast, code):
    proposal = make.voting(cast.alice, closes_at=database_now() + timedelta(hours=5))
    keys = set(Errand.objects.filter(kind="remind").values_list("key", flat=True))
    assert keys == {f"remind:{proposal.round_id}:2h"}


def test_nobody_is_called_to_a_vote_that_closed_meanwhile(cast, code):
    """The mails were late, the vote was closed early: they are not sent any more."""
    proposal = make.voting(cast.alice)
    outbox.drain("send", limit=1)  # the fan-out, not the mails
    settling.settle(proposal.round_id, early=True)
    mail.outbox.clear()
    deliver()
    assert not [m for m in mail.outbox if "awaited" in m.subject]


def test_the_result_reaches_all_concerned(cast, code):
    proposal = make.voting(cast.alice, kind="consultation")
    discussing.comment(proposal, cast.gus, "I follow this closely")
    deliver()
    mail.outbox.clear()
    settling.settle(proposal.round_id, early=True)
    deliver()
    assert told("settled") == ["Alice Martin", "Bob Durand", "Dana Roy", "Fay Blanc", "Gus Noir"]
    assert {m.subject for m in mail.outbox} == {"Not adopted: Lend the tools"}


def test_a_cancelled_vote_is_told_to_its_roll_with_the_reason(cast, code):
    proposal = make.voting(cast.alice)
    deliver()
    mail.outbox.clear()
    leading.cancel_vote(proposal, cast.alice, because="The estimate changed.")
    deliver()
    assert len(mail.outbox) == 4
    assert "The estimate changed." in mail.outbox[0].body


def test_a_mention_and_an_answer_are_told_but_never_to_their_author(cast):
    proposal = make.proposal(cast.alice)
    first = discussing.comment(proposal, cast.bob, "A question")
    discussing.comment(proposal, cast.alice, "@Dana and you", parent=first, mentions=[cast.dana, cast.alice])
    deliver()
    assert told("mentioned") == ["Bob Durand", "Dana Roy"]


def test_somebody_without_e_mail_is_told_on_the_page_alone(cast, code):
    cast.bob.email = None
    cast.bob.save()
    make.voting(cast.alice)
    deliver()
    assert "Bob Durand" in told("round_opened")
    assert len(mail.outbox) == 3


def test_the_bell_counts_what_is_unread_and_reading_leads_where_it_says(cast, code, sign_in):
    proposal = make.voting(cast.alice)
    deliver()
    client = sign_in(cast.bob)
    assert "Notices, 1 unread" in client.get("/notices/").content.decode()
    notice = Notice.objects.get(person=cast.bob)
    response = client.post(f"/notices/{notice.entry_id}/read/")
    assert response.url == f"/proposals/{proposal.number}/"
    assert "Notices, 0 unread" in client.get("/notices/").content.decode()


def test_nobody_reads_the_notices_of_another(cast, code, sign_in):
    make.voting(cast.alice)
    deliver()
    notice = Notice.objects.get(person=cast.bob)
    assert sign_in(cast.sara).post(f"/notices/{notice.entry_id}/read/").status_code == 404
    assert Notice.objects.get(pk=notice.pk).read_at is None


def test_a_call_to_vote_is_read_later_as_what_is_true_then(cast, code, sign_in):
    """The words of a notice follow its vote: who has voted, and a vote that is over, are asked for nothing."""
    tomorrow = database_now() + timedelta(hours=24)
    voted = make.voting(cast.alice, title="One", closes_at=tomorrow)
    cancelled, closed = (make.voting(cast.alice, title=title) for title in ("Two", "Three"))
    leading.remind(make.round_of(voted).pk, "24h")
    deliver()
    called = said_to(cast.bob, sign_in)
    assert {"Your vote is awaited: One", "One day left to vote: One", "Your vote is awaited: Two"} < called
    vote(cast.bob, make.round_of(voted).pk)
    leading.cancel_vote(cancelled, cast.alice, because="The estimate changed.")
    settling.settle(make.round_of(closed).pk, early=True)
    deliver()
    assert said_to(cast.bob, sign_in) == {"Vote: One", "Vote cancelled: Two", "Vote closed: Three"}
    assert "Your vote is awaited: One" in said_to(cast.dana, sign_in)


def said_to(person, sign_in):
    """The titles of what somebody reads among their notices."""
    page = sign_in(person).get("/notices/").content.decode()
    return {unescape(title) for title in re.findall(r'<button class="rowlink">(.*?)</button>', page)}


def test_a_letter_about_a_vote_that_was_cancelled_asks_for_no_vote(cast, code, sign_in, settings):
    settings.SECOND_FACTOR = False
    cast.bob.email = None
    cast.bob.save()
    made = make.voting(cast.alice)
    deliver()
    letters = unescape(sign_in(cast.sara).get("/notices/letters/").content.decode())
    assert "Your vote is awaited" in letters
    leading.cancel_vote(made, cast.alice, because="The estimate changed.")
    deliver()
    letters = unescape(sign_in(cast.sara).get("/notices/letters/").content.decode())
    assert "Your vote is awaited" not in letters and "A vote is open" not in letters
    assert letters.count("Vote cancelled: Lend the tools") == 2


def test_what_a_vote_left_open_is_told_until_it_is_dealt_with(cast, code, sign_in):
    made = make.voting(cast.alice)
    round_id = make.round_of(made).pk
    vote(cast.bob, round_id), vote(cast.dana, round_id, "against")
    record("proposal.undecided", topics=[], proposal=made.pk, round=round_id, because="quorum")
    deliver()
    assert "To be voted on again: Lend the tools" in said_to(cast.alice, sign_in)
    settling.settle(round_id, early=True)
    assert "Voted on without a decision: Lend the tools" in said_to(cast.alice, sign_in)


def test_the_mail_to_somebody_who_was_forgotten_meanwhile_is_over(cast, code):
    """Their notices are gone, and nothing waits for ever to be sent."""
    make.voting(cast.alice)
    outbox.drain("decide")
    for errand in Errand.objects.filter(kind="fan_out", done_at=None):
        fan_out(**errand.payload)
    Errand.objects.filter(kind="fan_out").update(done_at=database_now())
    Notice.objects.filter(person=cast.bob).delete()
    deliver()
    assert not Errand.objects.filter(kind="deliver", done_at=None).exists()
    assert "bob@example.example" not in [address for sent in mail.outbox for address in sent.to]


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(days=10), "A vote is open: One"), (timedelta(hours=24), "One day left to vote: One"),
        (timedelta(hours=9), "Less than a day left to vote: One"), (timedelta(hours=2), "Two hours left to vote: One"),
        (timedelta(minutes=40), "Less than two hours left to vote: One"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("before", ["24h", "2h"])
def test_a_reminder_tells_how_long_there_is_as_it_is_read(before, left, said, cast, code, sign_in):
    """A mail leaves late, or the vote was put off since."""
    made = make.voting(cast.alice, title="One", closes_at=database_now() + left)
    leading.remind(made.round_id, before)
    deliver()
    assert said in said_to(cast.bob, sign_in)
