"""Sockets only listen: what is said through one changes nothing, and nobody holds more of them than their share."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from governance.live.crowd import crowd
from governance.live.topics import DOORS, WHOLE, listening, render
from tests import make
from tests.governance.test_live import Socket, in_thread
from tests.security.test_image import ROOT, SERVICES
from votes.ballots.models import Ballot


@pytest.fixture(autouse=True)
def nobody_is_here():
    for counted in (crowd.here, crowd.came):
        counted.clear()
    yield
    assert not crowd.here, "somebody left and is counted still"


async def leave(*sockets):
    for socket in sockets:
        await socket.send_input({"type": "websocket.disconnect", "code": 1000})
        await socket.wait()


async def refused(socket):
    """Whether a socket is turned away before anything is said."""
    await socket.send_input({"type": "websocket.connect"})
    answer = await socket.receive_output(5)
    await socket.send_input({"type": "websocket.disconnect", "code": 1006})
    await socket.wait()
    return answer["type"] == "websocket.close"


SAID = [
    json.dumps({"vote": "for"}), json.dumps({"type": "cast", "choice": "for", "voice": 1}), "vote", "", "\0", "{", "[" * 3000,
    "x" * 4000, "9" * 4000, json.dumps({"subscribe": ["person.1"]}),
]  # fmt: skip


@pytest.mark.django_db(transaction=True)
async def test_a_vote_that_is_said_into_a_socket_is_ignored(cast, code, sign_in):
    proposal = await in_thread(make.voting)(cast.alice)
    client = await in_thread(sign_in)(cast.bob)
    socket = Socket(proposal.topic, client)
    assert await socket.open()
    await socket.frame()
    for words in SAID:
        await socket.send_input({"type": "websocket.receive", "text": words})
        await socket.send_input({"type": "websocket.receive", "bytes": words.encode()})
    # What the house says by itself of what happened before may still come in; an answer never does.
    while not await socket.receive_nothing():
        assert set(await socket.frame()) <= {"topic", "html", "changed"}
    assert not await in_thread(Ballot.objects.exists)()
    await leave(socket)


SPELLINGS = [
    "{key:018}{more}", "{key:018}", "0{key}", "{key:05000}", "{key}{more:05000}", "+{key}", "-{key}", " {key}", "{key} ", "{key}\n",
    "{key}.", "{key}.{more}", "{key}_{more}", "0x{key}", "{key}e0", "", ".", "٣", "３", "²", "\0", "{key}\0",
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("room", sorted(DOORS))
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_topic_has_one_name_and_by_another_it_is_nobody_s(room, spelling, cast, code):
    """What a key is read as at the door is what is drawn: whoever may hear of one thing hears of no other."""
    open_to_all = make.proposal(cast.alice, visibility="public")
    kept = make.voting(cast.alice, kind="circle", where=cast.workshop, visibility="circle")
    key = cast.bob.pk if room == "person" else open_to_all.pk
    people = [AnonymousUser(), cast.hana, cast.gus, cast.bob, cast.erik]
    said = f"{room}.{spelling.format(key=key, more=kept.pk)}"
    assert (listening(people, said), render(said, "en")) == ([False] * 5, "")
    honest = room if room in WHOLE else f"{room}.{key}"
    assert any(listening(people, honest)), "the name that it has"


@pytest.mark.django_db(transaction=True)
async def test_a_key_of_thousands_of_digits_is_refused_with_its_reason(cast, code):
    proposal = await in_thread(make.proposal)(cast.alice, visibility="public")
    socket = Socket(f"proposal.{proposal.pk:018}{'9' * 5000}")
    assert await socket.open()
    assert (await socket.frame())["code"] == 4403
    await leave(socket)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "", "http://testserver.evil.example", "file://", "testserver"]
)
async def test_pages_of_other_sites_listen_to_nothing(origin, cast, code, sign_in):
    client = await in_thread(sign_in)(cast.bob)
    assert await refused(Socket(f"person.{cast.bob.pk}", client, origin=origin))


@pytest.mark.django_db(transaction=True)
async def test_whoever_talks_on_and_on_is_hung_up_on(cast, code, settings):
    settings.SOCKETS = {**settings.SOCKETS, "frames a minute": 5}
    socket = Socket("portal")
    assert await socket.open()
    for _k in range(6):
        await socket.send_input({"type": "websocket.receive", "text": "vote"})
    while (said := await socket.receive_output(5))["type"] == "websocket.send":
        pass
    assert said == {"type": "websocket.close", "code": 1008}
    await leave(socket)


@pytest.mark.django_db(transaction=True)
async def test_a_person_holds_a_few_pages_open_and_no_more(cast, code, sign_in, settings):
    settings.SOCKETS = {**settings.SOCKETS, "person": 2}
    bob, dana = await in_thread(sign_in)(cast.bob), await in_thread(sign_in)(cast.dana)
    first, second = Socket("portal", bob), Socket("portal", bob)
    assert await first.open()
    assert await second.open()
    assert await refused(Socket("portal", bob))
    others = Socket("portal", dana), Socket("portal")
    assert [await other.open() for other in others] == [True, True]
    await leave(first)
    again = Socket("portal", bob)
    assert await again.open()
    await leave(second, again, *others)


@pytest.mark.django_db(transaction=True)
async def test_an_address_holds_its_share_and_comes_back_only_so_often(cast, code, settings):
    settings.SOCKETS = {**settings.SOCKETS, "source": 3}
    sockets = [Socket("portal") for _k in range(3)]
    assert [await socket.open() for socket in sockets] == [True] * 3
    assert await refused(Socket("portal"))
    await leave(*sockets)
    settings.SOCKETS = {**settings.SOCKETS, "a minute": 5}
    last = Socket("portal")
    assert await last.open()
    await leave(last)
    assert await refused(Socket("portal"))


@pytest.mark.django_db(transaction=True)
async def test_where_a_socket_comes_from_is_what_the_proxy_saw(cast, code, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.SOCKETS = {**settings.SOCKETS, "source": 1}

    def behind(forwarded):
        return Socket("portal", forwarded=forwarded)

    one = behind("198.51.100.1, 203.0.113.9")
    assert await one.open()
    assert await refused(behind("198.51.100.2, 203.0.113.9"))
    other = behind("203.0.113.10")
    assert await other.open()
    await leave(one, other)


def test_an_office_with_all_its_pages_open_is_far_below(settings):
    """Thirty people, ten pages each, behind one address; and all of them coming back at once after a break."""
    assert settings.SOCKETS["source"] >= 30 * 10 * 2
    assert settings.SOCKETS["person"] >= 20
    assert settings.SOCKETS["a minute"] >= 2 * settings.SOCKETS["source"]


@pytest.mark.django_db(transaction=True)
def test_a_frame_larger_than_any_is_not_read(served):
    """As the server of sockets is started: by `serve`, by compose, and here."""
    address = served.replace("http", "ws") + "/ws/live/?t=portal"
    with connect(address, origin=served) as socket:
        socket.send("x" * 4000)
        socket.send("x" * 5000)
        # What was said before it closes is read first.
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                socket.recv(timeout=10)
    assert closed.value.rcvd.code == 1009


def test_the_servers_of_sockets_read_no_larger_frame(settings):
    command = SERVICES["live"]["command"]
    assert int(command[command.index("--ws-max-size") + 1]) == settings.LARGEST_FRAME
    assert "ws_max_size=settings.LARGEST_FRAME" in (ROOT / "config/management/commands/serve.py").read_text()


def test_who_stands_behind_a_proxy_is_settled_in_one_place():
    """No server rewrites the address of whoever asks by a header that they may have written."""
    assert "--no-proxy-headers" in SERVICES["live"]["command"]
    assert "proxy_headers=False" in (ROOT / "config/management/commands/serve.py").read_text()
    assert not [
        word
        for service in SERVICES.values()
        for word in service.get("command", [])
        if "forwarded-allow" in word
    ]
