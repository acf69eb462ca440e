"""Every address of the house, walked by every kind of person; an address nobody listed is a failure."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from core.clock import database_now
from governance.exchange.imports import actions as imports
from governance.exchange.models import Letter
from governance.notifications.models import Notice
from governance.proposals import actions, files
from members.joining.actions import apply
from members.people.models import College
from members.shares.actions import subscribe
from tests import make

pytestmark = pytest.mark.django_db
KINDS = ["visitor", "hana", "gus", "chloe", "bob", "alice", "dana", "erik"]

# What each address answers to: visitor, signed in but unknown (hana), client (gus), person of another
# circle (chloe), member of the circle (bob), its facilitator and author (alice), chair (dana),
# administrator (erik). L: sent to sign in. P: sent to the portal. An address that only takes POST
# answers 405 to these GETs, whoever asks.
L, P = "sign in", "portal"
ALL = [200] * 8
IN = [L] + [200] * 7
POST = [405] * 8
POST_IN = [L] + [405] * 7

TABLE: dict[str, list[Any]] = {
    "home:front": [P] + [302] * 7,
    "home:mine": IN,
    "home:turn": IN,
    "home:me": IN,
    "home:data": IN,
    "home:data_archive": IN,
    "home:language": POST,
    "proposals:index": IN,
    "proposals:new": [L, 403, 403, 200, 200, 200, 200, 200],
    "proposals:preview": POST_IN,
    # A proposal open to members: visitors, strangers and clients may not know of it.
    "proposals:of_round": [404, 404, 404, 302, 302, 302, 302, 302],
    "proposals:detail": [404, 404, 404, 200, 200, 200, 200, 200],
    "proposals:edit": [L, 404, 404, 403, 403, 200, 200, 200],
    "proposals:versions": [404, 404, 404, 200, 200, 200, 200, 200],
    "proposals:region": [404, 404, 404, 200, 200, 200, 200, 200],
    "proposals:submit": POST_IN,
    "proposals:withdraw": [L, 404, 404, 403, 403, 200, 200, 200],
    "proposals:comment": POST_IN,
    "proposals:remove_comment": POST_IN,
    "proposals:attach": POST_IN,
    "proposals:download": [404, 404, 404, 200, 200, 200, 200, 200],
    "proposals:detach": POST_IN,
    "proposals:vote": [L, 404, 404, 403, 403, 409, 409, 409],
    "proposals:close": [L, 404, 404, 403, 403, 200, 200, 200],
    "proposals:cancel": [L, 404, 404, 403, 403, 200, 200, 200],
    "proposals:result": [404, 404, 404, 302, 302, 302, 302, 302],
    "proposals:why": [404, 404, 404, 200, 200, 200, 200, 200],
    # The vote of the workshop circle: alice, bob and dana are on the roll.
    "ballots:booth": [L, 404, 404, 404, 200, 200, 200, 404],
    "ballots:receipt": [L, 404, 404, 404, 302, 302, 302, 404],
    "joining:welcome": ALL,
    "joining:apply": IN,
    "joining:withdraw": POST_IN,
    "joining:applications": [L, 403, 403, 403, 403, 403, 403, 200],
    "joining:application": [L, 403, 403, 403, 403, 403, 403, 200],
    "joining:export_csv": [L, 403, 403, 403, 403, 403, 403, 200],
    "joining:export_xlsx": [L, 403, 403, 403, 403, 403, 403, 200],
    "joining:admit": POST_IN,
    "joining:refuse": POST_IN,
    # The register of members: a directory for members, everything for the desk, a seat for its own (bob).
    "members:index": [L, 403, 403, 403, 200, 200, 200, 200],
    "members:export": [L, 403, 403, 403, 403, 403, 403, 200],
    "members:export_xlsx": [L, 403, 403, 403, 403, 403, 403, 200],
    "members:seat": [L, 404, 404, 404, 200, 404, 404, 200],
    "members:preferences": POST_IN,
    "joining:leave": [L, 404, 404, 404, 200, 404, 404, 404],
    "members:act": [L, 403, 403, 403, 403, 403, 403, 200],
    # The register of shares is the desk's; an account is its member's (bob's, here).
    "shares:register": [L, 403, 403, 403, 403, 403, 403, 200],
    "shares:enter": [L, 403, 403, 403, 403, 403, 403, 200],
    "shares:correct": [L, 403, 403, 403, 403, 403, 403, 200],
    "shares:export_csv": [L, 403, 403, 403, 403, 403, 403, 200],
    "shares:export_xlsx": [L, 403, 403, 403, 403, 403, 403, 200],
    "shares:export_pdf": [L, 403, 403, 403, 403, 403, 403, 200],
    "shares:account": [L, 404, 404, 404, 200, 404, 404, 200],
    "shares:statement_csv": [L, 404, 404, 404, 200, 404, 404, 200],
    "shares:statement_xlsx": [L, 404, 404, 404, 200, 404, 404, 200],
    "shares:statement_pdf": [L, 404, 404, 404, 200, 404, 404, 200],
    # What comes in is the desk's. The import of the house is being checked.
    "imports:index": [L, 403, 403, 403, 403, 403, 403, 200],
    "imports:new": [L, 403, 403, 403, 403, 403, 403, 200],
    "imports:table_csv": [L, 403, 403, 403, 403, 403, 403, 200],
    "imports:table_xlsx": [L, 403, 403, 403, 403, 403, 403, 200],
    "imports:show": [L, 403, 403, 403, 403, 403, 403, 200],
    "imports:match": [L, 403, 403, 403, 403, 403, 403, 200],
    "imports:region": [L, 403, 403, 403, 403, 403, 403, 200],
    "imports:confirm": POST_IN,
    "imports:cancel": POST_IN,
    "imports:errors_csv": [L, 403, 403, 403, 403, 403, 403, 200],
    "imports:errors_xlsx": [L, 403, 403, 403, 403, 403, 403, 200],
    "circles:index": IN,
    "circles:detail": IN,
    "notifications:index": IN,
    "notifications:bell": IN,
    "notifications:read_all": POST_IN,
    "notifications:read": POST_IN,
    "portal:decisions": ALL,
    "portal:now": ALL,
    # A decision open to members only.
    "portal:decision": [404, 404, 404, 200, 200, 200, 200, 200],
    "portal:follow": [404, 404, 404, 200, 200, 200, 200, 200],
    "portal:functioning": ALL,
    "portal:code": ALL,
    "portal:edition": ALL,
    "portal:edition_pdf": ALL,
    "portal:compare": ALL,
    "portal:verify": ALL,
    "portal:export": ALL,
    "portal:export_csv": ALL,
    "portal:export_xlsx": ALL,
    "portal:verifier": ALL,
    "portal:feed": ALL,
    "exchange:who": ALL,
    "exchange:be": POST,
    "exchange:mailbox": ALL,
    "exchange:letter": ALL,
    "exchange:letter_html": ALL,
}
# Other people's rooms, behind their own doors: allauth's pages and Django's back office.
BACK_OFFICE = [302, 302, 302, 302, 302, 302, 302, "opens"]


def patterns(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            inner = ":".join(part for part in (space, one.namespace) if part)
            yield from patterns(one, inner)
        elif one.name:
            yield f"{space}:{one.name}" if space else one.name, one


def names() -> list[str]:
    return sorted({name for name, _pattern in patterns(get_resolver())})


@pytest.fixture
def house(cast, code, settings, tmp_path):
    """One of each thing an address may name; gives the arguments of each address."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    settings.MEDIA_ROOT = tmp_path
    proposal = make.proposal(cast.alice, where=cast.workshop, visibility="members")
    attachment = files.attach(proposal, SimpleUploadedFile("note.txt", b"words"), cast.alice)
    comment = actions.comment(proposal, cast.alice, "Hello")
    from datetime import timedelta

    from governance.proposals.electorate import Electorate

    round_ = actions.put_to_vote(
        proposal,
        cast.alice,
        decision_type="circle",
        electorate=Electorate(make.today(), circle=cast.workshop),
        closes_at=database_now() + timedelta(days=1),
    )
    decided = make.settled(cast.alice, title="Decided", visibility="members")
    letter = Letter.objects.create(to="a@example.example", subject="s", text="t")
    from core.journal.models import Entry

    notice = Notice.objects.create(
        person=cast.bob,
        entry=Entry.objects.first(),
        kind="settled",
        facts={"path": "/", "adopted": True, "title": "T", "decision": "D-1"},
    )
    table = SimpleUploadedFile("colleges.csv", b"Code;Nom\nX;Others\n")
    job = imports.receive(table, "colleges", actor=cast.erik)
    imports.choose_columns(job, job.columns, actor=cast.erik)
    number = {"number": proposal.number}
    college = College.objects.get(code="U")
    application = apply(cast.gus, college=college, shares=1, why="To help", postal_address="Here")
    return {
        "proposals:of_round": {"round_id": round_.pk},
        "proposals:region": {**number, "name": "live"},
        "proposals:remove_comment": {**number, "comment_id": comment.pk},
        "proposals:download": {**number, "attachment_id": attachment.pk},
        "proposals:detach": {**number, "attachment_id": attachment.pk},
        "ballots:booth": {"round_id": round_.pk},
        "ballots:receipt": {"round_id": round_.pk},
        **{f"joining:{page}": {"pk": application.pk} for page in ("application", "admit", "refuse")},
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
        "circles:detail": {"slug": cast.workshop.slug},
        "notifications:read": {"notice_id": notice.pk},
        "portal:decision": {"year": decided.decision.year, "rank": decided.decision.rank},
        "portal:edition": {"number": 4},
        "portal:edition_pdf": {"number": 4},
        "exchange:be": {"role": "associate"},
        "exchange:letter": {"letter_id": letter.pk},
        "exchange:letter_html": {"letter_id": letter.pk},
        None: number,
    }


def address(name: str, house: dict[Any, dict[str, Any]]) -> str:
    takes = get_resolver_arguments(name)
    given = house.get(name, house[None] if takes else {})
    return reverse(name, kwargs={key: given[key] for key in takes})


def get_resolver_arguments(name: str) -> list[str]:
    found = dict(patterns(get_resolver()))[name]
    return list(found.pattern.converters)


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


@pytest.mark.parametrize("name", sorted(TABLE))
def test_an_address_answers_each_kind_of_person_as_listed(name, house, cast, sign_in):
    path = address(name, house)
    answers = [shown(sign_in(getattr(cast, kind, None)).get(path)) for kind in KINDS]
    assert dict(zip(KINDS, answers, strict=True)) == dict(zip(KINDS, TABLE[name], strict=True))


@pytest.mark.parametrize("name", sorted(n for n, row in TABLE.items() if row in (POST, POST_IN)))
def test_an_act_without_its_token_is_refused(name, house, cast):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.alice)
    assert client.post(address(name, house)).status_code == 403


def test_looking_changes_nothing(house, cast, sign_in):
    """Every address, opened twice by the administrator: not one row more or less."""
    from django.apps import apps

    quiet = {"session", "usersession"}

    def rows():
        return {
            m._meta.label: m._default_manager.count()
            for m in apps.get_models()
            if m._meta.model_name not in quiet
        }

    client = sign_in(cast.erik)
    before = rows()
    for _time in range(2):
        for name in TABLE:
            client.get(address(name, house))
    assert rows() == before


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
