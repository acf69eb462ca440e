"""A word planted in every private text is looked for in everything that anybody can get out of the house.

Every page that somebody can reach by following links is asked for by everybody; every mail, feed, export, socket
frame and copy of one's data is searched. A word that turns up where it may not is named with the page and the person.
"""

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from urllib.parse import urljoin

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, get_resolver

from core.clock import database_now
from core.outbox import actions as outbox
from governance.circles.actions import join, leave
from governance.circles.models import Membership
from governance.code.actions.drafts import copy_edition
from governance.code.models import Edition
from governance.live.topics import listening, render
from governance.meetings.actions.agenda import add_item
from governance.meetings.actions.planning import plan
from governance.proposals.actions import attaching, discussing, writing
from governance.proposals.models import Proposal
from governance.proposals.vote.actions import leading, preparing
from governance.proposals.vote.electorate import Electorate
from governance.proposals.vote.request import VoteRequest
from governance.proxies.actions.answering import decline
from governance.proxies.actions.giving import give
from governance.proxies.eligibility import ProxyRequest
from members.joining.actions import applications, exclusions
from members.people.actions.interests import declare_interest
from members.people.actions.preferences import set_preferences
from members.people.actions.seats import suspend
from members.people.models import Person
from members.shares.actions import subscribe
from tests import make
from votes.ballots.actions import cast_ballot
from votes.rounds.models import Round, Voice
from votes.rounds.paper import Choice, Paper

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(400)]

KINDS = (
    "visitor", "hana", "gus", "chloe", "fay", "former", "rolled", "bob", "alice", "dana", "sara", "theo", "aude", "erik",
)  # fmt: skip
CIRCLE = {"alice", "bob", "dana", "erik", "aude"}
MEMBERS = {"alice", "bob", "dana", "fay", "chloe", "erik", "aude"}
DESK = {"erik", "sara", "aude"}


@dataclass
class House:
    """People, the words that were planted, and who may read each of them."""

    people: dict[str, Person]
    readers: dict[str, set[str]] = field(default_factory=dict)

    def plant(self, what: str, readers: set[str]) -> str:
        """A word that is in no other text, for these readers alone."""
        word = f"kanari{len(self.readers):02d}{what}"
        self.readers[word] = readers
        return word


@pytest.fixture
def house(cast, code, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cast.former, cast.rolled = make.person("Former Gone"), make.person("Rolled Gone")
    for gone in (cast.former, cast.rolled):
        join(cast.workshop, gone, on=make.LONG_AGO)
    people = {kind: getattr(cast, kind) for kind in KINDS if kind != "visitor"}
    made = House(people)
    discussed(made, cast)
    under_vote(made, cast)
    decided(made, cast)
    drafts(made, cast)
    at_the_desk(made, cast)
    in_meetings(made, cast)
    for gone in (cast.former, cast.rolled):
        for place in Membership.objects.filter(person=gone, to_on=None):
            leave(place, on=make.today() - timedelta(days=1))
    removed(made, cast)
    while outbox.drain("decide") + outbox.drain("send"):
        pass
    return made


def discussed(house, cast):
    """What a circle discusses among itself, with somebody who has left since."""
    text = house.plant("text", CIRCLE)
    proposal = make.proposal(
        cast.alice, where=cast.workshop, visibility="circle", title=house.plant("title", CIRCLE), body=text,
        driver=house.plant("driver", CIRCLE), measure=house.plant("measure", CIRCLE),
    )  # fmt: skip
    writing.revise(
        proposal, cast.alice, based_on=1, title=house.plant("newer", CIRCLE), body="Newer", note=house.plant("note", CIRCLE)
    )  # fmt: skip
    name, content = house.plant("filename", CIRCLE), house.plant("file", CIRCLE)
    attaching.attach(proposal, SimpleUploadedFile(f"{name}.txt", content.encode()), cast.alice)
    asked = discussing.comment(proposal, cast.former, "A question")
    everybody = list(house.people.values())
    discussing.comment(proposal, cast.bob, house.plant("comment", CIRCLE), parent=asked, mentions=everybody)
    prepared = make.proposal(cast.alice, where=cast.workshop, visibility="circle", title="Prepared")
    paper = Paper("plurality", (Choice("1", house.plant("option", CIRCLE)), Choice("2", "Other")))
    preparing.prepare(
        prepared, VoteRequest("circle", Electorate(make.today(), circle=cast.workshop), paper=paper),
        closes_at=database_now() + timedelta(days=1), actor=cast.alice,
    )  # fmt: skip


def under_vote(house, cast):
    """A vote of the circle that is open; one of its voters left the circle meanwhile."""
    voters = CIRCLE | {"rolled", "former"}
    opened = make.voting(
        cast.alice, kind="circle", where=cast.workshop, visibility="circle",
        title=house.plant("votetitle", voters), body=house.plant("votetext", voters),
    )  # fmt: skip
    whispered = house.plant("whisper", CIRCLE)
    discussing.comment(opened, cast.alice, whispered, mentions=[cast.rolled, cast.bob])
    for voter in (cast.bob, cast.alice):
        [voice] = Voice.objects.filter(round=opened.round_id, bearer=voter)
        cast_ballot(voter, opened.round_id, {voice.pk: "against"})
    cancelled = make.voting(
        cast.dana,
        kind="circle",
        where=cast.workshop,
        visibility="circle",
        title=house.plant("stopped", voters),
    )
    leading.cancel_vote(cancelled, cast.dana, because=house.plant("because", voters))
    writing.revise(cancelled, cast.dana, based_on=1, title="Plain", body=house.plant("rewritten", CIRCLE))


def decided(house, cast):
    """What the circle decided, before those who left came; and what is for members."""
    make.settled(
        cast.alice, kind="circle", where=cast.office, visibility="circle",
        title=house.plant("decision", {"chloe", "alice", "erik", "aude"}), body=house.plant("decided", {"chloe", "alice", "erik", "aude"}),
    )  # fmt: skip
    make.proposal(cast.alice, visibility="members", title=house.plant("members", MEMBERS))
    make.proposal(cast.alice, visibility="stakeholders", title=house.plant("stakeholders", MEMBERS | {"gus"}))


def drafts(house, cast):
    """What its author alone reads yet."""
    make.proposal(
        cast.bob, submitted=False, title=house.plant("draft", {"bob"}), body=house.plant("drafted", {"bob"})
    )
    edition = copy_edition(Edition.objects.enacted().last())
    article = edition.articles.first()
    article.body = house.plant("codedraft", DESK)
    article.save()


def at_the_desk(house, cast):
    """What is written about people, for those who keep the registers and themselves."""
    about_bob = DESK | {"bob"}
    set_preferences(
        cast.seats["bob"], postal_address=house.plant("address", about_bob), in_directory=True, e_notices=False, actor=cast.bob
    )  # fmt: skip
    suspend(
        cast.seats["fay"], on=make.today() - timedelta(days=9), until=make.today() - timedelta(days=5),
        because=house.plant("suspended", DESK | {"fay"}), actor=cast.erik,
    )  # fmt: skip
    declare_interest(cast.seats["bob"], house.plant("interest", about_bob), on=make.today(), actor=cast.erik)
    subscribe(
        cast.seats["bob"], 2, on=make.today(), note=house.plant("sharenote", about_bob), actor=cast.erik
    )
    college = make.colleges()["U"]
    applications.apply(
        cast.gus, college=college, shares=1, why=house.plant("why", DESK | {"gus"}),
        postal_address=house.plant("applicant", DESK | {"gus"}),
    )  # fmt: skip
    refused = applications.apply(cast.hana, college=college, shares=1, why="To help", postal_address="Here")
    applications.refuse(refused, grounds=house.plant("grounds", DESK | {"hana"}), actor=cast.erik)
    procedure = exclusions.open_exclusion(
        cast.seats["bob"], grounds=house.plant("fault", about_bob), hearing_at=database_now() + timedelta(days=30),
        hearing_place=house.plant("place", about_bob), actor=cast.erik,
    )  # fmt: skip
    exclusions.answer(procedure, statement=house.plant("defence", about_bob), actor=cast.bob)


def in_meetings(house, cast):
    """What is between a giver and a holder, and what members alone know of their meetings."""
    insiders = {"alice", "bob", "dana", "fay", "sara", "theo", "aude", "erik"}
    meeting = plan(
        house.plant("meeting", insiders), meets_at=database_now() + timedelta(days=30),
        chair=cast.seats["dana"], place=house.plant("hall", insiders),
    )  # fmt: skip
    add_item(meeting, title=house.plant("item", insiders), decision_type="ordinary")
    sides = {"bob", "alice", "sara", "theo", "aude", "erik"}
    proxy = give(ProxyRequest(cast.seats["bob"], meeting, cast.seats["alice"]), actor=cast.bob)
    decline(proxy, because=house.plant("declined", sides), actor=cast.alice)


def removed(house, cast):
    """Words that were taken back are nobody's."""
    proposal = make.proposal(cast.alice)
    message = discussing.comment(
        proposal, cast.gus, house.plant("takenback", set()), mentions=[cast.bob, cast.alice]
    )
    while outbox.drain("send"):
        pass
    discussing.remove_comment(message, cast.gus)


# --- looking everywhere ---------------------------------------------------------------------------


def words_of(response):
    """Everything that an answer says: its text, the files packed in it, its headers."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    said = [repr(sorted(response.headers.items())), *texts(body)]
    return unescape("\n".join(said))


def texts(body):
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            return [text for name in packed.namelist() for text in (name, *texts(packed.read(name)))]
    if body.startswith(b"%PDF") and shutil.which("pdftotext"):
        read = subprocess.run(["pdftotext", "-", "-"], input=body, capture_output=True, check=True)
        return [read.stdout.decode()]
    return [body.decode("utf-8", "replace")]


def links(path, html):
    """Where a page leads within the house, by links and by what it fetches; the same page otherwise sorted is one."""
    found = re.findall(r'(?:href|hx-get)="([^"]+)"', html)
    here = {re.split("[#?]", urljoin(path, unescape(one)))[0] for one in found}
    return {
        one for one in here if one.startswith("/") and not one.startswith(("/static/", "/account/", "/demo/"))
    }


def fixed_addresses():
    """Every address without arguments, whether or not a page leads there."""
    return {
        f"/{prefix}{pattern.pattern}".replace("^", "").replace("\\Z", "")
        for resolver in get_resolver().url_patterns
        if not isinstance(resolver, URLPattern)
        for prefix, pattern in ((str(resolver.pattern), one) for one in resolver.url_patterns)
        if isinstance(pattern, URLPattern)
        and "<" not in str(pattern.pattern)
        and "(" not in str(pattern.pattern)
        if not str(resolver.pattern).startswith(("account/", "admin/", "demo/"))
    }


def typed_addresses():
    """Every address under a vote or a proposal, with the number of each: what somebody types who follows no link."""
    keys = {
        "rounds/": Round.objects.values_list("pk", flat=True),
        "proposals/": Proposal.objects.values_list("number", flat=True),
    }
    return {
        f"/{resolver.pattern}{route.replace(argument[0], str(key))}"
        for resolver in get_resolver().url_patterns
        for one in getattr(resolver, "url_patterns", ())
        for route in [str(one.pattern)]
        if str(resolver.pattern) in keys and len(argument := re.findall(r"<[^>]+>", route)) == 1
        for key in keys[str(resolver.pattern)]
    }


WALKERS = ("erik", "alice", "bob", "gus")
STRANGERS = ("visitor", "chloe", "former", "rolled", "theo", "sara")


def looked_at(house, clients):
    """Every (kind, address, what it said).

    Some who know much follow every link from everywhere. Where one of them found a word, and at every address
    without arguments, everybody looks as well; and strangers type the addresses of votes and proposals.
    """
    seen, waiting = set(), fixed_addresses()
    telling = set(waiting)
    while waiting:
        path = waiting.pop()
        seen.add(path)
        for kind in WALKERS:
            answer = clients[kind].get(path)
            said = words_of(answer)
            yield kind, path, said
            if found_in(said, house.readers):
                telling.add(path)
            if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
                waiting |= links(path, said) - seen
    for kind in set(KINDS) - set(WALKERS):
        for path in telling | (typed_addresses() if kind in STRANGERS else set()):
            yield kind, path, words_of(clients[kind].get(path))


def found_in(text, readers):
    return {word for word in readers if word in text}


def leaks(house, said):
    """Every (person, place, word) that is not theirs to read; who found each word; how many places there were."""
    wrong, finders, places = [], {}, set()
    for kind, path, text in said:
        places.add(path)
        for word in found_in(text, house.readers):
            finders.setdefault(word, set()).add(kind)
            if kind not in house.readers[word]:
                wrong.append((kind, path, word))
    return wrong, finders, places


@pytest.fixture
def clients(house, sign_in, refusals_unsaid):
    return {kind: sign_in(house.people.get(kind)) for kind in KINDS}


@pytest.mark.once
def test_no_page_export_or_feed_tells_anybody_what_they_may_not_read(house, clients):
    wrong, finders, places = leaks(house, looked_at(house, clients))
    assert wrong == [], wrong
    assert len(places) > 120
    # Each word is somewhere for those who may read it: what nobody finds, this walk does not see.
    assert {word for word, readers in house.readers.items() if readers and word not in finders} == set()


def test_no_mail_tells_anybody_what_they_may_not_read(house):
    by_address = {person.email: kind for kind, person in house.people.items()}
    mails = [
        (by_address[one.to[0]], one.subject, "\n".join([one.subject, one.body, str(one.alternatives)]))
        for one in mail.outbox
    ]
    assert len(mails) > 20
    # What was taken back had been mailed to those it named, before.
    wrong, finders, _places = leaks(house, mails)
    assert [leak for leak in wrong if "takenback" not in leak[2]] == []
    assert len(finders) > 5


def test_no_frame_of_a_socket_tells_anybody_what_they_may_not_read(house):
    wrong = []
    users = [house.people.get(kind, AnonymousUser()) for kind in KINDS]
    for proposal in Proposal.objects.all():
        hears = [kind for kind, may in zip(KINDS, listening(users, proposal.topic), strict=True) if may]
        for word in found_in(render(proposal.topic, "en"), house.readers):
            wrong += [(kind, proposal.topic, word) for kind in hears if kind not in house.readers[word]]
    assert wrong == []


def test_the_walk_does_find_a_word_that_is_let_out(house, clients, cast):
    """Were a circle's proposal open to all, or a message mailed outside: the same search says where."""
    Proposal.objects.filter(title__contains="newer").update(visibility="public")
    public = Proposal.objects.get(title__contains="newer")
    path = public.get_absolute_url()
    wrong, _finders, _places = leaks(house, [("gus", path, words_of(clients["gus"].get(path)))])
    assert {word[8:] for _kind, _path, word in wrong} >= {"newer", "comment", "filename"}
