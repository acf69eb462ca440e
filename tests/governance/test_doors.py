"""Every address of the house, walked by every kind of person; an address nobody listed is a failure."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from core.clock import database_now
from demo.models import Letter
from governance.circles.actions import join, leave
from governance.code.actions.drafts import copy_edition
from governance.code.models import Edition
from governance.meetings.actions.agenda import add_item
from governance.meetings.actions.planning import plan
from governance.notifications.models import Notice
from governance.proposals.actions import attaching, discussing
from governance.proposals.models import Proposal
from governance.proposals.vote.actions import opening, preparing
from governance.proposals.vote.electorate import Electorate
from governance.proposals.vote.request import VoteRequest
from governance.proxies.actions.giving import give
from governance.proxies.actions.postal_forms import receive_form
from governance.proxies.eligibility import PaperProxy, ProxyRequest
from members.imports.actions import requesting
from members.joining.actions.applications import apply
from members.joining.actions.exclusions import open_exclusion
from members.people.models import College, Member
from members.shares.actions import subscribe
from tests import make, owner
from tests.factors import give_codes
from tests.factors import shown as proven
from tests.kept import House
from tests.walking import state, writes
from votes.tally.actions import close_round
from votes.tellers.actions.readings import begin_reading

pytestmark = pytest.mark.django_db
OUTSIDE = ["nina", "ivo", "zoe"]
KINDS = ["visitor", "hana", "gus", "chloe", "bob", "alice", "dana", "erik", "sara", "theo", "aude"]

# What each address answers to: visitor, signed in but unknown (hana), client (gus), person of another
# circle (chloe), member of the circle (bob), its facilitator and author (alice), chair (dana),
# administrator (erik), secretary (sara), teller (theo), auditor (aude): these three hold nothing else. L: sent to sign in. P: sent to the portal. An address that only takes POST
# answers 405 to these GETs, whoever asks.
L, P = "sign in", "portal"
ALL = [200] * 11
IN = [L] + [200] * 10
POST = [405] * 11
POST_IN = [L] + [405] * 10
DESK = [L, 403, 403, 403, 403, 403, 403, 200, 200, 403, 403]
# Who leads a meeting: its chair and those who keep the register.
LED = [L, 403, 403, 403, 403, 403, 200, 200, 200, 403, 403]
COUNT = [L, 403, 403, 403, 403, 403, 403, 200, 200, 200, 403]
READ = [L, 403, 403, 403, 403, 403, 403, 200, 200, 403, 200]

ON_PAPER = ("mark", "unmark", "begin", "drop", "done", "resume", "agree", "reopen")
TABLE_PAGES = (*ON_PAPER, "free", "roll", "slips", "compare", "control", "control_csv")
TABLE: dict[str, list[Any]] = {
    "home:front": [P] + [302] * 10,
    "home:mine": IN,
    "home:turn": IN,
    "home:me": IN,
    "home:data": IN,
    "home:data_archive": IN,
    "home:forget": IN,
    "home:be": POST_IN,
    "home:desk": [L, 403, 403, 403, 403, 403, 403, 200, 200, 200, 200],
    "home:journal": [L, 403, 403, 403, 403, 403, 403, 200, 403, 403, 200],
    "home:language": POST,
    "proposals:index": IN,
    "proposals:new": [L, 403, 403, 200, 200, 200, 200, 200, 200, 403, 403],
    "proposals:preview": POST_IN,
    # A proposal open to members: visitors, strangers and clients may not know of it.
    "proposals:of_round": [404, 404, 404, 302, 302, 302, 302, 302, 404, 404, 302],
    "proposals:detail": [404, 404, 404, 200, 200, 200, 200, 200, 404, 404, 200],
    "proposals:edit": [L, 404, 404, 403, 403, 200, 200, 200, 404, 404, 403],
    "proposals:versions": [404, 404, 404, 200, 200, 200, 200, 200, 404, 404, 200],
    "proposals:region": [404, 404, 404, 200, 200, 200, 200, 200, 404, 404, 200],
    "proposals:submit": POST_IN,
    "proposals:withdraw": [L, 404, 404, 403, 403, 200, 200, 200, 404, 404, 403],
    "proposals:comment": POST_IN,
    "proposals:remove_comment": POST_IN,
    "proposals:attach": POST_IN,
    "proposals:download": [404, 404, 404, 200, 200, 200, 200, 200, 404, 404, 200],
    "proposals:detach": POST_IN,
    "proposals:vote": [L, 404, 404, 403, 403, 409, 409, 409, 404, 404, 403],
    "proposals:guide": [L, 404, 404, 403, 403, 200, 200, 200, 404, 404, 403],
    # No vote between options is prepared there: test_guiding opens it to those who may.
    "proposals:try_out": [L, 404, 404, 403, 403, 404, 404, 404, 404, 404, 403],
    # A proposal with a plan; its author and those who lead its circle may read it.
    "proposals:plan": [L, 404, 404, 403, 403, 200, 200, 200, 404, 404, 403],
    "proposals:open_now": POST_IN,
    "proposals:drop_plan": POST_IN,
    "proposals:rehearse": POST_IN,
    "proposals:count_rehearsal": POST_IN,
    "proposals:end_rehearsal": POST_IN,
    "proposals:extend": [L, 404, 404, 403, 403, 200, 200, 200, 404, 404, 403],
    "proposals:proclaim": POST_IN,
    # Its vote is open: there is nothing to vote on again.
    "proposals:again": [L, 404, 404, 403, 403, 409, 409, 409, 404, 404, 403],
    # A place that is nobody's, of the table of those who count.
    "tellers:free": [302 if answer == 200 else answer for answer in COUNT],
    "proposals:rest": [L, 404, 404, 403, 403, 409, 409, 409, 404, 404, 403],
    # Who has not voted yet: those who count, whatever else they may read.
    "proposals:waiting": [L, 404, 404, 403, 403, 403, 403, 200, 200, 200, 403],
    "proposals:close": [L, 404, 404, 403, 403, 200, 200, 200, 404, 404, 403],
    "proposals:cancel": [L, 404, 404, 403, 403, 200, 200, 200, 404, 404, 403],
    "proposals:result": [404, 404, 404, 302, 302, 302, 302, 302, 404, 404, 302],
    "proposals:why": [404, 404, 404, 200, 200, 200, 200, 200, 404, 404, 200],
    # The vote of the workshop circle: alice, bob and dana are on the roll.
    "ballots:booth": [L, 404, 404, 404, 200, 200, 200, 404, 404, 404, 404],
    "ballots:receipt": [L, 404, 404, 404, 302, 302, 302, 404, 404, 404, 404],
    # The files of a proclaimed result: whoever may read what was voted on.
    "tally:result_csv": [404, 404, 404, 200, 200, 200, 200, 200, 404, 404, 200],
    "tally:result_json": [404, 404, 404, 200, 200, 200, 200, 200, 404, 404, 200],
    # The box of a secret vote whose proposal is open to members: as that is, and nothing to find for others.
    **{
        f"tally:{page}": [404, 404, 404, 200, 200, 200, 200, 200, 404, 404, 200]
        for page in ("box", "box_json", "recount")
    },
    "tally:find": POST,
    # Paper ballots of a vote of the workshop circle: those who count; sara and erik among them.
    **{f"tellers:{page}": COUNT for page in ("roll", "control", "control_csv")},
    "tellers:slips": [L, 403, 403, 403, 403, 403, 403, 404, 404, 200, 403],
    "tellers:compare": [L, 403, 403, 403, 403, 403, 403, 404, 404, 302, 403],
    **{f"tellers:{page}": POST_IN for page in ON_PAPER},
    "joining:welcome": ALL,
    "joining:apply": IN,
    "joining:withdraw": POST_IN,
    "joining:applications": [L, 403, 403, 403, 403, 403, 403, 200, 200, 403, 200],
    "joining:application": [L, 403, 403, 403, 403, 403, 403, 200, 200, 403, 200],
    "joining:export_csv": READ,
    "joining:export_xlsx": READ,
    "joining:admit": POST_IN,
    "joining:ratify": POST_IN,
    # A procedure about bob: he and the desk may read it.
    "joining:exclusions": [L, 403, 403, 403, 403, 403, 403, 200, 200, 403, 200],
    "joining:begin_exclusion": [L, 403, 403, 403, 403, 403, 403, 200, 200, 403, 403],
    "joining:exclusion": [L, 404, 404, 404, 200, 404, 404, 200, 200, 404, 200],
    "joining:answer_exclusion": POST_IN,
    "joining:hear_exclusion": POST_IN,
    "joining:exclude": POST_IN,
    "joining:drop_exclusion": POST_IN,
    "joining:refuse": POST_IN,
    # The register of members: a directory for members, everything for the desk, a seat for its own (bob).
    "members:index": [L, 403, 403, 403, 200, 200, 200, 200, 200, 403, 200],
    "members:export": [L, 403, 403, 403, 403, 403, 403, 200, 200, 403, 200],
    "members:seat": [L, 404, 404, 404, 200, 404, 404, 200, 200, 404, 200],
    "members:export_xlsx": READ,
    "members:preferences": POST_IN,
    "joining:leave": [L, 404, 404, 404, 200, 404, 404, 404, 404, 404, 404],
    "members:enter": [L, 403, 403, 403, 403, 403, 403, 200, 200, 403, 403],
    "members:interest_over": POST_IN,
    "members:staff": [L, 403, 403, 403, 403, 403, 403, 200, 200, 200, 200],
    "members:staff_give": [L, 403, 403, 403, 403, 403, 403, 200, 403, 403, 403],
    "members:staff_end": [L, 403, 403, 403, 403, 403, 403, 200, 403, 403, 403],
    "members:same": [L, 403, 403, 403, 403, 403, 403, 200, 403, 403, 403],
    "members:act": [L, 403, 403, 403, 403, 403, 403, 200, 200, 403, 403],
    # The register of shares is the desk's; an account is its member's (bob's, here).
    "shares:register": [L, 403, 403, 403, 403, 403, 403, 200, 200, 403, 200],
    "shares:enter": [L, 403, 403, 403, 403, 403, 403, 200, 200, 403, 403],
    "shares:correct": [L, 403, 403, 403, 403, 403, 403, 200, 200, 403, 403],
    "shares:export_csv": [L, 403, 403, 403, 403, 403, 403, 200, 200, 403, 200],
    "shares:export_pdf": [L, 403, 403, 403, 403, 403, 403, 200, 200, 403, 200],
    "shares:account": [L, 404, 404, 404, 200, 404, 404, 200, 200, 404, 200],
    "shares:statement_csv": [L, 404, 404, 404, 200, 404, 404, 200, 200, 404, 200],
    "shares:statement_pdf": [L, 404, 404, 404, 200, 404, 404, 200, 200, 404, 200],
    # The desk of the code social; one draft, with an article that says a value.
    "code:index": READ,
    "code:start": DESK,
    "code:edition": READ,
    "code:about": DESK,
    "code:changes": READ,
    "code:update": DESK,
    "code:preview": POST_IN,
    "code:enact": [L, 403, 403, 403, 403, 403, 403, 200, 403, 403, 403],
    "code:discard": DESK,
    "code:new_article": DESK,
    "code:article": DESK,
    "code:remove_article": DESK,
    "code:choose": [L, 403, 403, 403, 403, 403, 403, 302, 302, 403, 403],
    "code:value": DESK,
    "code:remove_value": POST_IN,
    # Meetings are the members' own; tellers check in, the chair (dana) and the desk open and close.
    # Addresses of an earlier release.
    "moved": [308] * 11,
    "moved_home": [308] * 11,
    "meetings:index": IN,
    "meetings:plan": DESK,
    "meetings:detail": [L, 403, 403, 403, 200, 200, 200, 200, 200, 200, 200],
    "meetings:revise": DESK,
    "meetings:chair": DESK,
    "meetings:add_item": DESK,
    "meetings:interested": DESK,
    "meetings:remove_item": DESK,
    "proxies:give": [L, 403, 403, 403, 200, 404, 404, 404, 404, 404, 404],
    "proxies:paper": COUNT,
    "meetings:attending": COUNT,
    "meetings:arrive": POST_IN,
    "meetings:depart": POST_IN,
    "meetings:never_left": POST_IN,
    "meetings:never_came": COUNT,
    "proxies:set_aside": COUNT,
    "proxies:annul": COUNT,
    "meetings:receive": POST_IN,
    "proxies:forms": COUNT,
    "proxies:read_form": COUNT,
    "meetings:voices": [L, 403, 403, 403, 403, 403, 200, 200, 200, 200, 200],
    "meetings:export": [L, 403, 403, 403, 403, 403, 200, 200, 200, 200, 200],
    "meetings:begin": LED,
    "meetings:close": LED,
    "meetings:again": [L, 403, 403, 403, 403, 403, 200, 200, 200, 403, 403],
    "proxies:give_in_round": [L, 404, 404, 404, 200, 404, 404, 404, 404, 404, 404],
    # A proxy from bob to alice, on paper: both sides and the desk may read it.
    "proxies:accept": POST_IN,
    "proxies:decline": [L, 404, 404, 404, 404, 200, 404, 404, 404, 404, 404],
    "proxies:revoke": POST_IN,
    "proxies:scan": [L, 404, 404, 404, 200, 200, 404, 200, 200, 200, 200],
    "proposals:table": [L, 404, 404, 403, 403, 403, 200, 200, 404, 404, 403],
    "proposals:take_off": [L, 404, 404, 403, 403, 403, 200, 200, 404, 404, 403],
    "shares:export_xlsx": READ,
    "shares:statement_xlsx": [L, 404, 404, 404, 200, 404, 404, 200, 200, 404, 200],
    "imports:index": DESK,
    "imports:new": DESK,
    "imports:table_csv": DESK,
    "imports:table_xlsx": DESK,
    "imports:show": DESK,
    "imports:match": DESK,
    "imports:region": DESK,
    "imports:confirm": POST_IN,
    "imports:cancel": POST_IN,
    "imports:errors_csv": DESK,
    "imports:errors_xlsx": DESK,
    "circles:index": IN,
    "circles:detail": IN,
    "notifications:index": IN,
    "notifications:bell": IN,
    "notifications:letters": [L, 403, 403, 403, 403, 403, 403, 200, 200, 403, 200],
    "notifications:told": POST_IN,
    "notifications:read_all": POST_IN,
    "notifications:read": POST_IN,
    "portal:decisions": ALL,
    "portal:now": ALL,
    # A decision open to members only.
    "portal:decision": [404, 404, 404, 200, 200, 200, 200, 200, 404, 404, 200],
    "portal:follow": [404, 404, 404, 200, 200, 200, 200, 200, 404, 404, 200],
    "portal:functioning": ALL,
    "portal:code": ALL,
    "portal:edition": ALL,
    "portal:edition_pdf": ALL,
    "portal:compare": ALL,
    "portal:verify": ALL,
    "portal:secrecy": ALL,
    "portal:anchors": ALL,
    "portal:export": ALL,
    "portal:export_csv": ALL,
    "portal:export_xlsx": ALL,
    "portal:verifier": ALL,
    "portal:feed": ALL,
    "demo:who": ALL,
    "demo:be": POST,
    "demo:mailbox": ALL,
    "demo:letter": ALL,
    "demo:letter_html": ALL,
}
MEETING = {
    "meetings": (
        *("detail", "revise", "chair", "add_item", "begin", "close", "again"),
        *("attending", "arrive", "receive", "voices", "export"),
    ),
    "proxies": ("paper", "forms"),
}
PNG = b"\x89PNG\r\n\x1a\n"
PROCEDURE = ("exclusion", "answer_exclusion", "hear_exclusion", "exclude", "drop_exclusion")
# Other people's rooms, behind their own doors: allauth's pages and Django's back office.
BACK_OFFICE = [302, 302, 302, 302, 302, 302, 302, "opens", 302, 302, 302]


def patterns(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            inner = ":".join(part for part in (space, one.namespace) if part)
            yield from patterns(one, inner)
        elif one.name:
            yield f"{space}:{one.name}" if space else one.name, one


def names() -> list[str]:
    return sorted({name for name, _pattern in patterns(get_resolver())})


@pytest.fixture(scope="module")
def furnished(django_db_setup, django_db_blocker, tmp_path_factory):
    """A house with one of each thing an address may name, and the folder of its files."""
    folder = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder):
        return House(build).keep(), folder


@pytest.fixture
def cast_and_house(db, furnished, settings):
    kept, settings.MEDIA_ROOT = furnished
    return kept.stand()


@pytest.fixture
def cast(cast_and_house):
    return cast_and_house[0]


@pytest.fixture
def house(cast_and_house):
    """The arguments of each address."""
    return cast_and_house[1]


def build():
    """The cast, the code, and one of each thing an address may name; gives the arguments of each address."""
    make.code()
    cast = make.cast()
    return cast, furnish(cast)


def furnish(cast):
    proposal = make.proposal(cast.alice, where=cast.workshop, visibility="members")
    attachment = attaching.attach(proposal, SimpleUploadedFile("note.txt", b"words"), cast.alice)
    comment = discussing.comment(proposal, cast.alice, "Hello")

    round_ = opening.put_to_vote(
        proposal,
        cast.alice,
        decision_type="circle",
        electorate=Electorate(make.today(), circle=cast.workshop),
        closes_at=database_now() + timedelta(days=1),
    )
    decided = make.settled(cast.alice, title="Decided", visibility="members")
    planned = make.proposal(cast.alice, title="Planned", where=cast.workshop, visibility="members")
    preparing.prepare(
        planned, VoteRequest("circle", Electorate(make.today(), circle=cast.workshop)),
        closes_at=database_now() + timedelta(days=1), actor=cast.alice,
    )  # fmt: skip
    owner.rewrite(round_, by_hand=True)
    being_read = make.round_of(make.voting(cast.alice, title="On paper"))
    owner.rewrite(being_read, by_hand=True)
    close_round(being_read.pk, early=True)
    begin_reading(being_read.pk, actor=cast.theo)
    secret = make.secretly_settled(cast.alice, visibility="members")
    letter = Letter.objects.create(to="a@example.example", subject="s", text="t")
    from core.journal.models import Entry

    said = Entry.objects.get(kind="comment.added")
    notice = Notice.objects.create(person=cast.bob, entry=said, kind="mentioned")
    table = SimpleUploadedFile("colleges.csv", b"Code;Nom\nX;Others\n")
    job = requesting.receive(table, "colleges", actor=cast.erik)
    requesting.choose_columns(job, job.columns, actor=cast.erik)
    number = {"number": proposal.number}
    quorum = copy_edition(Edition.objects.enacted().last()).parameters.get(key="ordinary.quorum")
    draft = {"number": quorum.edition.number}
    article = {**draft, "pk": quorum.article_id}
    college = College.objects.get(code="U")
    application = apply(cast.gus, college=college, shares=1, why="To help", postal_address="Here")
    procedure = open_exclusion(
        cast.seats["bob"], grounds="Words", hearing_at=database_now() + timedelta(days=30), hearing_place="Here", actor=cast.erik
    )  # fmt: skip
    meeting = plan(
        "Meeting",
        meets_at=database_now() + timedelta(days=30),
        chair=cast.seats["dana"],
    )
    add_item(meeting, title="Accounts", decision_type="ordinary")
    form = receive_form(meeting, cast.seats["fay"], received_at=database_now(), actor=cast.sara)
    here = make.arrive(meeting, cast.seats["dana"], how="room", actor=cast.sara)
    scan = SimpleUploadedFile("scan.png", PNG, content_type="image/png")
    given = give(
        ProxyRequest(cast.seats["bob"], meeting, cast.seats["alice"]),
        actor=cast.sara,
        paper=PaperProxy(database_now(), scan),
    )
    return {
        "proposals:of_round": {"round_id": round_.pk},
        "proposals:plan": {"number": planned.number},
        "proposals:region": {**number, "name": "live"},
        "proposals:remove_comment": {**number, "comment_id": comment.pk},
        "proposals:download": {**number, "attachment_id": attachment.pk},
        "proposals:detach": {**number, "attachment_id": attachment.pk},
        "ballots:booth": {"round_id": round_.pk},
        "ballots:receipt": {"round_id": round_.pk},
        **{f"tally:{page}": {"round_id": decided.round_id} for page in ("result_csv", "result_json")},
        **{f"tally:{page}": {"round_id": secret.pk} for page in ("box", "box_json", "recount", "find")},
        **{
            f"joining:{page}": {"pk": application.pk} for page in ("application", "admit", "refuse", "ratify")
        },
        **{f"joining:{page}": {"pk": procedure.pk} for page in PROCEDURE},
        **{f"tellers:{page}": {"round_id": round_.pk} for page in TABLE_PAGES},
        **{f"tellers:{page}": {"round_id": being_read.pk} for page in ("slips", "compare")},
        "joining:begin_exclusion": {"number": cast.seats["alice"].number},
        "members:seat": {"number": cast.seats["bob"].number},
        "members:preferences": {"number": cast.seats["bob"].number},
        "joining:leave": {"number": cast.seats["bob"].number},
        "members:act": {"number": cast.seats["bob"].number, "name": "suspend"},
        "shares:enter": {"operation": "transfer"},
        "shares:correct": {"no": subscribe(cast.seats["bob"], 2, on=make.today()).no},
        **{
            f"shares:{page}": {"number": cast.seats["bob"].number}
            for page in ("account", "statement_csv", "statement_xlsx", "statement_pdf")
        },
        **{f"imports:table_{form}": {"kind": "members"} for form in ("csv", "xlsx")},
        **{
            f"imports:{page}": {"pk": job.pk}
            for page in ("show", "match", "region", "confirm", "cancel", "errors_csv", "errors_xlsx")
        },
        "members:interest_over": {"number": cast.seats["bob"].number, "pk": 1},
        "members:staff_end": {"pk": cast.erik_duty.pk},
        "home:be": {"pk": cast.bob.pk},
        "notifications:told": {"person_id": 1, "entry_id": 1},
        **{
            f"code:{page}": draft
            for page in (
                "edition",
                "about",
                "update",
                "changes",
                "preview",
                "enact",
                "discard",
                "new_article",
            )
        },
        **{f"code:{page}": article for page in ("article", "remove_article", "choose")},
        **{f"code:{page}": {**article, "key": quorum.key} for page in ("value", "remove_value")},
        **{f"{room}:{page}": {"pk": meeting.pk} for room, pages in MEETING.items() for page in pages},
        "moved": {"suffix": f"{meeting.pk}/voices/"},
        "meetings:interested": {"pk": meeting.pk, "number": 1},
        "meetings:remove_item": {"pk": meeting.pk, "number": 1},
        "proxies:give": {"pk": meeting.pk, "number": cast.seats["bob"].number},
        "proxies:read_form": {"pk": meeting.pk, "form": form.pk},
        "meetings:depart": {"pk": meeting.pk, "attendance": here.pk},
        "meetings:never_came": {"pk": meeting.pk, "attendance": here.pk},
        "meetings:never_left": {"pk": meeting.pk, "attendance": here.pk},
        "proxies:set_aside": {"pk": meeting.pk, "form": form.pk},
        "proxies:annul": {"pk": meeting.pk, "proxy": given.pk},
        "proxies:give_in_round": {"round_id": decided.round_id, "number": cast.seats["bob"].number},
        **{f"proxies:{page}": {"pk": given.pk} for page in ("accept", "decline", "revoke", "scan")},
        "circles:detail": {"slug": cast.workshop.slug},
        "notifications:read": {"entry_id": notice.entry_id},
        "portal:decision": {"year": decided.decision.year, "rank": decided.decision.rank},
        "portal:edition": {"number": 4},
        "portal:edition_pdf": {"number": 4},
        "demo:be": {"role": "associate"},
        "demo:letter": {"letter_id": letter.pk},
        "demo:letter_html": {"letter_id": letter.pk},
        None: number,
    }


def address(name: str, house: dict[Any, dict[str, Any]]) -> str:
    takes = get_resolver_arguments(name)
    given = house.get(name, house[None] if takes else {})
    return reverse(name, kwargs={key: given[key] for key in takes})


# What stands in the addresses of the library and of the back office.
ELSEWHERE = {
    "key": "abc", "uidb36": "1", "pk": 1, "object_id": "1", "app_label": "people", "content_type_id": "1", "url": "x",
}  # fmt: skip


def everything(house: dict[Any, dict[str, Any]]) -> list[str]:
    """Every address there is: those of the table, those of the library, those of the back office."""
    found = []
    for name in names():
        if name in TABLE:
            found.append(address(name, house))
        else:
            found.append(_elsewhere(name))
    return found


def _elsewhere(name: str) -> str:
    for takes in (get_resolver_arguments(name), ["pk"]):
        with suppress(NoReverseMatch):
            return reverse(name, kwargs={key: ELSEWHERE[key] for key in takes})
    raise AssertionError(f"say in ELSEWHERE what stands in the address of {name}")


def get_resolver_arguments(name: str) -> list[str]:
    found = dict(patterns(get_resolver()))[name].pattern
    return list(found.converters or getattr(found, "regex", re.compile("")).groupindex)


def shown(response: Any) -> Any:
    """Reduce an answer to what the table says."""
    if response.status_code == 302:
        where = response.headers["Location"]
        return L if where.startswith("/account/login/") else P if where.startswith("/open/") else 302
    return response.status_code


def test_every_address_is_in_the_table():
    theirs = {
        name
        for name in names()
        if name.startswith(("account_", "mfa_", "usersessions_", "admin:", "socialaccount_"))
    }
    assert set(names()) - theirs == set(TABLE)


def three_outside(cast):
    """Three who have no place here: Nina holds every duty and has not shown a second factor; Ivo was a member and of the
    workshop, and left; Zoe made her account a minute ago.
    """
    nina, ivo, zoe = make.person("Nina Held"), make.person("Ivo Past"), make.person("Zoe New")
    for what in ("administrator", "secretary", "teller", "auditor"):
        make.duty(nina, what)
    give_codes(nina)
    Member.objects.filter(pk=make.member(ivo).pk).update(left_on=make.LONG_AGO)
    leave(join(cast.workshop, ivo, on=make.LONG_AGO), on=make.LONG_AGO)
    return {"nina": nina, "ivo": ivo, "zoe": zoe}


@pytest.fixture
def outside(house, cast):
    """They, in the furnished house; Ivo spoke there."""
    people = three_outside(cast)
    discussing.comment(Proposal.objects.get(number=house[None]["number"]), people["ivo"], "Good bye")
    return people


@pytest.fixture
def clients(house, cast, outside, strict, sign_in, refusals_unsaid):
    """Everybody, signed in once; of the cast, those who hold a duty have shown their second factor."""
    people = {kind: getattr(cast, kind, None) for kind in KINDS} | outside
    signed_in = {kind: sign_in(person) for kind, person in people.items()}
    for kind in ("erik", "sara", "theo", "aude"):
        proven(signed_in[kind], people[kind])
    return signed_in


@pytest.fixture
def strict(settings):
    """A second factor is asked for, as in a real house."""
    settings.SECOND_FACTOR = True


@pytest.mark.once
@pytest.mark.timeout(900)  # one house for all of it; two busy cores
def test_every_address_answers_each_kind_of_person_as_listed(house, clients):
    """And those who have no place here, or have not proven it, get what somebody gets whom nobody knows."""
    wrong = {}
    for name, row in TABLE.items():
        path = address(name, house)
        expected = dict(zip(KINDS, row, strict=True)) | dict.fromkeys(OUTSIDE, row[KINDS.index("hana")])
        answers = {kind: shown(clients[kind].get(path)) for kind in expected}
        if answers != expected:
            wrong[name] = {
                kind: (answers[kind], said) for kind, said in expected.items() if answers[kind] != said
            }
    assert wrong == {}


@pytest.mark.once
@pytest.mark.timeout(900)
def test_no_act_is_done_without_its_token(house, cast):
    """Every address, the library's and the back office's too."""
    taken = {}
    for person in (cast.alice, cast.erik, None):
        client = Client(enforce_csrf_checks=True)
        if person is not None:
            client.force_login(person)
        taken |= {
            path: status for path in everything(house) if (status := client.post(path).status_code) != 403
        }
    assert taken == {}


@pytest.mark.once
@pytest.mark.timeout(900)
def test_looking_changes_nothing(house, clients):
    """Every address, opened twice by an administrator and by a facilitator, and asked for its head: no row is otherwise."""
    before, wrote = state(), {}
    for kind in ("erik", "alice"):
        for path in everything(house):
            with writes() as seen:
                clients[kind].get(path)
                clients[kind].head(path)
            if seen:
                wrote[kind, path] = seen
    assert state() == before, wrote


def test_the_back_office_opens_to_administrators_alone(cast, sign_in):
    opened = []
    for kind in KINDS:
        response = sign_in(getattr(cast, kind, None)).get("/admin/")
        opened.append("opens" if response.status_code == 200 else response.status_code)
    assert opened == BACK_OFFICE


@pytest.mark.parametrize("path", ["/demo/", "/demo/mailbox/", "/demo/be/associate/"])
def test_outside_a_demo_nobody_becomes_somebody_in_one_click(path, cast, settings, client):
    settings.DEMO = False
    response = client.post(path) if "/be/" in path else client.get(path)
    assert response.status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_outside_a_demo_the_addresses_do_not_even_exist():
    """A fresh process without DEMO=1 has no such route, whatever its settings say later."""
    import os
    import subprocess
    import sys

    code = "import django; django.setup(); from django.urls import resolve; resolve('/demo/')"
    env = {**os.environ, "DEMO": "0", "DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
    assert "Resolver404" in done.stderr
