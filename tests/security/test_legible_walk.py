"""Every address of the house, whatever it is sent: the page or a plain sentence, never a 500.

The addresses are the resolver's; the names that a page reads are learned by watching it (tests/security/asking.py).
"""

from urllib.parse import quote

import pytest
from django.urls import converters, get_resolver, reverse

from tests.governance.test_doors import (
    KINDS,
    TABLE,
    address,
    cast,  # noqa: F401 — fixtures: a house with one of each thing that an address may name
    cast_and_house,  # noqa: F401
    furnished,  # noqa: F401
    house,  # noqa: F401
    patterns,
)
from tests.security import asking
from tests.security.asking import ODD, UNSEEN, answer

pytestmark = [pytest.mark.django_db, pytest.mark.stricter]


@pytest.fixture
def watched(settings):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.security.asking.watching"]


@pytest.fixture
def clients(cast, sign_in):  # noqa: F811
    return {kind: sign_in(getattr(cast, kind, None)) for kind in KINDS}


def readers(row):
    """Whoever an address answers with a page; somebody of the desk where it takes acts alone."""
    return [kind for kind, answered in zip(KINDS, row, strict=True) if answered in (200, 302)][-1:] or [
        "erik"
    ]


def learned(client, method, path):
    """The names that a page reads, once it is sent anything at all."""
    asking.taken()
    answer(client, method, path, {"-": "-"}, [])
    return asking.taken()


@pytest.mark.timeout(600)
def test_every_page_answers_whatever_its_query_says(house, clients, watched):  # noqa: F811
    failures, read = [], set()
    for name, row in TABLE.items():
        path, client = address(name, house), clients[readers(row)[0]]
        asked = learned(client, "get", path)
        read |= asked
        for value in ODD if asked else ():
            answer(client, "get", path, dict.fromkeys(asked, value), failures)
    assert failures == []
    # It can tell: these are read by the pages of lists, of registers and of the code.
    assert {"page", "q", "day", "from", "to", "kind"} <= read


@pytest.mark.timeout(600)
def test_every_act_answers_whatever_its_fields_say(house, clients, watched):  # noqa: F811
    failures, read = [], set()
    for name in TABLE:
        path = address(name, house)
        by_kind = {kind: learned(clients[kind], "post", path) for kind in ("erik", "alice", "bob", "theo")}
        # Whoever the page asks most of is whoever it lets furthest.
        kind = max(by_kind, key=lambda one: len(by_kind[one]))
        read |= by_kind[kind]
        for value in [*ODD, UNSEEN[1]] if by_kind[kind] else ():
            answer(clients[kind], "post", path, dict.fromkeys(by_kind[kind], value), failures)
    assert failures == []
    assert {"title", "body", "choice", "voice", "code", "next"} <= read


def test_no_address_is_read_that_holds_signs_nobody_sees(house, clients):  # noqa: F811
    failures = []
    for k, name in enumerate(TABLE):
        sign = UNSEEN[k % len(UNSEEN)]
        for query in (f"?q={quote(sign)}", f"?{quote(sign)}=1"):
            answered = answer(clients["erik"], "get", address(name, house) + query, {}, failures)
            assert answered is not None
            assert answered.status_code == 400, name
    assert failures == []


def test_nothing_has_a_number_that_no_database_has(house, clients):  # noqa: F811
    failures = []
    for name, pattern in patterns(get_resolver()):
        if name not in TABLE:
            continue
        whole_numbers = {
            key
            for key, kind in pattern.pattern.converters.items()
            if isinstance(kind, converters.IntConverter)
        }
        path = address(name, house)
        if whole_numbers:
            given = {key: house.get(name, house[None])[key] for key in pattern.pattern.converters}
            number = 2**63 if len(path) % 2 else 10**400
            path = reverse(name, kwargs={**given, **dict.fromkeys(whole_numbers, number)})
            for method in ("get", "post"):
                answered = answer(clients["erik"], method, path, {}, failures)
                assert answered is not None
                assert answered.status_code in {302, 404, 405}, path
    assert failures == []
