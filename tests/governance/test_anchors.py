"""Anchors: each day's fingerprints leave the house, and whoever kept one finds out what was rewritten before it."""

import html
import re
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from core.clock import database_now, living_at
from core.journal import sealing
from core.journal.actions import record
from core.journal.models import Entry, Seal
from core.outbox import actions as outbox
from core.outbox.models import Errand
from governance.code.models import Edition, Parameter
from governance.decisions import anchors, errands
from governance.decisions.models import Decision
from governance.notifications.models import Notice
from governance.proposals.vote.actions import settling
from members.people.models import Person
from tests import make, owner
from tests.security.test_forged_rounds import rewrite_the_closing, rewrite_the_decision, turn_the_box
from votes.ballots.secrecy import cast_secret

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(cast, code):
    return cast


def a_day_passes(day=None):
    """What the house does by itself on a day: it seals and anchors, and the mail leaves."""
    with living_at(day or database_now()):
        errands.sweep()
    for lane in ("work", "send"):
        while outbox.drain(lane):
            pass


@pytest.fixture(autouse=True)
def lines_of_tests(settings):
    settings.JOURNAL_LINES = [*settings.JOURNAL_LINES, "tests.lines"]


def something_happens():
    with transaction.atomic():
        record("house.lived", topics=[])


def named(witnesses):
    """Let the code social in force name those who keep the fingerprints; None: it says nothing."""
    edition = Edition.objects.in_force(make.today())
    said = Parameter.objects.filter(article__edition=edition, key="proofs.witnesses")
    said.update(value=witnesses) if witnesses else said.delete()


def told():
    return sorted(str(n.person) for n in Notice.objects.filter(kind="anchored").select_related("person"))


def said(command, *arguments):
    """What a command says, and its exit status."""
    out = StringIO()
    try:
        call_command(command, *map(str, arguments), stdout=out, stderr=out)
    except CommandError as problem:
        return problem.returncode, out.getvalue() + str(problem)
    return 0, out.getvalue()


def test_each_day_the_fingerprints_are_sent_to_those_whom_the_code_names(house):
    decision = make.decision()
    a_day_passes()
    assert told() == ["Aude Bleu", "Theo Rose"]
    [letter] = [m for m in mail.outbox if m.to == ["theo@example.example"]]
    seal = Seal.objects.get()
    assert seal.hash in letter.body
    assert decision.hash in letter.body
    assert "please keep this message" in letter.subject


@pytest.mark.parametrize(
    ("witnesses", "people"),
    [("tellers", ["Theo Rose"]), ("auditors", ["Aude Bleu"]), ("both", ["Aude Bleu", "Theo Rose"]), ("nobody", []), (None, [])],
)  # fmt: skip
def test_the_code_says_who_receives_them(witnesses, people, house):
    named(witnesses)
    make.decision()
    a_day_passes()
    assert told() == people
    # They are written down all the same, for whoever looks at the page.
    assert Entry.objects.filter(kind="journal.anchored").count() == 1


def test_somebody_without_an_address_is_sent_no_letter_of_digits_each_day(house):
    Person.objects.filter(pk=house.theo.pk).update(email=None)
    make.decision()
    a_day_passes()
    assert told() == ["Aude Bleu"]


def test_once_a_day_and_not_on_a_day_on_which_nothing_was_written(house):
    make.decision()
    for _again in range(2):
        a_day_passes()
        errands.anchor(make.today().isoformat())
    assert Entry.objects.filter(kind="journal.anchored").count() == 1
    a_day_passes(database_now() + timedelta(days=1))
    assert Entry.objects.filter(kind="journal.anchored").count() == 1
    something_happens()
    a_day_passes(database_now() + timedelta(days=2))
    first, second = Entry.objects.filter(kind="journal.anchored").order_by("pk")
    assert second.facts["seal"] > first.facts["seal"]
    assert len([m for m in mail.outbox if m.to == ["theo@example.example"]]) == 2


def test_the_journal_is_sealed_every_hour_by_the_errand(house):
    a_day_passes()
    before = Seal.objects.count()
    something_happens()
    a_day_passes()
    assert Seal.objects.count() == before
    Errand.objects.filter(key="seal_journal").update(done_at=database_now() - timedelta(hours=1))
    a_day_passes()
    assert Seal.objects.count() == before + 1


def test_anybody_reads_the_fingerprints_of_each_day(house, client):
    assert "None yet" in html.unescape(
        client.get("/open/anchors/", headers={"accept-language": "en"}).content.decode()
    )
    decision = make.decision()
    a_day_passes()
    page = html.unescape(client.get("/open/anchors/", headers={"accept-language": "en"}).content.decode())
    seal = Seal.objects.get()
    assert page.count(seal.hash) == 2  # of that day, and so far
    assert page.count(decision.hash) == 2
    assert "sent by e-mail to those whom the code social names" in page
    named("nobody")
    assert (
        "names nobody who receives them"
        in client.get("/open/anchors/", headers={"accept-language": "en"}).content.decode()
    )
    assert "/open/anchors/" in client.get("/open/verify/").content.decode()


def test_the_desk_is_told_when_nobody_outside_receives_them(house, sign_in):
    sentence = "Nobody receives the daily fingerprints"
    assert sentence not in sign_in(house.erik).get("/desk/").content.decode()
    named("nobody")
    assert sentence in sign_in(house.erik).get("/desk/").content.decode()
    named(None)
    house.theo.staff_roles.update(to_on=date(2021, 1, 1))
    assert list(anchors.of_witnesses()) != []


def test_a_house_without_a_code_is_not_reproached_for_it(cast):
    assert list(anchors.of_witnesses()) == []


# --- what an anchor is good for -----------------------------------------------------------------------------


@pytest.fixture
def kept(house):
    """A secret vote, adopted and in the register; the fingerprints that a teller was sent that evening."""
    opened = make.secret_round(house.alice, house.bob)
    for voice in opened.voices.select_related("bearer"):
        cast_secret(voice.bearer, opened.pk, "for")
    settling.settle(opened.pk, early=True)
    opened.refresh_from_db()
    a_day_passes()
    [letter] = [
        m for m in mail.outbox if m.to == ["theo@example.example"] and "keep this message" in m.subject
    ]
    journal, register = re.findall(r"\b[0-9a-f]{64}\b", letter.body)[:2]
    return opened, journal, register


def forge_everything(round_):
    """Box, result, closing, decision, the line of its entry, then every seal of the journal: all of it made anew."""
    facts = turn_the_box(round_)
    rewrite_the_closing(round_, facts)
    decision = rewrite_the_decision(round_, facts)
    with owner.unguarded("journal_entry", "journal_seal"):
        line = Entry.objects.get(kind="decision.entered", facts__decision=decision.pk)
        line.facts["hash"] = decision.hash
        line.save(update_fields=["facts"])
        Seal.objects.all().delete()
        sealing.seal()


def test_what_was_kept_vouches_for_what_nobody_touched(kept):
    round_, journal, register = kept
    assert said("verify_journal", "--anchor", journal)[0] == 0
    status, told_ = said("verify_round", round_.pk, "--anchor", journal)
    assert status == 0
    assert "vouches for its opening and its closing" in told_
    for anchor in (journal, register):
        status, told_ = said("verify_register", "--anchor", anchor)
        assert status == 0
        assert "What you know vouches for the register up to" in told_


def test_a_vote_forged_with_all_its_copies_and_seals_is_given_away_by_what_was_kept(kept):
    """Within the house everything agrees again; that is why something outside must be known."""
    round_, journal, register = kept
    forge_everything(round_)
    for command in (("verify_round", round_.pk), ("verify_register",), ("verify_journal",)):
        status, told_ = said(*command)
        assert status == 0, told_
    status, told_ = said("verify_round", round_.pk, "--anchor", journal)
    assert status == 1
    assert f"NO  no seal of the journal is {journal} any more" in told_
    assert said("verify_journal", "--anchor", journal)[0] == 1
    for anchor in (journal, register):
        assert said("verify_register", "--anchor", anchor)[0] == 1


def test_a_closing_line_rewritten_alone_with_box_and_decision_is_given_away_by_its_seal(kept):
    round_, _journal, _register = kept
    facts = turn_the_box(round_)
    rewrite_the_closing(round_, facts)
    rewrite_the_decision(round_, facts)
    status, told_ = said("verify_round", round_.pk)
    assert status == 1
    assert re.search(
        r"NO  the line of its closing is under seal no. \d+: lines \d+ to \d+ are not those that it sealed",
        told_,
    )
    status, told_ = said("verify_register")
    assert status == 1
    assert "of the journal knew another one" in told_


def test_a_seal_older_than_the_vote_vouches_for_nothing_of_it(kept, house):
    _round, journal, _register = kept
    later = make.settled(house.alice, title="Later", where=house.workshop, kind="circle").round
    status, told_ = said("verify_round", later.pk, "--anchor", journal)
    assert status == 2
    assert "--  the line of its closing waits for the next seal" in told_
    assert "--  the seal that you know" in told_
    sealing.seal()
    assert said("verify_round", later.pk, "--anchor", journal)[0] == 2
    assert said("verify_round", later.pk, "--anchor", Seal.objects.last().hash)[0] == 0


def test_the_end_of_the_register_that_is_cut_off_is_missed_by_the_journal_s_seals(house):
    make.decision("One")
    last = make.decision("Two")
    sealing.seal()
    with owner.unguarded("decisions_decision"):
        Decision.objects.filter(pk=last.pk).delete()
    status, told_ = said("verify_register")
    assert status == 1
    assert "no. 2: no. 2: seal no. 1 of the journal knew another one" in told_


def test_a_day_is_that_of_the_house_not_of_the_machine(house):
    make.decision()
    a_day_passes()
    [line] = Entry.objects.filter(kind="journal.anchored")
    assert line.facts["on"] == timezone.localdate(database_now()).isoformat()
