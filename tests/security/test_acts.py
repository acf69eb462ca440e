"""Every act, asked for by those who may not do it, with what its own form would send: nothing changes, and no page breaks.

What those who may do it send does something, and the same with fields added that no form has.
"""

import traceback
from contextlib import nullcontext

import pytest
from django.db import transaction

from core.clock import living_at
from core.replays.once import FIELD
from members.people.models import Member, Person, StaffRole
from tests import make
from tests.factors import shown
from tests.governance.test_doors import strict, three_outside
from tests.security.acts import ACTS
from tests.security.test_sent_twice import filled_in, sent
from tests.walking import state, undone, writes
from votes.rounds.models import Voice

__all__ = ["strict"]
pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
ROOMS = sorted({name.partition(":")[0] for name in ACTS})
# What anybody who is signed in may do, to themselves alone: how they are spoken to, their application, their way in.
OWN = (
    "/me/",
    "/language/",
    "/join/apply/",
    "/join/withdraw/",
    "/notices/",
    "/account/",
    "/demo/",
    "/admin/logout/",
)
OWN = ("home:", "joining:apply", "joining:withdraw", "notifications:read")
# She sits in a circle: she writes proposals, and speaks where she may read; so does a client.
ALSO = {("chloe", "proposals:new"), ("chloe", "proposals:comment"), ("gus", "proposals:comment")}
# Fields that no form of this house has, and that would make somebody of whoever sends them.
EXTRA = {
    "is_admin": "1", "is_staff": "on", "is_superuser": "on", "is_active": "", "weight": "99", "voices": "99", "member_id": "1", "person_id": "1",
    "bearer": "1", "bearer_id": "1", "actor": "1", "author": "1", "author_id": "1", "user": "1", "user_id": "1", "duties": "administrator",
    "staff_roles": "1", "merged_into": "", "mail_through": "1", "email_verified": "1", "voted_at": "2020-01-01",
    "opened_by": "1", "closed_at": "2020-01-01", "outcome": "admitted", "left_on": "", "suspended_from": "", "pk": "1", "id": "1",
}  # fmt: skip


def rights():
    """Who is what, and whose is what, by their names: what was undone has other numbers the next time."""
    called = ("given_name", "family_name", "email")
    voices = Voice.objects.values_list("bearer__email", "member__number", "name", "voted_at")
    return {
        "people": sorted(map(repr, Person.objects.values_list(*called, "is_staff", "is_superuser", "is_active", "merged_into", "mail_through"))),
        "seats": sorted(map(repr, Member.objects.values_list("number", "person__email", "college__code", "left_on", "suspended_from"))),
        "duties": sorted(map(repr, StaffRole.objects.values_list("person__email", "duty", "from_on", "to_on"))),
        "voices": sorted(repr((*who, voted_at is not None)) for *who, voted_at in voices),
    }  # fmt: skip


@pytest.fixture
def windows(cast, code, strict, sign_in):
    """Everybody, signed in; of the cast, those who hold a duty have shown their second factor."""
    people = {name: one for name, one in vars(cast).items() if isinstance(one, Person)}
    found = {name: sign_in(one) for name, one in people.items()}
    for name in ("erik", "sara", "theo", "aude"):
        shown(found[name], people[name])
    return found | {name: sign_in(one) for name, one in three_outside(cast).items()}


def asked_for(name, cast, windows):
    """One act: refused to five people without a trace, then done, and done alike with fields that no form has."""
    act = ACTS[name](cast)
    with living_at(act.at) if act.at else nullcontext():
        fields = filled_in(windows[act.who], act)
        theirs, before = {key: value for key, value in fields.items() if key != FIELD}, state()
        for kind in ("nina", "ivo", "zoe", "gus", "chloe"):
            if name.startswith(OWN) or (kind, name) in ALSO:
                continue
            with writes() as seen:
                answer = sent(windows[kind], act, theirs)
            assert answer.status_code < 500, (kind, answer.status_code)
            assert not seen, (kind, answer.status_code, seen)
        assert state() == before
        done = []
        for more in ({}, EXTRA):
            with undone(), writes() as seen:
                answer = sent(windows[act.who], act, {**more, **fields})
                assert answer.status_code == 302, answer.status_code
                assert seen, "whoever may do it changes nothing"
                done.append(rights())
        assert done[0] == done[1]


@pytest.mark.parametrize("room", ROOMS)
def test_an_act_is_done_by_whoever_may_do_it_and_by_nobody_else(room, cast, windows, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    make.settled(cast.alice, title="Before")
    problems = []
    for name in [name for name in ACTS if name.startswith(f"{room}:")]:
        with transaction.atomic():
            try:
                asked_for(name, cast, windows)
            except AssertionError as problem:
                problems.append(f"{name}: {str(problem)[:400]}")
            except Exception:
                problems.append(f"{name}: {traceback.format_exc(limit=-3)}")
            transaction.set_rollback(True)
    assert not problems, "\n".join(problems)


def test_the_walk_sees_an_act_that_is_let_through(cast, windows, settings):
    """Were a second factor not asked for, Nina would do it; were a field taken, the rights would differ."""
    settings.SECOND_FACTOR = False
    with pytest.raises(AssertionError, match="nina"):
        asked_for("members:enter", cast, windows)
    before = rights()
    Person.objects.filter(pk=cast.bob.pk).update(is_staff=True)
    assert rights() != before


def test_one_s_own_form_makes_nobody_of_oneself(cast, sign_in):
    """Where everybody may send something: one's space, a message."""
    client, before = sign_in(cast.gus), rights()
    client.post(
        "/me/", {"given_name": "Gus", "family_name": "Noir", "language": "en", "theme": "auto", **EXTRA}
    )
    proposal = make.proposal(cast.alice, visibility="public")
    client.post(f"/proposals/{proposal.number}/comment/", {"body": "Words", **EXTRA})
    assert proposal.comments.get().author == cast.gus
    assert rights() == before
