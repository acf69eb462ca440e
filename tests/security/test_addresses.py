"""Every address, sent something by those who have no place here, and by those who have one for the row of another."""

import copy
from contextlib import nullcontext

import pytest
from django.test import Client

from governance.code.actions.drafts import copy_edition
from governance.code.models import Edition
from governance.proposals.actions import discussing
from tests import make
from tests.governance.test_doors import (  # noqa: F401 — a furnished house, and who walks it
    cast,
    cast_and_house,
    clients,
    everything,
    furnished,
    house,
    outside,
    strict,
)
from tests.walking import ANYTHING, state, undone, writes

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
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


def post(client, path, fields):
    """Send a form through somebody's session as it was, whatever the acts before did to it; a broken page is told."""
    other = Client(raise_request_exception=False)
    other.cookies = copy.deepcopy(client.cookies)
    return other.post(path, fields)


@pytest.mark.stricter
def test_nothing_is_changed_at_any_address_by_those_who_have_no_place(house, clients):  # noqa: F811
    """Nina, who has not proven her duties, Ivo, who left, and Zoe, whose account is a minute old: the library and the back office too."""
    wrong, broken = {}, {}
    for kind in ("nina", "ivo", "zoe"):
        before = state()
        for path in everything(house):
            with undone() if path.startswith(OWN) else nullcontext(), writes() as seen:
                answer = post(clients[kind], path, ANYTHING)
            if answer.status_code >= 500:
                broken[kind, path] = answer.status_code
            if seen and not path.startswith(OWN):
                wrong[kind, path] = (answer.status_code, seen)
        assert state() == before, wrong
    assert (broken, wrong) == ({}, {})


# --- what belongs to another row ------------------------------------------------------------------------


def test_a_row_is_found_under_its_own_parent_alone(house, clients, cast):  # noqa: F811
    """The number of one proposal, meeting, seat or draft with the row of another: there is no such page, even for who may all."""
    number = house[None]["number"]
    other = make.proposal(cast.alice, title="Another", visibility="members")
    foreign = discussing.comment(other, cast.alice, "Elsewhere")
    draft = copy_edition(Edition.objects.enacted().last())
    seats = {name: seat.number for name, seat in cast.seats.items()}
    paths = [
        ("alice", f"/proposals/{number}/comment/{foreign.pk}/remove/"),
        ("alice", f"/proposals/{other.number}/files/{house['proposals:download']['attachment_id']}/"),
        ("alice", f"/proposals/{other.number}/files/{house['proposals:detach']['attachment_id']}/remove/"),
        (
            "erik",
            f"/meetings/{house['meetings:detail']['pk'] + 1}/forms/{house['proxies:read_form']['form']}/",
        ),
        ("erik", f"/desk/code/{draft.number}/articles/{house['code:article']['pk']}/"),
        ("bob", f"/members/{seats['dana']}/preferences/"),
        ("bob", f"/members/{seats['dana']}/interests/1/over/"),
        ("bob", f"/join/leave/{seats['dana']}/"),
        ("bob", f"/shares/of/{seats['dana']}/"),
        ("bob", f"/meetings/{house['meetings:detail']['pk']}/give/{seats['dana']}/"),
    ]
    before, wrong = state(), {}
    for kind, path in paths:
        answers = {clients[kind].get(path).status_code, post(clients[kind], path, ANYTHING).status_code}
        if not answers <= {404, 405} or 404 not in answers:
            wrong[kind, path] = answers
    assert wrong == {}
    assert state() == before
