"""What a page does not offer is refused when it is asked for all the same: every act, in every state of its thing.

An act that was done ends by a line in the journal; so nothing was done where no line was written. Each act has words
that make it possible in some state, else it would prove nothing. And whatever was done, nothing hangs on what is over.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation

from core.clock import database_now, living_at
from core.journal.models import Entry
from core.outbox.models import Errand
from governance.assemblies.actions import checking_in, holding
from governance.assemblies.actions.second_calls import call_again
from governance.code.actions.amending import freeze
from governance.code.actions.articles import write_article
from governance.code.actions.drafts import copy_edition
from governance.code.actions.enacting import enact_by_hand
from governance.code.models import Edition
from governance.code.stamps import text_stamp
from governance.meetings.actions import agenda
from governance.meetings.votes import votes_on
from governance.proposals.actions import attaching, discussing, ending, tabling, writing
from governance.proposals.models import Proposal
from governance.proposals.vote import plans
from governance.proposals.vote.actions import leading, opening, preparing, rehearsing, settling
from governance.proposals.vote.desk.plan_form import MOTION
from governance.proposals.vote.electorate import Electorate
from governance.proposals.vote.models import Plan
from governance.proposals.vote.request import VoteRequest
from governance.proxies.actions import postal_forms
from governance.proxies.actions.giving import give
from governance.proxies.eligibility import PaperProxy, ProxyRequest
from members.joining.actions import applications, exclusions
from members.people.models import College
from tests import make
from tests.votes.test_options import DAYS, opened
from votes.rounds.models import Round
from votes.rounds.paper import Paper as Choices
from votes.tally.actions import close_round, count_by_hand
from votes.tellers.actions import agreement, readings, roll
from votes.tellers.models import Teller

pytestmark = [pytest.mark.django_db, pytest.mark.stricter]
House = SimpleNamespace


@dataclass(frozen=True)
class Act:
    """An address, who would use it, with which words, and the page that offers it."""

    name: str
    who: str
    at: Callable[[House], dict[str, Any]]
    page: Callable[[House], str]
    words: Callable[[House], dict[str, Any]] = field(default=lambda house: {})

    def address(self, house: House) -> str:
        return reverse(self.name, kwargs=self.at(house))


class Undone(Exception):
    """Takes back what one act did, so that the next one finds the same state."""


@pytest.fixture
def house(cast, code):
    with translation.override("en"):
        yield cast


def offered(act: Act, house: House, sign_in: Any) -> bool:
    """Whether the page of an act leads to it, and not to another address that begins alike."""
    page = sign_in(getattr(house, act.who)).get(act.page(house), follow=True).content.decode()
    return re.search(re.escape(act.address(house)) + r"[\"'?#]", page) is not None


def done(act: Act, house: House, sign_in: Any) -> list[str] | None:
    """What an act leaves hanging when it is done; None where it is not. It is taken back."""
    before, after, left = Entry.objects.count(), 0, []
    try:
        with transaction.atomic():
            answer = sign_in(getattr(house, act.who)).post(act.address(house), act.words(house))
            assert answer.status_code < 500, (act.name, answer.status_code)
            after, left = Entry.objects.count(), list(loose())
            raise Undone
    except Undone:
        return left if after > before else None


def loose() -> Iterator[str]:
    """What hangs on something that is over, or on nothing at all."""
    over = Q(withdrawn_at__isnull=False) | Q(decision__isnull=False)
    if Round.objects.filter(rehearsal=True, rehearses=None).exists():
        yield "a rehearsal that no plan knows"
    if Round.objects.filter(opened_at=None).exclude(subject__in=_opening()).exists():
        yield "a roll of a vote that nobody opens"
    if Plan.objects.filter(proposal__in=Proposal.objects.filter(over)).exists():
        yield "a plan of a proposal that is over"
    for plan in Plan.objects.select_related("proposal__item"):
        item, who = plan.proposal.item, plan.request["electorate"]
        tabled = (item.meeting_id, item.number) if item else (None, None)
        if (who.get("meeting"), who.get("item")) != tabled:
            yield "a plan for another place than where it is voted on"
    for proposal in Proposal.objects.filter(over, item__meeting__closed_at=None).exclude(item=None):
        if not votes_on(proposal.item).exists():
            yield "a question on the agenda of which there is nothing to ask"
    waiting = Errand.objects.filter(kind="open_vote", done_at=None).values_list("payload__plan_id", flat=True)
    if set(waiting) - set(Plan.objects.exclude(opens_at=None).values_list("pk", flat=True)):
        yield "an errand that opens what is not planned"


def _opening() -> list[str]:
    return [plan.proposal.topic for plan in Plan.objects.exclude(opening_at=None).select_related("proposal")]


def walk(acts: list[Act], states: Iterator[str], house: House, sign_in: Any) -> None:
    """In each state, what is not offered is not done, and what is done leaves nothing hanging; each act is done in some."""
    ever, wrong = set(), []
    for state in states:
        wrong += [f"{left} is there while {state}" for left in loose()]
        for act in acts:
            left = done(act, house, sign_in)
            if left is not None:
                ever.add(act.name)
                wrong += [f"{act.name} while {state} leaves {one}" for one in left]
                if not offered(act, house, sign_in):
                    wrong.append(f"{act.name} is done while {state}, and no page offers it")
    assert wrong == []
    assert {act.name for act in acts} - ever == set()


def number(house: House, name: str) -> str:
    return str(house.seats[name].number)


def local(moment: Any) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


# --- a meeting ----------------------------------------------------------------------------------


def of_meeting(house: House) -> dict[str, Any]:
    return {"pk": house.meeting.pk}


def meeting_page(house: House) -> str:
    return reverse("meetings:detail", kwargs=of_meeting(house))


def sub(name: str) -> Callable[[House], str]:
    return lambda house: reverse(name, kwargs=of_meeting(house))


def because(_house: House) -> dict[str, Any]:
    return {"because": "A slip"}


MEETING = [
    Act(
        "meetings:revise", "sara", of_meeting, meeting_page,
        lambda house: {"title": "Another", "meets_at": local(house.meeting.meets_at), "place": "Here"},
    ),
    Act(
        "meetings:chair", "sara", of_meeting, meeting_page,
        lambda house: {"chair": number(house, "fay")},
    ),
    Act(
        "meetings:add_item", "sara", of_meeting, meeting_page,
        lambda house: {"title": "One more", "decision_type": "ordinary"},
    ),
    Act(
        "meetings:interested", "sara", lambda house: {"pk": house.meeting.pk, "number": 1}, meeting_page,
        lambda house: {"members": number(house, "fay")},
    ),
    Act(
        "proxies:give", "dana", lambda house: {"pk": house.meeting.pk, "number": house.seats["dana"].number},
        meeting_page, lambda house: {"to": "member", "holder": number(house, "fay")},
    ),
    Act("proxies:revoke", "bob", lambda house: {"pk": house.online.pk}, meeting_page),
    Act("proxies:accept", "alice", lambda house: {"pk": house.online.pk}, meeting_page),
    Act("proxies:decline", "alice", lambda house: {"pk": house.online.pk}, meeting_page),
    Act(
        "proxies:paper", "sara", of_meeting, meeting_page,
        lambda house: {
            "giver": number(house, "dana"), "to": "member", "holder": number(house, "fay"),
            "received_at": local(database_now() - timedelta(minutes=2)),
        },
    ),
    Act(
        "proxies:annul", "theo", lambda house: {"pk": house.meeting.pk, "proxy": house.paper.pk}, sub("proxies:paper"), because
    ),
    Act(
        "meetings:arrive", "theo", of_meeting, sub("meetings:attending"),
        lambda house: {"member": number(house, "fay"), "how": "room"},
    ),
    Act("meetings:depart", "theo", lambda house: {"pk": house.meeting.pk, "attendance": house.here.pk}, sub("meetings:attending")),
    Act("meetings:never_left", "theo", lambda house: {"pk": house.meeting.pk, "attendance": house.gone.pk}, sub("meetings:attending")),
    Act(
        "meetings:never_came", "theo", lambda house: {"pk": house.meeting.pk, "attendance": house.here.pk},
        sub("meetings:attending"), because,
    ),
    Act(
        "meetings:receive", "theo", of_meeting, sub("meetings:attending"),
        lambda house: {"member": number(house, "fay"), "received_at": local(database_now() - timedelta(minutes=2)), "on_paper": "on"},
    ),
    Act("proxies:read_form", "sara", lambda house: {"pk": house.meeting.pk, "form": house.form.pk}, sub("proxies:forms")),
    Act("proxies:set_aside", "theo", lambda house: {"pk": house.meeting.pk, "form": house.form.pk}, sub("proxies:forms"), because),
    Act(
        "meetings:remove_item", "sara", lambda house: {"pk": house.meeting.pk, "number": house.bare.number}, meeting_page
    ),
    Act("meetings:begin", "dana", of_meeting, meeting_page),
    Act("meetings:close", "dana", of_meeting, meeting_page),
    Act(
        "meetings:again", "dana", of_meeting, meeting_page,
        lambda house: {"meets_at": local(database_now() + timedelta(days=12))},
    ),
]  # fmt: skip


def a_meeting(house: House) -> Iterator[str]:
    """Planned, on its day, open, in a vote, closed, called again."""
    house.meeting = make.meeting(chair=house.seats["dana"])
    proposal = make.proposal(house.alice, title="Accounts")
    tabling.table(proposal, house.meeting, decision_type="ordinary", supported=True, actor=house.sara)
    house.online = give(
        ProxyRequest(house.seats["bob"], house.meeting, house.seats["alice"]), actor=house.bob
    )
    house.paper = give(
        ProxyRequest(house.firm, house.meeting, house.seats["alice"]),
        actor=house.theo,
        paper=PaperProxy(database_now()),
    )
    noted = {"received_at": database_now(), "choices": {}, "actor": house.theo}
    house.form = postal_forms.receive_form(house.meeting, house.seats["dana"], **noted)
    house.here = make.arrive(house.meeting, house.seats["alice"], how="room", actor=house.theo)
    house.gone = make.arrive(house.meeting, house.seats["fay"], actor=house.theo)
    checking_in.check_out(house.gone, actor=house.theo)
    house.bare = agenda.add_item(house.meeting, title="Rent", decision_type="ordinary", actor=house.sara)
    yield "planned"
    make.day_of(house.meeting)
    house.meeting.refresh_from_db()
    yield "its day has come"
    make.hold(house.meeting, house.dana)
    yield "open"
    postal_forms.read_again(house.form, {}, actor=house.sara)
    asked = Proposal.objects.current().get(pk=proposal.pk)
    round_ = opening.put_to_vote(
        asked, house.dana, decision_type="ordinary", closes_at=database_now() + timedelta(minutes=9),
        electorate=Electorate(house.meeting.record_on, item=asked.item),
    )  # fmt: skip
    yield "voting"
    leading.cancel_vote(Proposal.objects.current().get(pk=proposal.pk), house.dana, because="Later")
    assert round_.pk
    checking_in.check_out(house.here, actor=house.theo)
    holding.close_meeting(house.meeting, actor=house.dana)
    yield "closed"
    call_again(house.meeting, meets_at=database_now() + timedelta(days=12), actor=house.dana)
    yield "called again"


def test_a_meeting_does_nothing_that_its_pages_do_not_offer(house, sign_in):
    walk(MEETING, a_meeting(house), house, sign_in)


# --- a proposal and its vote ----------------------------------------------------------------------


def of_proposal(house: House) -> dict[str, Any]:
    return {"number": house.proposal.number}


def proposal_page(house: House) -> str:
    return reverse("proposals:detail", kwargs=of_proposal(house))


def plan_page(house: House) -> str:
    return reverse("proposals:plan", kwargs=of_proposal(house))


def closes(_house: House) -> dict[str, Any]:
    return {"closes": local(database_now() + timedelta(days=4)), "because": "More time"}


def a_file(_house: House) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("budget.pdf", b"%PDF-1.4\n%%EOF\n")}


def as_read(house: House) -> dict[str, Any]:
    return {"read": plans.read_of(Plan.objects.filter(proposal=house.proposal).first())}


VOTE = [
    Act(
        "proposals:edit", "alice", of_proposal, proposal_page,
        lambda house: {"title": "Again", "body": "Other words", "based_on": house.proposal.versions.count()},
    ),
    Act("proposals:submit", "alice", of_proposal, proposal_page),
    Act("proposals:withdraw", "alice", of_proposal, proposal_page),
    Act("proposals:comment", "bob", of_proposal, proposal_page, lambda house: {"body": "A word"}),
    Act(
        "proposals:remove_comment", "bob", lambda house: {**of_proposal(house), "comment_id": house.said}, proposal_page
    ),
    Act("proposals:attach", "alice", of_proposal, proposal_page, a_file),
    Act(
        "proposals:detach", "alice", lambda house: {**of_proposal(house), "attachment_id": house.file}, proposal_page
    ),
    Act(
        "proposals:table", "sara", of_proposal, proposal_page,
        lambda house: {"meeting": house.meeting.pk, "decision_type": "ordinary", "supported": "on"},
    ),
    Act("proposals:take_off", "sara", of_proposal, proposal_page),
    Act("proposals:vote", "alice", of_proposal, plan_page, lambda house: {
        "what": MOTION, "decision_type": "ordinary", "electorate": "members", "closes": local(database_now() + timedelta(days=4)),
    }),
    Act("proposals:open_now", "alice", of_proposal, plan_page, as_read),
    Act("proposals:drop_plan", "alice", of_proposal, plan_page, as_read),
    Act("proposals:rehearse", "alice", of_proposal, plan_page, as_read),
    Act("proposals:count_rehearsal", "alice", of_proposal, plan_page),
    Act("proposals:end_rehearsal", "alice", of_proposal, plan_page),
    Act("proposals:extend", "dana", of_proposal, proposal_page, closes),
    Act("proposals:close", "dana", of_proposal, proposal_page),
    Act("proposals:cancel", "dana", of_proposal, proposal_page, because),
    Act("proposals:proclaim", "dana", of_proposal, proposal_page),
    Act("proposals:again", "alice", of_proposal, proposal_page, closes),
    Act("proposals:rest", "alice", of_proposal, proposal_page),
    Act("ballots:booth", "bob", lambda house: {"round_id": house.round_id}, proposal_page, lambda house: {"choice": "for"}),
    Act(
        "proxies:give_in_round", "bob", lambda house: {"round_id": house.round_id, "number": house.seats["bob"].number},
        proposal_page, lambda house: {"holder": number(house, "alice")},
    ),
]  # fmt: skip


def a_vote(house: House) -> Iterator[str]:
    """Draft, discussed, planned, rehearsed, voting, undecided, decided; on an agenda; on paper; and withdrawn."""
    edition = Edition.objects.in_force(make.today())
    for key in ("ordinary.may_extend", "ordinary.closes_early"):
        edition.parameters.filter(key=key).delete()
    article = edition.articles.first()
    article.parameters.create(edition=edition, key="ordinary.may_extend", kind="yesno", value=True)
    article.parameters.create(edition=edition, key="ordinary.closes_early", kind="choice", value="led")
    house.meeting, house.round_id, house.said = make.meeting(), 0, 0
    house.proposal = writing.draft(house.alice, title="Benches", body="Words")
    house.file = attaching.attach(
        house.proposal, SimpleUploadedFile("plan.txt", b"Three benches"), house.alice
    ).pk
    yield "a draft"
    house.proposal = writing.submit(house.proposal, house.alice)
    house.said = discussing.comment(house.proposal, house.bob, "A word").pk
    yield "discussed"
    ask = VoteRequest("ordinary", Electorate(make.today()))
    plan = preparing.prepare(house.proposal, ask, closes_at=in_days(2), actor=house.alice)
    yield "planned"
    plan = preparing.prepare(
        house.proposal, ask, opens_at=in_days(1), closes_at=in_days(2), actor=house.alice
    )
    yield "planned for tomorrow"
    rehearsing.rehearse(plan, actor=house.alice)
    yield "rehearsed"
    rehearsing.count_rehearsal(plan, actor=house.alice)
    yield "rehearsed and counted"
    plan.refresh_from_db()
    house.round_id = opening.open_now(plan, actor=house.alice).pk
    yield "voting"
    settling.settle(house.round_id, early=True)
    yield "undecided"
    plan = preparing.prepare_again(_now(house), closes_at=in_days(2), actor=house.alice)
    rehearsing.rehearse(plan, actor=house.alice)
    yield "undecided, and the next vote rehearsed"
    settling.let_rest(_now(house), actor=house.alice)
    yield "decided"
    yield from _on_an_agenda(house)
    yield from _on_paper(house)
    house.proposal = _with_a_file(house)
    ending.withdraw(house.proposal, house.alice)
    yield "withdrawn"


def _on_an_agenda(house: House) -> Iterator[str]:
    """Tabled; and its vote prepared while the meeting is open."""
    house.proposal = _with_a_file(house)
    item = tabling.table(
        house.proposal, house.meeting, decision_type="ordinary", supported=True, actor=house.sara
    )
    yield "on an agenda"
    make.hold(house.meeting)
    item.refresh_from_db()
    ask = VoteRequest("ordinary", Electorate(house.meeting.record_on, item=item))
    plan = preparing.prepare(house.proposal, ask, closes_at=in_days(1), actor=house.dana)
    rehearsing.rehearse(plan, actor=house.dana)
    yield "rehearsed in its meeting"


def _on_paper(house: House) -> Iterator[str]:
    """Closed, and its paper ballots not counted."""
    house.proposal = _with_a_file(house)
    house.round_id = opening.put_to_vote(
        house.proposal, house.alice, decision_type="ordinary", electorate=Electorate(make.today()),
        closes_at=in_days(2), by_hand=True,
    ).pk  # fmt: skip
    yield "voting on paper too"
    settling.settle(house.round_id, early=True)
    yield "closed, its paper ballots waited for"


def _with_a_file(house: House) -> Proposal:
    """A proposal with a document and a message."""
    made = make.proposal(house.alice)
    house.file = attaching.attach(made, SimpleUploadedFile("plan.txt", b"Three benches"), house.alice).pk
    house.said = discussing.comment(made, house.bob, "A word").pk
    return made


def _now(house: House) -> Proposal:
    return Proposal.objects.current().get(pk=house.proposal.pk)


def in_days(count: int) -> Any:
    return database_now() + timedelta(days=count)


def test_a_proposal_does_nothing_that_its_pages_do_not_offer(house, sign_in):
    walk(VOTE, a_vote(house), house, sign_in)


# --- the paper of a vote --------------------------------------------------------------------------


def of_round(house: House) -> dict[str, Any]:
    return {"round_id": house.round.pk}


def reading(house: House) -> int:
    """The place of whoever reads the slips first; of nobody, where nobody does."""
    return Teller.objects.order_by("pk").values_list("pk", flat=True).first() or 0


def paper_page(name: str) -> Callable[[House], str]:
    return lambda house: reverse(f"tellers:{name}", kwargs=of_round(house))


PAPER = [
    Act("tellers:mark", "theo", of_round, paper_page("roll"), lambda house: {"voice": house.waiting.pk}),
    Act(
        "tellers:unmark",
        "theo",
        of_round,
        paper_page("roll"),
        lambda house: {"voice": house.signed.pk, "because": "A slip"},
    ),
    Act("tellers:begin", "theo", of_round, paper_page("roll")),
    Act("tellers:free", "theo", of_round, paper_page("roll"), lambda house: {"teller": reading(house)}),
    Act("tellers:done", "theo", of_round, paper_page("slips")),
    Act("tellers:resume", "theo", of_round, paper_page("slips")),
    Act("tellers:agree", "theo", of_round, paper_page("compare")),
    Act("tellers:reopen", "theo", of_round, paper_page("compare")),
]


def paper_ballots(house: House) -> Iterator[str]:
    """Open, closed, read once, read twice, agreed, proclaimed."""
    house.tim = make.person("Tim Counter", email="tim-counter@example.example")
    make.duty(house.tim, "teller")
    voters = [make.person(f"Voter{k} Paper") for k in range(3)]
    house.round = opened(Choices("plurality", DAYS), voters, by_hand=True)
    house.signed, house.waiting = house.round.voices.order_by("pk")[:2]
    roll.mark(house.round.pk, house.signed.pk, actor=house.theo)
    yield "open"
    close_round(house.round.pk, early=True)
    yield "closed"
    line = readings.SlipKey(voice_id=house.signed.pk)
    places = [readings.begin_reading(house.round.pk, actor=who) for who in (house.theo, house.tim)]
    yield "being read"
    for place in places:
        readings.write_slip(place, line, "1")
    yield "read"
    readings.say_done(places[0], actor=house.theo)
    yield "read by one of two"
    readings.say_done(places[1], actor=house.tim)
    yield "to be agreed on"
    agreement.agree(house.round.pk, actor=house.theo)
    yield "agreed on"
    count_by_hand(house.round.pk, actor=house.theo)
    yield "proclaimed"


def test_the_table_of_the_tellers_does_nothing_that_its_pages_do_not_offer(house, sign_in):
    walk(PAPER, paper_ballots(house), house, sign_in)


# --- the code social ------------------------------------------------------------------------------


def of_edition(house: House) -> dict[str, Any]:
    return {"number": house.edition.number}


def of_article(house: House) -> dict[str, Any]:
    return {**of_edition(house), "pk": house.article.pk}


def edition_page(house: House) -> str:
    return reverse("code:edition", kwargs=of_edition(house))


def article_page(house: House) -> str:
    return reverse("code:article", kwargs=of_article(house))


CODE = [
    Act(
        "code:about", "sara", of_edition, edition_page,
        lambda house: {"title": "Another", "effective_from": make.today().isoformat()},
    ),
    Act(
        "code:new_article", "sara", of_edition, edition_page,
        lambda house: {"number": "99", "title": "New", "body": "Words", "after": ""},
    ),
    Act(
        "code:article", "sara", of_article, edition_page,
        lambda house: {"number": "98", "title": "Freer", "body": "Other words", "after": "", "seen": text_stamp(house.article)},
    ),
    Act("code:remove_article", "sara", of_article, article_page),
    Act("code:discard", "sara", of_edition, edition_page),
    Act("code:update", "sara", of_edition, edition_page),
]  # fmt: skip


def an_edition(house: House) -> Iterator[str]:
    """A draft, one that another edition has overtaken, frozen, and in force."""
    current = Edition.objects.last_enacted()
    house.edition, other = copy_edition(current), copy_edition(current)
    house.article = write_article(
        house.edition, number="98", title="Free", body="Words", after=None, actor=house.sara
    )
    yield "a draft"
    other.parameters.filter(key="notice.days").update(value=21)
    enact_by_hand(other, actor=house.erik)
    yield "overtaken"
    house.edition = copy_edition(Edition.objects.get(pk=other.pk))
    house.article = write_article(
        house.edition, number="98", title="Free", body="Words", after=None, actor=house.sara
    )
    freeze(house.edition)
    yield "frozen"
    Edition.objects.filter(pk=house.edition.pk).update(frozen_at=None)
    enact_by_hand(house.edition, actor=house.erik)
    yield "in force"


def test_an_edition_does_nothing_that_its_pages_do_not_offer(house, sign_in):
    walk(CODE, an_edition(house), house, sign_in)


# --- joining and leaving --------------------------------------------------------------------------


def of_application(house: House) -> dict[str, Any]:
    return {"pk": house.application.pk}


def application_page(house: House) -> str:
    return reverse("joining:application", kwargs=of_application(house))


def of_procedure(house: House) -> dict[str, Any]:
    return {"pk": house.procedure.pk}


def procedure_page(house: House) -> str:
    return reverse("joining:exclusion", kwargs=of_procedure(house))


def day_and_decision(house: House) -> dict[str, Any]:
    return {"on": make.today().isoformat(), "decision": house.decision.reference}


JOINING = [
    Act("joining:admit", "sara", of_application, application_page, day_and_decision),
    Act("joining:refuse", "sara", of_application, application_page, lambda house: {"grounds": "No room"}),
    Act(
        "joining:ratify",
        "sara",
        of_application,
        application_page,
        lambda house: {**day_and_decision(house), "sure": "on"},
    ),
    Act("joining:withdraw", "gus", lambda house: {}, lambda house: reverse("joining:welcome")),
    Act("joining:answer_exclusion", "bob", of_procedure, procedure_page, lambda house: {"statement": "No"}),
    Act("joining:hear_exclusion", "sara", of_procedure, procedure_page, lambda house: {"heard": "He came"}),
    Act("joining:exclude", "sara", of_procedure, procedure_page, day_and_decision),
    Act("joining:drop_exclusion", "sara", of_procedure, procedure_page, because),
]


def who_comes_and_goes(house: House) -> Iterator[str]:
    """Asked and accused; heard; admitted and excluded; and an answer that was no."""
    edition = Edition.objects.in_force(make.today())
    edition.parameters.filter(key="admission.ratified").delete()
    edition.articles.first().parameters.create(
        edition=edition, key="admission.ratified", kind="yesno", value=True
    )
    asked = {
        "college": College.objects.get(code="U"),
        "shares": 1,
        "why": "To help",
        "postal_address": "Here",
    }
    house.application = applications.apply(house.gus, **asked)
    house.procedure = exclusions.open_exclusion(
        house.seats["bob"], grounds="Words", hearing_at=database_now() + timedelta(days=30), hearing_place="Here",
        actor=house.sara,
    )  # fmt: skip
    house.decision = make.decision("Gus Noir is admitted, Bob Durand is excluded")
    yield "asked, and accused"
    type(house.procedure).objects.filter(pk=house.procedure.pk).update(hearing_at=database_now())
    yield "the hour of the hearing has come"
    exclusions.hear(house.procedure, heard="He came", actor=house.sara)
    house.decision = make.decision("Gus Noir is admitted, Bob Durand is excluded")
    yield "heard"
    applications.admit_applicant(
        house.application, on=make.today(), decision=house.decision.reference, actor=house.sara
    )
    exclusions.exclude(house.procedure, decision=house.decision.reference, on=make.today(), actor=house.sara)
    yield "admitted, and excluded"
    applications.ratify(house.application, decision=house.decision.reference, actor=house.sara)
    yield "ratified"
    house.application = applications.apply(house.chloe, **asked)
    applications.refuse(house.application, grounds="No room", actor=house.sara)
    yield "refused"


def test_joining_and_leaving_do_nothing_that_their_pages_do_not_offer(house, sign_in):
    walk(JOINING, who_comes_and_goes(house), house, sign_in)


WALKS = {
    "governance.proposals.urls": VOTE, "governance.proxies.urls": MEETING, "governance.assemblies.urls": MEETING,
    "votes.tellers.urls": PAPER, "governance.code.desk.urls": CODE, "members.joining.urls": JOINING,
}  # fmt: skip
# What begins a thing finds it in no state; the others have tests of their own for each.
BEGIN = {
    "proposals:new",
    "meetings:plan",
    "code:start",
    "joining:apply",
    "joining:begin_exclusion",
    "joining:leave",
}
ELSEWHERE = {"tellers:slips", "code:enact", "code:value", "code:remove_value"}


@pytest.mark.parametrize("room", WALKS)
def test_every_act_of_a_room_is_walked(room):
    """An act is what a form is carried out by, once."""
    urls = import_module(room)
    acts = {f"{urls.app_name}:{one.name}" for one in urls.urlpatterns if getattr(one.callback, "once", False)}
    walked = {act.name for walk in WALKS.values() for act in walk}
    assert acts - BEGIN - ELSEWHERE - walked == set()


def test_the_walk_finds_an_act_that_nothing_offers(house, sign_in):
    """The test of the test: a page that offers nothing makes each act that works a fault."""
    hidden = [Act(act.name, act.who, act.at, lambda house: "/open/", act.words) for act in MEETING[:2]]
    with pytest.raises(AssertionError, match="no page offers it"), living_at(database_now()):
        walk(hidden, a_meeting(house), house, sign_in)
