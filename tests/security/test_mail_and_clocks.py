"""No page waits for a mail server, no code outlives its mail, and what does not go out is told."""

import html
import re
import threading
import time
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from core.clock import database_now, living_at
from core.journal.actions import record
from core.mail.actions import look_at_server
from core.outbox import actions as outbox
from core.outbox import watch
from core.outbox.models import Drainer, Errand
from governance.proposals.vote.actions.preparing import prepare
from governance.proposals.vote.electorate import Electorate
from governance.proposals.vote.request import VoteRequest
from members.people.models import Person, StaffRole
from tests import make
from tests.clocks import set_ahead
from tests.mailserver import mail_server, nobody_listens
from tests.passing_on import passed_on

pytestmark = pytest.mark.django_db
# Where two send at once, each has a connection of its own.
side_by_side = pytest.mark.django_db(transaction=True)
LONG_AGO = timedelta(hours=1)
CODE = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b")
STRANGER = "nobody.here@example.example"


@pytest.fixture
def server(settings):
    """A mail server that the house is set to use."""
    with mail_server() as server:
        settings.EMAIL_BACKEND = "core.mail.smtp.Backend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", server.port, False
        settings.EMAIL_TIMEOUT = 5
        yield server


@pytest.fixture
def visitor():
    client = Client(headers={"accept-language": "en"})
    client.get("/account/login/")
    return client


def ask_for_a_code(client, address):
    """Ask for a code as the form does; return the page that one is led to."""
    answer = client.post("/account/login/code/", {"email": address}, follow=True)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def where(client):
    """The part of the page that says where the mail is."""
    return client.get("/account/mail/").content.decode()


def posted():
    return Errand.objects.get(kind="account_mail")


def code_in(errand):
    (code,) = set(CODE.findall(errand.payload["text"]))
    return code


# --- asking ---------------------------------------------------------------------------------------


def test_asking_for_a_code_does_not_speak_to_the_mail_server(cast, server, visitor):
    server.greets = False
    began = time.monotonic()
    page = ask_for_a_code(visitor, cast.bob.email)
    assert server.connections == 0
    assert time.monotonic() - began < server_patience()
    assert "on its way" in page


def server_patience():
    """Less than any dialogue with a silent server lasts."""
    return 5


def test_the_code_goes_out_first_and_the_page_says_when_it_was_handed_over(cast, server, visitor):
    ask_for_a_code(visitor, cast.bob.email)
    code = code_in(posted())
    assert outbox.drain("code") == 1
    (message,) = server.taken
    assert message["To"] == cast.bob.email
    assert code in message.as_string()
    said = where(visitor)
    assert "handed to the mail server at" in said
    assert "hx-trigger" not in said
    answer = visitor.post("/account/login/code/confirm/", {"code": code})
    assert answer.status_code == 302
    assert visitor.get("/me/").status_code == 200


@side_by_side
def test_other_mail_does_not_delay_a_code(cast, server, visitor):
    """A slow letter, being sent, and a hundred that wait."""
    server.go_on.clear()
    for _letter in range(100):
        make_letter_wait(cast.bob)
    busy = threading.Thread(target=drain_and_leave, args=("send",))
    busy.start()
    assert server.reached_data.wait(10)
    ask_for_a_code(visitor, cast.alice.email)
    server.go_on.set()
    outbox.drain("code")
    assert cast.alice.email in [message["To"] for message in server.taken[:3]]
    Errand.objects.filter(lane="send", done_at=None).update(due_at=database_now() + LONG_AGO)
    busy.join(20)


def make_letter_wait(person):
    """A mail to somebody, promised as any act promises one, and waiting to be sent."""
    actor = Person.objects.exclude(pk=person.pk).first()
    with transaction.atomic():
        topics = [f"person.{person.pk}"]
        entry = record("duty.given", actor=actor, topics=topics, person=person.pk, duty="teller")
    outbox.handler("fan_out")(entry_id=entry.pk)
    Errand.objects.filter(kind="fan_out").update(done_at=database_now())


def drain_and_leave(lane):
    try:
        outbox.drain(lane)
    finally:
        connection.close()


def test_a_dead_mail_server_fails_no_page_and_the_page_says_so(cast, server, settings, visitor):
    settings.EMAIL_PORT = nobody_listens()
    assert "on its way" in ask_for_a_code(visitor, cast.bob.email)
    outbox.drain("code")
    said = where(visitor)
    assert "did not take the e-mail" in said
    assert "passkey" in said
    assert "hx-trigger" in said
    settings.EMAIL_PORT = server.port
    Errand.objects.update(due_at=database_now() - timedelta(seconds=1))
    outbox.drain("code")
    assert "handed to the mail server" in where(visitor)
    assert len(server.taken) == 1


def test_when_nobody_sends_the_page_says_that_the_mail_waits(cast, server, visitor):
    ask_for_a_code(visitor, cast.bob.email)
    Errand.objects.update(posted_at=database_now() - timedelta(minutes=1))
    assert "has not left yet" in where(visitor)


def test_without_javascript_the_page_itself_says_where_the_mail_is(cast, server, visitor):
    ask_for_a_code(visitor, cast.bob.email)
    outbox.drain("code")
    assert "handed to the mail server" in visitor.get("/account/login/code/confirm/").content.decode()


def test_a_visitor_who_waits_for_nothing_is_told_nothing(visitor):
    assert "<p" not in where(visitor)


@pytest.mark.parametrize(
    ("page", "form"),
    [
        ("/account/password/reset/", {"email": "bob@example.example"}),
        ("/account/signup/", {"email": "bob@example.example"}),
        ("/account/signup/", {"email": STRANGER}),
    ],
)
def test_every_mail_about_an_account_leaves_by_the_outbox(page, form, cast, server, visitor):
    answer = visitor.post(page, form, follow=True)
    assert answer.status_code == 200
    assert server.connections == 0
    assert "on its way" in answer.content.decode()
    outbox.drain("code")
    assert [message["To"] for message in server.taken] == [form["email"]]


def test_a_notice_about_an_account_leaves_by_the_outbox_too(cast, server, settings, sign_in):
    settings.ACCOUNT_EMAIL_NOTIFICATIONS = True
    cast.bob.set_password("an old lamp in the hall")
    cast.bob.save()
    client = sign_in(cast.bob)
    new = "another lamp in the hall"
    form = {"oldpassword": "an old lamp in the hall", "password1": new, "password2": new}
    assert client.post("/account/password/change/", form).status_code == 302
    assert server.connections == 0
    outbox.drain("code")
    assert [message["To"] for message in server.taken] == [cast.bob.email]


# --- nobody learns who has an account ---------------------------------------------------------------


def went_out(server, settings):
    outbox.drain("code")


def was_held_up(server, settings):
    settings.EMAIL_PORT = nobody_listens()
    outbox.drain("code")


def waited(server, settings):
    Errand.objects.update(posted_at=database_now() - timedelta(minutes=1))


def was_too_late(server, settings):
    Errand.objects.update(expires_at=database_now() - timedelta(seconds=1))
    outbox.drain("code")


@pytest.mark.parametrize("became", [lambda *_told: None, went_out, was_held_up, waited, was_too_late])
@pytest.mark.parametrize("page", ["/account/login/code/", "/account/password/reset/", "/account/signup/"])
def test_an_address_that_nobody_has_is_told_the_same(page, became, cast, server, settings):
    told = set()
    for address in (cast.bob.email, STRANGER):
        Errand.objects.all().delete()
        client = Client(headers={"accept-language": "en"})
        client.post(page, {"email": address})
        life = posted().expires_at - posted().posted_at
        became(server, settings)
        settings.EMAIL_PORT = server.port
        told.add((re.sub(r"\d\d:\d\d", "", where(client)), round(life.total_seconds())))
    assert len(told) == 1


# --- what holds a code does not stay ------------------------------------------------------------------


def kept_of(errand):
    """All that the outbox holds of an errand, as text."""
    errand.refresh_from_db()
    return " ".join(str(value) for value in vars(errand).values())


def test_a_code_is_wiped_from_the_outbox_once_it_is_sent(cast, server, visitor):
    ask_for_a_code(visitor, cast.bob.email)
    errand = posted()
    code = code_in(errand)
    outbox.drain("code")
    assert code not in kept_of(errand)
    assert cast.bob.email not in kept_of(errand)


def test_a_code_that_is_too_old_is_not_sent_and_is_wiped_whichever_lane_is_looked_after(
    cast, server, visitor
):
    ask_for_a_code(visitor, cast.bob.email)
    errand = posted()
    code = code_in(errand)
    Errand.objects.update(expires_at=database_now() - timedelta(seconds=1))
    outbox.drain("decide")
    assert code not in kept_of(errand)
    outbox.drain("code")
    assert server.connections == 0
    assert "could not be sent in time" in where(visitor)


def test_who_asked_for_a_code_and_when_is_forgotten_a_day_after(cast, server, visitor):
    ask_for_a_code(visitor, cast.bob.email)
    outbox.drain("code")
    Errand.objects.update(expires_at=database_now() - timedelta(hours=25))
    outbox.sweep()
    assert not Errand.objects.filter(kind="account_mail").exists()
    assert "<p" not in where(visitor)


@pytest.mark.parametrize("place", ["refuses", "answers"])
def test_a_code_is_in_no_log_even_when_the_mail_server_repeats_it(
    place, cast, server, visitor, caplog, capfd
):
    setattr(server, place, b"550 I will not take: %s")
    ask_for_a_code(visitor, cast.bob.email)
    errand = posted()
    code = code_in(errand)
    with caplog.at_level("DEBUG"):
        outbox.drain("code")
        with pytest.raises(CommandError):
            call_command("healthy", "house")
    errand.refresh_from_db()
    assert errand.error
    assert errand.payload  # it is tried again
    told = capfd.readouterr()
    assert code not in errand.error + caplog.text + told.out + told.err
    assert cast.bob.email not in errand.error + caplog.text


def test_no_line_of_the_journal_holds_a_code(cast, server, visitor):
    from core.journal.models import Entry

    ask_for_a_code(visitor, cast.bob.email)
    code = code_in(posted())
    outbox.drain("code")
    assert code not in str(list(Entry.objects.values()))


def test_production_without_a_mail_server_prints_no_code(cast, settings, visitor, capfd):
    settings.EMAIL_BACKEND = "core.mail.nowhere.Backend"
    ask_for_a_code(visitor, cast.bob.email)
    code = code_in(posted())
    outbox.drain("code")
    told = capfd.readouterr()
    assert code not in told.out + told.err
    assert "did not take the e-mail" in where(visitor)


# --- a lease as long as what it protects ----------------------------------------------------------------


def test_a_server_that_dribbles_cannot_hold_a_sender_for_ever(cast, server, settings):
    """Each letter comes in time, the dialogue does not."""
    server.dribble, settings.EMAIL_TIMEOUT = 0.2, 1
    make_letter_wait(cast.bob)
    began = time.monotonic()
    outbox.drain("send")
    assert time.monotonic() - began < 4
    errand = Errand.objects.get(kind="deliver")
    assert errand.done_at is None
    assert errand.error
    assert server.taken == []


@side_by_side
def test_a_mail_that_takes_longer_than_a_lease_is_sent_once(cast, server, settings, monkeypatch):
    monkeypatch.setattr(outbox, "LEASE", timedelta(seconds=0.6))
    settings.EMAIL_TIMEOUT = 30
    server.go_on.clear()
    make_letter_wait(cast.bob)
    first = threading.Thread(target=drain_and_leave, args=("send",))
    first.start()
    assert server.reached_data.wait(10)
    errand = Errand.objects.get(kind="deliver")
    while Errand.objects.get(pk=errand.pk).due_at <= errand.due_at + timedelta(seconds=1):
        time.sleep(0.02)  # renewed twice: the lease that it began with is over
    assert outbox.drain("send") == 0
    server.go_on.set()
    first.join(10)
    assert len(server.taken) == 1
    assert Errand.objects.get(pk=errand.pk).done_at


@side_by_side
def test_whoever_lost_their_lease_neither_sends_nor_delays_the_next(cast, server, settings):
    """As after a stand-still: somebody else took the mail over before the first came to its end."""
    server.go_on.clear()
    make_letter_wait(cast.bob)
    first = threading.Thread(target=drain_and_leave, args=("send",))
    first.start()
    assert server.reached_data.wait(10)
    Errand.objects.filter(kind="deliver").update(due_at=database_now() - timedelta(seconds=1))
    server.reached_data.clear()
    second = threading.Thread(target=drain_and_leave, args=("send",))
    second.start()
    assert server.reached_data.wait(10)
    server.go_on.set()
    first.join(10)
    second.join(10)
    assert len(server.taken) == 1
    errand = Errand.objects.get(kind="deliver")
    assert errand.done_at
    assert errand.error == ""


def test_what_a_server_says_after_it_took_a_mail_does_not_send_it_again(cast, server, monkeypatch):
    from tests.mailserver import Conversation

    monkeypatch.setattr(Conversation, "say", spoil_the_farewell(Conversation.say))
    make_letter_wait(cast.bob)
    outbox.drain("send")
    assert len(server.taken) == 1
    assert Errand.objects.get(kind="deliver").done_at


def spoil_the_farewell(say):
    def spoilt(self, words):
        say(self, b"421 " + b"x" * 9000 if words.startswith(b"221") else words)

    return spoilt


def test_a_retry_is_the_same_message(cast, server, visitor):
    """The server took it, and its answer was lost: it is sent again under the same name."""
    ask_for_a_code(visitor, cast.bob.email)
    make_letter_wait(cast.bob)
    server.answers = b"250 taken"
    for _attempt in range(2):
        outbox.drain("send")
        held = Errand.objects.get(kind="account_mail").payload
        outbox.drain("code")
        Errand.objects.filter(kind="account_mail").update(done_at=None, due_at=database_now(), payload=held)
        Errand.objects.filter(kind="deliver").update(done_at=None, due_at=database_now())
        from governance.notifications.models import Notice

        Notice.objects.update(mailed_at=None)
    assert len(server.taken) == 4
    assert len(set(server.identifiers())) == 2


# --- "mails go out" can be false ------------------------------------------------------------------------


@pytest.fixture
def plan(cast, code):
    proposal = make.proposal(cast.alice, title="Lend the tools")
    ask = VoteRequest("ordinary", Electorate(make.today()))
    prepare(proposal, ask, closes_at=database_now() + timedelta(days=3), actor=cast.alice)
    return f"/proposals/{proposal.number}/vote/plan/"


@pytest.fixture
def all_well(server):
    """Every lane is looked after, and the mail server answered."""
    for lane in watch.lanes():
        outbox.drain(lane)
    look_at_server()
    outbox.drain("code")


def said_before_the_vote(client, plan):
    """The sentences to look at before a vote opens: those that are well, and those that are not."""
    page = client.get(plan).content.decode()
    lines = re.findall(r"<li( class=\"sunc\")?>.*?<span>(.*?)</span></li>", page)
    return [html.unescape(said) for bad, said in lines if not bad], [
        html.unescape(said) for bad, said in lines if bad
    ]


def test_when_all_is_well_the_check_before_a_vote_says_so(cast, plan, all_well, sign_in):
    well, wrong = said_before_the_vote(sign_in(cast.alice), plan)
    assert wrong == []
    assert any("E-mails go out: the mail server answered" in said for said in well)
    assert any("The clocks agree" in said for said in well)


def no_server(server, settings):
    settings.EMAIL_HOST, settings.DEMO = "", False


def another_server(server, settings):
    settings.EMAIL_PORT = nobody_listens()


def server_gone(server, settings):
    settings.EMAIL_PORT = nobody_listens()
    look_at_server()
    outbox.drain("code")


def server_silent(server, settings):
    server.greets, settings.EMAIL_TIMEOUT = False, 0.3
    ask_again()


def server_not_asked(server, settings):
    Errand.objects.filter(kind="ask_mail_server").update(tried_at=database_now() - LONG_AGO)


def ask_again():
    Errand.objects.filter(kind="ask_mail_server").update(done_at=None, due_at=database_now())
    outbox.drain("code")


def letter_refused(server, settings):
    server.refuses = b"550 no such person"
    outbox.drain("send")


def letter_failing(server, settings):
    server.answers = b"451 come back later"
    outbox.drain("send")


def letter_waiting(server, settings):
    Errand.objects.filter(kind="deliver").update(due_at=database_now() - LONG_AGO)


def nobody_sends(server, settings):
    Drainer.objects.filter(lane="send").update(seen_at=database_now() - LONG_AGO)


def nobody_ever_sent(server, settings):
    Drainer.objects.filter(lane="send").delete()


def nobody_sends_codes(server, settings):
    Drainer.objects.filter(lane="code").delete()


WRONG = {
    no_server: "No mail server is set",
    another_server: "has not been tried yet",
    server_gone: "did not answer",
    server_silent: "did not answer",
    server_not_asked: "has not been tried since",
    letter_refused: "refuses the address of 1 e-mail",
    letter_failing: "E-mails: 1 task has failed",
    letter_waiting: "E-mails: 1 task has been waiting",
    nobody_sends: "E-mails: no process is doing this",
    nobody_ever_sent: "E-mails: no process is doing this",
    nobody_sends_codes: "Sign-in codes: no process is doing this",
}


@pytest.mark.parametrize("happened", WRONG, ids=lambda happened: happened.__name__)
def test_each_way_that_mails_may_not_go_out_is_said_before_a_vote(
    happened, cast, plan, all_well, server, settings, sign_in
):
    make_letter_wait(cast.bob)
    happened(server, settings)
    well, wrong = said_before_the_vote(sign_in(cast.alice), plan)
    assert any(WRONG[happened] in said for said in wrong), wrong
    assert not any("E-mails go out" in said for said in well)


@pytest.mark.parametrize("happened", WRONG, ids=lambda happened: happened.__name__)
def test_whoever_keeps_the_house_is_told_at_the_desk_and_on_the_command_line(
    happened, cast, all_well, server, settings, sign_in
):
    make_letter_wait(cast.bob)
    happened(server, settings)
    Errand.objects.filter(lane="send", tries__gt=0).update(tries=watch.TIRED)
    page = html.unescape(sign_in(cast.erik).get("/desk/").content.decode())
    assert WRONG[happened] in page
    with pytest.raises(CommandError, match=WRONG[happened]):
        call_command("healthy", "house")


def test_a_house_where_all_is_well_says_nothing_at_the_desk(cast, all_well, sign_in, capsys):
    with passed_on():
        assert "Something is not working" not in sign_in(cast.erik).get("/desk/").content.decode()
        call_command("healthy", "house")
    assert "well" in capsys.readouterr().out


def test_a_vote_that_nobody_would_close_is_said_before_it_opens(cast, plan, all_well, sign_in):
    Drainer.objects.filter(lane="decide").update(seen_at=database_now() - LONG_AGO)
    _well, wrong = said_before_the_vote(sign_in(cast.alice), plan)
    assert wrong == ["Closings and reminders: no process is doing this. What is due waits."]


def test_a_container_is_well_while_it_looks_after_its_own_lane(all_well):
    call_command("healthy", "send")
    Drainer.objects.filter(lane="send").update(name="another-machine:1")
    with pytest.raises(CommandError, match="nobody in this container looks after the lane send"):
        call_command("healthy", "send")


def test_whoever_looked_after_a_lane_long_ago_is_forgotten(all_well):
    Drainer.objects.create(lane="send", name="gone:1", seen_at=database_now() - timedelta(days=2))
    outbox.sweep()
    assert not Drainer.objects.filter(name="gone:1").exists()


# --- clocks ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("off", "said"), [(30, "30 seconds ahead"), (-30, "30 seconds behind")])
def test_a_worker_whose_clock_is_off_is_told_before_a_vote_and_at_the_desk(
    off, said, cast, plan, all_well, sign_in
):
    Drainer.objects.filter(lane="decide").update(skew=off, name="worker-1:7")
    _well, (wrong,) = said_before_the_vote(sign_in(cast.alice), plan)
    assert wrong == f"The clock of worker-1:7 is {said}{' of' if off > 0 else ''} the database."
    assert "worker-1:7" in sign_in(cast.erik).get("/desk/").content.decode()


@pytest.mark.parametrize("off", [30, -30])
def test_this_server_s_own_clock_is_looked_at_as_well(off, cast, plan, all_well, sign_in, clock):
    client = sign_in(cast.alice)
    clock(off)
    _well, (wrong,) = said_before_the_vote(client, plan)
    assert "30 seconds" in wrong


@pytest.mark.parametrize("off", [30, -30])
def test_whoever_drains_leaves_word_of_how_far_their_clock_is_off(off, clock):
    clock(off)
    outbox.drain("decide")
    assert Drainer.objects.get().skew == pytest.approx(off, abs=1)


@pytest.fixture
def clock(db):
    """The clock of whichever machine serves the next request; say by how many seconds it is ahead."""
    yield set_ahead
    set_ahead(0)
    database_now()


@pytest.mark.parametrize(("asked_at", "typed_at"), [(-600, 600), (600, -600)])
def test_a_code_is_as_old_as_the_database_says_on_whichever_machine_it_is_typed(
    asked_at, typed_at, cast, server, visitor, clock
):
    clock(asked_at)
    ask_for_a_code(visitor, cast.bob.email)
    code = code_in(posted())
    clock(typed_at)
    visitor.post("/account/login/code/confirm/", {"code": code})
    assert visitor.get("/me/").status_code == 200


def test_a_code_that_the_database_calls_too_old_opens_nothing(cast, server, visitor, clock):
    """Twenty minutes old, on a machine whose clock stopped when it was asked for."""
    with living_at(database_now() - timedelta(minutes=20)):
        ask_for_a_code(visitor, cast.bob.email)
    code = code_in(posted())
    clock(-1200)
    visitor.post("/account/login/code/confirm/", {"code": code})
    assert visitor.get("/me/").status_code == 302


@pytest.mark.parametrize("ahead", [-300, 300])
def test_the_code_of_a_generator_is_right_on_a_machine_whose_clock_is_not(ahead, clock, db):
    from allauth.mfa.totp.internal import auth

    secret = auth.generate_totp_secret()
    shown = auth.format_hotp_value(auth.hotp_value(secret, int(database_now().timestamp()) // 30))
    clock(ahead)
    later = auth.format_hotp_value(auth.hotp_value(secret, int(database_now().timestamp()) // 30))
    assert auth.validate_totp_code(secret, shown) or auth.validate_totp_code(secret, later)


@pytest.mark.parametrize("ahead", [-86400, 86400])
def test_a_duty_ends_with_its_day_and_not_with_the_day_of_the_machine_that_asks(ahead, cast, sign_in, clock):
    role = make.duty(cast.bob, "secretary")
    client = sign_in(cast.bob)
    today = make.today()
    first, last = (today - timedelta(days=1), today) if ahead > 0 else (today, today + timedelta(days=1))
    StaffRole.objects.filter(pk=role.pk).update(from_on=first, to_on=last)
    clock(ahead)
    database_now()  # as any act or signed-in page reads it
    assert client.get("/desk/").status_code == 200


def test_the_day_is_the_one_of_the_database_once_it_was_heard(db, clock):
    day = timezone.localdate(database_now())
    clock(3 * 86400)
    database_now()
    assert timezone.localdate() == day


def test_pages_still_show_instants_where_the_house_is(settings):
    from datetime import UTC, datetime

    from django.template import Context, Template

    instant = datetime(2026, 1, 1, 11, 30, tzinfo=UTC)
    assert Template('{{ at|date:"H:i" }}').render(Context({"at": instant})) == "12:30"


def test_a_slow_answer_teaches_nothing_about_the_clock(db, clock):
    """A process that stood still between asking and hearing is not three seconds behind."""
    from core.clock import hear

    hear(database_now(), asked_at=time.time() - 3)
    assert abs(timezone.now() - database_now()) < timedelta(seconds=1)


def test_no_message_of_the_timetable_holds_a_time():
    from config.celery import app

    for line in app.conf.beat_schedule.values():
        assert set(line["options"]) == {"queue"}


# --- sessions ----------------------------------------------------------------------------------------------


def test_a_session_is_over_when_the_database_says_so_and_is_swept_away(cast, sign_in):
    client = sign_in(cast.bob)
    assert client.get("/me/").status_code == 200
    Session.objects.update(expire_date=database_now() - timedelta(seconds=1))
    assert client.get("/me/").status_code == 302
    outbox.sweep()
    assert not Session.objects.filter(expire_date__lt=database_now()).exists()


@pytest.mark.parametrize("cookie", ["", "short", "x" * 500, "a\x00b" * 8, "é" * 32, "' OR 1=1 --", "a" * 32])
def test_a_cookie_that_is_no_session_is_nobody_s(cookie, db):
    client = Client()
    client.cookies["session"] = cookie
    assert client.get("/me/").status_code == 302
