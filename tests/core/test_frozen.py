"""What an opening freezes stays: pages, the back office, bulk updates and SQL are refused by the database itself."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from core.clock import database_now
from core.frozen import Frozen, freeze_of, thawed
from governance.proposals.models import Proposal
from tests import make, owner
from votes.ballots.actions import cast_ballot
from votes.rounds.models import Round, Voice
from votes.tally.actions import cancel, discard, wipe
from votes.tally.models import Result

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def open_round(cast, code):
    return make.round_of(make.voting(cast.alice, kind="circle", where=cast.workshop))


def refused(change):
    with pytest.raises(DatabaseError, match="is frozen"), transaction.atomic():
        change()


FROZEN = {
    "title": "Another title", "text": "Another text", "text_sha256": "0" * 64, "method": "plurality", "paper": {"options": []},
    "rule": {"threshold": "0"}, "secret": True, "lot_nonce": "drawn again", "roll_sha256": "0" * 64, "public_key": "ab" * 32,
    "rehearsal": True, "persons": True, "subject": "proposal.99", "decision_type": "consultation", "articles": ["99"], "edition": 99,
    "electorate": {"kind": "other"}, "may_change": False, "by_college": True, "by_hand": True, "may_extend": False,
    "closes_early": "always", "second_call": True, "follows_id": 99, "again": "tie", "smallest": 99, "frozen_format": 9,
}  # fmt: skip


@pytest.mark.parametrize("name", settings.FROZEN["rounds_round"]["columns"])
def test_nothing_that_an_opening_froze_can_be_changed_in_bulk_by_hand_or_in_sql(name, open_round):
    refused(lambda: Round.objects.filter(pk=open_round.pk).update(**{name: FROZEN[name]}))
    changed = Round.objects.get(pk=open_round.pk)
    setattr(changed, name, FROZEN[name])
    refused(changed.save)
    refused(lambda: Round.objects.bulk_update([changed], [name]))
    again = Round.objects.get(pk=open_round.pk)
    again.save()  # nothing changed, so nothing is refused
    assert getattr(Round.objects.get(pk=open_round.pk), name) == getattr(open_round, name)


def test_the_roll_is_nobody_s_to_weigh_again(open_round, cast):
    voice = open_round.voices.get(bearer=cast.bob)
    for values in ({"weight": 2}, {"college": "F"}, {"member": cast.seats["fay"]}, {"round": None}):
        refused(lambda values=values: Voice.objects.filter(pk=voice.pk).update(**values))
    cast_ballot(cast.bob, open_round.pk, "for")
    voice.refresh_from_db()
    assert (voice.weight, voice.voted_at is not None) == (1, True)


def test_whom_a_roll_wrote_down_is_noted_once(open_round, cast):
    voice = open_round.voices.filter(bearer=cast.bob)
    voice.update(enrolled=cast.bob.pk)
    refused(lambda: voice.update(enrolled=cast.chloe.pk))


def test_a_result_stays_as_it_was_counted(cast, code):
    settled = make.settled(cast.alice, kind="circle", where=cast.workshop)
    result = Result.objects.get(round=settled.round)
    for values in ({"adopted": True}, {"outcome": {}}, {"sha256": "0" * 64}):
        refused(lambda values=values: Result.objects.filter(pk=result.pk).update(**values))


@pytest.mark.parametrize(
    "back", [{"opened_at": None}, {"rehearsal": True}, {"opened_at": None, "rehearsal": True}]
)
def test_nobody_takes_an_opening_back_to_change_what_it_froze(back, open_round):
    """What the guard looks at is guarded as well: it is one update more, and all the rest would follow."""
    refused(lambda: Round.objects.filter(pk=open_round.pk).update(**back))
    refused(lambda: Round.objects.filter(pk=open_round.pk).update(**back, rule={}))


@pytest.mark.parametrize("name", settings.FROZEN["rounds_round"]["once"])
def test_how_a_vote_began_and_ended_is_written_once(name, cast, code):
    settled = make.settled(cast.alice, kind="circle", where=cast.workshop).round
    if name == "cancelled_at":
        settled = make.round_of(make.voting(cast.alice, kind="circle", where=cast.workshop, title="Another"))
        cancel(settled.pk, because="Wrong text", actor=cast.alice)
    for value in (None, database_now() - timedelta(days=9)):
        refused(lambda value=value: Round.objects.filter(pk=settled.pk).update(**{name: value}))


def test_a_result_is_not_taken_away_to_write_another(cast, code):
    settled = make.settled(cast.alice, kind="circle", where=cast.workshop).round
    refused(lambda: Result.objects.filter(round=settled).delete())
    refused(lambda: Result.objects.filter(round=settled).update(rehearsal=True))


def test_a_real_vote_is_never_deleted_not_even_in_sql(open_round):
    def delete():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM rounds_round WHERE id = %s", [open_round.pk])

    refused(delete)


def test_what_may_change_changes_all_the_same(open_round, cast):
    """Its closing, its end, who carries a voice: what acts do, and journal."""
    later = open_round.closes_at + timedelta(days=1)
    Round.objects.filter(pk=open_round.pk).update(closes_at=later, cancelled_at=database_now())
    open_round.voices.filter(bearer=cast.bob).update(bearer=cast.chloe)
    assert Round.objects.get(pk=open_round.pk).closes_at == later


def test_before_it_opens_everything_may_change_and_a_rehearsal_goes_away_whole(open_round, cast):
    owner.rewrite(open_round, rehearsal=True)
    Proposal.objects.update(round=None)
    wipe(Round.objects.get(pk=open_round.pk), actor=None)
    begun = Round.objects.create(
        title="Begun", text="", text_sha256="", subject="x", decision_type="circle", rule={}, edition=1,
        closes_at=database_now() + timedelta(days=1),
    )  # fmt: skip
    Round.objects.filter(pk=begun.pk).update(title="Still being written")
    discard(Round.objects.get(pk=begun.pk))
    assert not Round.objects.exists()


def test_migrations_and_settings_freeze_the_same():
    """Two lists that must agree: what the last migration put up, and what an upgrade would put up again."""
    loader = MigrationLoader(None)
    put_up = {}
    for key in sorted(loader.disk_migrations):
        for step in loader.disk_migrations[key].operations:
            if isinstance(step, Frozen):
                put_up[step.table] = step.freeze
    assert put_up == {table: freeze_of(table) for table in settings.FROZEN}
    assert thawed() == []


def test_an_upgrade_freezes_again_what_thawed(open_round, capsys):
    connection.check_constraints()  # those that wait for the end of a transaction, as before an upgrade
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TRIGGER rounds_round_frozen"
            + (" ON rounds_round" if connection.vendor == "postgresql" else "")
        )
    assert thawed() == ["rounds_round"]
    call_command("upgrade", verbosity=0)
    assert thawed() == []
    refused(lambda: Round.objects.update(text="Another text"))
