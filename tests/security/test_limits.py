"""How often somebody may make the house work: counted for each, said plainly, and never in the way of a ballot."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache, caches
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.urls import get_resolver
from django.utils import translation

from config import middleware
from core import limits
from core.limits import Place, TooMany, client_address, limited, neighbourhood, take
from governance.proposals.models import Comment
from tests import make
from tests.governance.test_doors import TABLE, patterns
from tests.processes import REPLICAS
from tests.security.test_image import SERVICES
from votes.ballots.models import Ballot

pytestmark = pytest.mark.django_db


@pytest.fixture
def few(settings):
    """Every limit is reached at the third time; gives what makes one of them other than that."""
    settings.LIMITS = dict.fromkeys(settings.LIMITS, (2, 2, 60))
    return lambda **rates: settings.LIMITS.update(rates)


def said(answer):
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", answer.content.decode()))


# --- who is counted ---------------------------------------------------------------------------------------


def test_the_third_time_says_when_to_go_on_and_then_it_goes_on(cast, code, sign_in, few, time_machine):
    time_machine.move_to("2026-11-29T20:00:20Z", tick=False)
    client = sign_in(cast.erik)
    path = "/shares/register.csv"
    assert [client.get(path).status_code for _k in range(3)] == [200, 200, 429]
    refused = client.get(path)
    assert refused.headers["Retry-After"] == "40"
    assert "Wait 40 seconds, then go on." in said(refused)
    assert refused.headers["Cache-Control"] == "no-store"
    time_machine.shift(timedelta(seconds=40))
    assert client.get(path).status_code == 200


def test_it_is_said_in_the_reader_s_language(cast, code, few, client):
    client.cookies["django_language"] = "fr"
    answers = [client.get("/open/?q=x", headers={"accept-language": "fr"}) for _k in range(3)]
    assert "Patientez" in said(answers[-1])
    assert answers[-1].headers["Content-Language"] == "fr"


def test_each_person_is_counted_for_themselves_wherever_they_are(cast, code, sign_in, few):
    clients = [sign_in(one) for one in (cast.alice, cast.bob, cast.dana)]
    for client in clients:
        answers = [client.get("/members/?q=x", REMOTE_ADDR="192.0.2.7").status_code for _k in range(3)]
        assert answers == [200, 200, 429]


def test_two_browsers_of_one_person_are_one_person(cast, code, sign_in, few):
    one, other = sign_in(cast.bob), sign_in(cast.bob)
    answers = [client.get("/members/?q=x").status_code for client in (one, other, one, other)]
    assert answers == [200, 200, 429, 429]


def test_visitors_are_counted_by_where_they_come_from(cast, code, few):
    def visit(address):
        return Client().get("/open/?q=x", REMOTE_ADDR=address).status_code

    assert [visit("192.0.2.7") for _k in range(3)] == [200, 200, 429]
    assert visit("192.0.2.8") == 200


def test_a_limit_is_counted_apart_from_the_others(cast, code, few, client):
    assert [client.get("/open/?q=x").status_code for _k in range(3)] == [200, 200, 429]
    assert client.get("/open/").status_code == 200
    assert client.get("/open/register.csv").status_code == 200


# --- where they come from ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("proxies", "forwarded", "peer", "address"),
    [
        (0, "", "192.0.2.1", "192.0.2.1"),
        (0, "203.0.113.9", "192.0.2.1", "192.0.2.1"),  # nobody stands in front: it was written by whoever asks
        (1, "203.0.113.9", "10.0.0.2", "203.0.113.9"),
        (1, "1.2.3.4, 203.0.113.9", "10.0.0.2", "203.0.113.9"),
        (1, "1.2.3.4,5.6.7.8 ,203.0.113.9", "10.0.0.2", "203.0.113.9"),
        (2, "1.2.3.4, 203.0.113.9, 10.0.0.9", "10.0.0.2", "203.0.113.9"),
        (2, "10.0.0.9", "10.0.0.2", "10.0.0.2"),  # fewer than stand in front: somebody went around one
        (1, "nonsense", "10.0.0.2", "10.0.0.2"),
        (1, "1.2.3.4, ", "10.0.0.2", "10.0.0.2"),
        (1, "[2001:db8::7]", "10.0.0.2", "2001:db8::7"),
        (1, "", "", "0.0.0.0"),  # noqa: S104
        (1, "", None, "0.0.0.0"),  # noqa: S104
    ],
)  # fmt: skip
def test_an_address_is_what_the_outermost_proxy_of_ours_saw(proxies, forwarded, peer, address, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert client_address({"x-forwarded-for": forwarded}, peer) == address


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"), ("2001:db8:1:2::9", "2001:db8:1:2::"),
        ("2001:db8:1:3::9", "2001:db8:1:3::"), ("::ffff:192.0.2.7", "192.0.2.7"),
    ],
)  # fmt: skip
def test_all_addresses_of_one_household_are_one_source(address, counted):
    assert neighbourhood(address) == counted


@pytest.mark.parametrize("proxies", [0, 1])
def test_a_forged_header_does_not_begin_anew(proxies, cast, code, few, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    true = ", 203.0.113.9" if proxies else ""
    answers = [
        Client().get("/open/?q=x", headers={"x-forwarded-for": f"198.51.100.{k}{true}"}).status_code for k in range(3)
    ]  # fmt: skip
    assert answers == [200, 200, 429]


def test_what_is_kept_of_an_address_does_not_say_which_it_is(few, client):
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.7")
    who, is_person = limits._counted(request)
    assert not is_person
    assert "192.0.2.7" not in who


# --- ballots ----------------------------------------------------------------------------------------------


def test_an_office_of_thirty_behind_one_address_votes(cast, code, sign_in, settings):
    """In a meeting, within a minute, with every limit at one: the ballot is asked no limit at all."""
    people = [make.person(f"P{k} Office", email=f"p{k}@example.example") for k in range(30)]
    for person in people:
        make.member(person)
    proposal = make.voting(cast.alice)
    settings.LIMITS = dict.fromkeys(settings.LIMITS, (1, 1, 3600))
    path = f"/rounds/{proposal.round_id}/ballot/"
    for person in people:
        client = sign_in(person)
        for choice in ("for", "against"):
            assert client.get(path, REMOTE_ADDR="192.0.2.7").status_code == 200
            assert client.post(path, {"choice": choice}, REMOTE_ADDR="192.0.2.7").status_code == 302
    assert Ballot.objects.filter(voice__round=proposal.round_id).count() == 30


def test_nothing_that_a_voter_needs_is_in_a_limit():
    """The way from the home to the receipt."""
    views = dict(patterns(get_resolver()))
    for name in (
        "home:mine",
        "proposals:detail",
        "proposals:region",
        "ballots:booth",
        "ballots:receipt",
        "proposals:why",
    ):
        assert not hasattr(views[name].callback, "limit")
    assert "ballots:booth" in middleware.Limits.free


# --- what was typed ---------------------------------------------------------------------------------------


def test_what_was_typed_is_kept_and_can_be_sent_again(cast, code, sign_in, few, time_machine):
    time_machine.move_to("2026-11-29T20:00:00Z", tick=False)
    proposal = make.proposal(cast.alice, visibility="members")
    client, path = sign_in(cast.bob), f"/proposals/{proposal.number}/comment/"
    for words in ("One", "Two"):
        assert client.post(path, {"body": words}).status_code == 302
    long = "Three, and “quotes” <b>too</b>. " * 9
    refused = client.post(path, {"body": long, "parent": ""})
    assert refused.status_code == 429
    assert "What you typed is kept here" in said(refused)
    form = refused.content.decode()
    assert f'action="{path}"' in form
    kept = re.search(r'<textarea[^>]* name="body"[^>]*>\n(.*?)</textarea>', form, re.DOTALL)[1]
    assert unescape(kept) == long
    assert Comment.objects.count() == 2
    time_machine.shift(timedelta(seconds=61))
    assert client.post(path, {"body": unescape(kept), "parent": ""}).status_code == 302
    assert Comment.objects.count() == 3


def test_no_password_is_kept_in_a_page(cast, sign_in, few):
    client = sign_in(cast.bob)
    answers = [client.post(f"/me/be/{cast.alice.pk}/", {"password": "hunter2 hunter2"}) for _k in range(3)]
    assert answers[-1].status_code == 429
    assert "hunter2" not in answers[-1].content.decode()


def test_a_part_of_a_page_is_answered_with_a_part(cast, code, sign_in, few):
    client = sign_in(cast.bob)
    answers = [
        client.post("/proposals/preview/", {"body": "x"}, headers={"hx-request": "true"}) for _k in range(3)
    ]
    assert answers[-1].status_code == 429
    assert "<html" not in answers[-1].content.decode()
    assert "Wait" in said(answers[-1])


def test_mentions_are_counted_by_how_many_are_told(cast, code, sign_in, few):
    few(comment=(50, 50, 60), act=(50, 50, 60), mention=(3, 3, 3600))
    proposal = make.proposal(cast.alice, visibility="members")
    client, path = sign_in(cast.bob), f"/proposals/{proposal.number}/comment/"
    assert client.post(path, {"body": "@Alice Martin and @Dana Roy, look"}).status_code == 302
    assert client.post(path, {"body": "nobody in particular"}).status_code == 302
    refused = client.post(path, {"body": "@Alice Martin and @Dana Roy, again"})
    assert refused.status_code == 429
    assert "again" in refused.content.decode()
    assert Comment.objects.count() == 2


# --- every address ----------------------------------------------------------------------------------------

# Each address that is counted, and under which limit; ballots are in none.
COUNTED = {
    "paper": {"portal:edition_pdf", "shares:statement_csv", "shares:statement_xlsx", "shares:statement_pdf"},
    "table": {
        "portal:export", "portal:export_csv", "portal:export_xlsx", "joining:export_csv", "joining:export_xlsx", "members:export",
        "members:export_xlsx", "shares:export_csv", "shares:export_xlsx", "shares:export_pdf", "tally:result_csv", "tally:result_json",
        "tally:box_json", "tally:recount", "tellers:control_csv", "meetings:export", "imports:table_csv", "imports:table_xlsx",
        "imports:errors_csv", "imports:errors_xlsx",
    },
    "archive": {"home:data_archive"},
    "check": {"portal:verify"},
    "compare": {"portal:compare", "proposals:versions", "code:changes"},
    "search": {"portal:decisions", "proposals:index", "members:index", "home:journal", "tally:find"},
    "preview": {"proposals:preview", "code:preview"},
    "try": {"proposals:try_out"},
    "comment": {"proposals:comment"},
    "write": {"proposals:new", "proposals:edit"},
    "announce": {"proposals:submit", "proposals:open_now", "proposals:extend", "proposals:cancel", "proposals:again"},
    "apply": {"joining:apply"},
    "attach": {"proposals:attach"},
    "import": {"imports:new"},
    "rehearse": {"proposals:rehearse"},
}  # fmt: skip


def test_every_address_that_is_counted_is_listed():
    found = {}
    for name, pattern in patterns(get_resolver()):
        if name in TABLE and (limit := getattr(pattern.callback, "limit", "")):
            found.setdefault(limit, set()).add(name)
    assert found == COUNTED


def test_every_file_that_is_made_is_counted():
    """What its ending says is made for whoever asks; a file that lies there ready is not."""
    ready = {"portal:verifier"}
    made = {
        name for name, pattern in patterns(get_resolver())
        if name in TABLE and re.search(r"\.(csv|xlsx|pdf|json|jsonl|zip|py)$", str(pattern.pattern).rstrip("$"))
    }  # fmt: skip
    assert made - ready <= set().union(*COUNTED.values())


def test_every_limit_has_its_numbers_and_none_is_idle(settings):
    named = {*COUNTED, "act", "mention", "probe"}
    assert set(settings.LIMITS) == named
    for person, source, seconds in settings.LIMITS.values():
        assert 0 < person <= source
        assert 60 <= seconds <= 3600


def test_every_act_is_counted_whatever_it_is(cast, code, sign_in, few):
    client = sign_in(cast.hana)
    paths = ["/language/", "/notices/read/", "/me/", "/proposals/1/files/"]
    answers = [client.post(path, {}).status_code for path in paths]
    assert answers[2:] == [429, 429]
    assert client.get("/me/").status_code == 200


# --- dear work --------------------------------------------------------------------------------------------


def somebody(person=None, address="192.0.2.7"):
    request = RequestFactory().get("/", REMOTE_ADDR=address)
    request.user = person or AnonymousUser()
    return request


def test_few_do_dear_work_at_once_and_each_no_more_than_one(cast, settings):
    settings.PLACES_FOR_DEAR_WORK = 2
    alice, bob, dana = (Place(somebody(one)) for one in (cast.alice, cast.bob, cast.dana))
    alice.take()
    with pytest.raises(TooMany, match="5 second"):
        Place(somebody(cast.alice)).take()
    bob.take()
    with pytest.raises(TooMany):
        dana.take()
    alice.let_go()
    dana.take()
    bob.let_go()
    dana.let_go()
    alice.take()


def test_visitors_never_take_the_last_place(cast, settings):
    settings.PLACES_FOR_DEAR_WORK = 2
    Place(somebody()).take()
    with pytest.raises(TooMany):
        Place(somebody(address="192.0.2.8")).take()
    Place(somebody(cast.bob)).take()


def test_fewer_do_dear_work_than_there_are_processes_that_serve_pages(settings):
    """Each replica is one process with one thread: tests/faults looks at what a busy one does to the others."""
    assert SERVICES["web"]["command"] == ["python", "manage.py", "web"]
    assert SERVICES["web"]["deploy"]["replicas"] == len(REPLICAS) > settings.PLACES_FOR_DEAR_WORK


def test_a_place_that_was_refused_holds_nothing(cast, settings):
    settings.PLACES_FOR_DEAR_WORK = 1
    first = Place(somebody(cast.alice))
    first.take()
    with pytest.raises(TooMany):
        Place(somebody(cast.bob)).take()
    first.let_go()
    Place(somebody(cast.bob)).take()


def taken(cast):
    try:
        place = Place(somebody(cast.bob))
        place.take()
        place.let_go()
    except TooMany:
        return True
    return False


@pytest.mark.parametrize("kind", ["whole", "bit by bit", "an error"])
def test_a_place_is_held_until_the_answer_is_made(kind, cast, settings):
    settings.PLACES_FOR_DEAR_WORK = 1
    held = []

    @limited("table", dear=True)
    def view(request):
        held.append(taken(cast))
        if kind == "an error":
            raise ValueError
        return HttpResponse("x") if kind == "whole" else StreamingHttpResponse(iter(["x"]))

    if kind == "an error":
        with pytest.raises(ValueError):
            view(somebody(cast.alice))
    else:
        answer = view(somebody(cast.alice))
        assert taken(cast) == (kind == "bit by bit")
        answer.close()
    assert held == [True]
    assert not taken(cast)


def test_a_table_of_any_length_is_given_to_the_server_whole(cast, code, sign_in, monkeypatch):
    """A process of pages has one thread: whoever reads slowly must not hold it."""
    monkeypatch.setattr("core.spreadsheet.AT_ONCE", 1)
    answer = sign_in(cast.erik).get("/members/members.csv")
    assert not answer.streaming
    assert answer.getvalue().decode("utf-8-sig").count("\r\n") == 6
    assert not sign_in(cast.erik).get("/members/members.xlsx").streaming
    assert not Client().get("/open/register.jsonl").streaming


def test_what_is_larger_than_that_goes_on_as_it_comes(monkeypatch):
    monkeypatch.setattr(middleware, "MOST_HELD", 10)
    answer = middleware._in_one_piece(StreamingHttpResponse(iter([b"12345678", b"12345678", b"9"])))
    assert answer.streaming
    assert answer.getvalue() == b"12345678123456789"


def test_the_same_paper_is_typeset_once_for_all_visitors(cast, code, settings):
    settings.PLACES_FOR_DEAR_WORK = 1
    first = Client().get("/open/code/4.pdf")
    assert first.content.startswith(b"%PDF-")
    Place(somebody(cast.alice)).take()
    assert Client().get("/open/code/4.pdf").content == first.content
    assert Client().get("/open/code/3.pdf").status_code == 429


# --- while Redis is away ----------------------------------------------------------------------------------


def test_limits_hold_in_the_database_too(cast, settings, monkeypatch):
    """What the cache does while its server is away: config/cache.py asks there for whatever begins like this."""
    monkeypatch.setattr(limits, "cache", caches["kept"])
    settings.LIMITS = {"table": (2, 2, 60)}
    for _k in range(2):
        take(somebody(cast.bob), "table")
    with pytest.raises(TooMany):
        take(somebody(cast.bob), "table")
    place = Place(somebody(cast.bob))
    place.take()
    with pytest.raises(TooMany):
        Place(somebody(cast.bob)).take()
    place.let_go()
    Place(somebody(cast.bob)).take()
    caches["kept"].clear()


def test_every_key_of_a_limit_is_among_those_that_are_kept(cast, settings, monkeypatch):
    named = []

    class Told:
        def add(self, key, *_more):
            named.append(key)
            return True

        def delete(self, key):
            named.append(key)

    monkeypatch.setattr(limits, "cache", Told())
    take(somebody(cast.bob), "table")
    take(somebody(), "table")
    place = Place(somebody())
    place.take()
    place.let_go()
    assert len(named) == 6
    assert all(key.startswith(tuple(settings.KEPT_WITHOUT_REDIS)) for key in named)


def test_a_time_to_wait_is_said_in_words():
    with translation.override("fr"):
        assert [limits.spoken(seconds) for seconds in (1, 2, 89, 90, 121, 3600)] == [
            "1 seconde", "2 secondes", "89 secondes", "2 minutes", "3 minutes", "60 minutes",
        ]  # fmt: skip


def test_counts_begin_anew_with_each_window(cast, settings, time_machine):
    settings.LIMITS = {"table": (1, 1, 60)}
    time_machine.move_to("2026-11-29T20:00:59Z", tick=False)
    take(somebody(cast.bob), "table")
    with pytest.raises(TooMany) as refused:
        take(somebody(cast.bob), "table")
    assert refused.value.wait == 1
    time_machine.shift(timedelta(seconds=1))
    take(somebody(cast.bob), "table")
    cache.clear()
