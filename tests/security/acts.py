"""Every act that a form is sent for: how the house stands before it, who does it, on which page, with what."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from core.clock import database_now, living_at
from core.outbox import actions as outbox
from governance.assemblies.actions import checking_in, holding
from governance.code.actions.drafts import copy_edition, start_from_preset
from governance.code.actions.enacting import enact_by_hand
from governance.code.models import Edition
from governance.meetings.actions import agenda, planning
from governance.notifications.models import Notice
from governance.proposals.actions import attaching, discussing, tabling
from governance.proposals.vote.actions import preparing, rehearsing, settling
from governance.proposals.vote.electorate import Electorate
from governance.proposals.vote.request import VoteRequest
from governance.proxies.actions import postal_forms
from governance.proxies.actions.giving import give
from governance.proxies.eligibility import PaperProxy, ProxyRequest
from members.imports.actions import requesting
from members.joining.actions import applications, exclusions
from members.people.actions.interests import declare_interest
from members.people.actions.seats import suspend
from members.people.models import College
from members.shares.actions import subscribe
from tests import make, owner
from votes.ballots.actions import cast_ballot
from votes.rounds.models import Round
from votes.tally.actions import close_round
from votes.tellers.actions import agreement, readings, roll
from votes.tellers.actions.readings import SlipKey

PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Act:
    """What is sent: by whom, to which address, from which page, with which fields beside those of the form."""

    who: str
    name: str
    args: tuple[Any, ...] = ()
    page: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    file: tuple[str, bytes] | None = None
    at: Any = None  # another instant to live at
    other: dict[str, Any] = field(default_factory=lambda: {"said": "otherwise"})  # what makes it another form

    @property
    def address(self) -> str:
        return reverse(self.name, args=self.args)


Ready = Callable[[SimpleNamespace], Act]
ACTS: dict[str, Ready] = {}


def act(name: str) -> Callable[[Ready], Ready]:
    def keep(ready: Ready) -> Ready:
        assert name not in ACTS
        ACTS[name] = ready
        return ready

    return keep


def moment(**ahead: int) -> str:
    return f"{timezone.localtime(database_now() + timedelta(**ahead)):%Y-%m-%dT%H:%M}"


def soon() -> str:
    return moment(days=5)


def later() -> str:
    return moment(days=40)


def today() -> str:
    return make.today().isoformat()


# --- proposals ------------------------------------------------------------------------------------


def discussed(cast: SimpleNamespace, **more: Any) -> Any:
    return make.proposal(cast.alice, where=cast.workshop, **more)


def planned(cast: SimpleNamespace) -> Any:
    made = discussed(cast)
    ask = VoteRequest("circle", Electorate(make.today(), circle=cast.workshop))
    return preparing.prepare(made, ask, closes_at=database_now() + timedelta(days=1), actor=cast.alice)


def being_voted(cast: SimpleNamespace) -> Any:
    return make.voting(cast.alice, where=cast.workshop, kind="circle")


def undecided(cast: SimpleNamespace) -> Any:
    """A vote of all members in which nobody took part: its quorum was missed."""
    made = make.voting(cast.alice)
    settling.settle(make.round_of(made).pk, early=True)
    return made


def page_of(made: Any) -> str:
    return reverse("proposals:detail", args=[made.number])


@act("proposals:new")
def _(cast: Any) -> Act:
    return Act(
        "alice", "proposals:new", fields={"title": "Plant trees", "body": "Words", "visibility": "members"}
    )


@act("proposals:edit")
def _(cast: Any) -> Act:
    return Act(
        "alice", "proposals:edit", (discussed(cast).number,), fields={"body": "Other words", "note": "N"}
    )


def on_page(who: str, name: str, prepare: Callable[[Any], Any], **more: Any) -> None:
    """An act whose button is on the page of a proposal, or on one of its own."""
    own_page = more.pop("own_page", False)

    def ready(cast: Any) -> Act:
        made = prepare(cast)
        return Act(who, name, (made.number,), page="" if own_page else page_of(made), **more)

    act(name)(ready)


on_page("alice", "proposals:submit", lambda cast: make.proposal(cast.alice, submitted=False))
on_page("alice", "proposals:withdraw", discussed, own_page=True)
on_page("bob", "proposals:comment", discussed, fields={"body": "I like it"})
on_page("alice", "proposals:attach", discussed, file=("file", b"words"))
on_page("alice", "proposals:vote", discussed, own_page=True, fields={"decision_type": "circle", "electorate": "circle", "closes": soon, "what": "motion"})  # fmt: skip
on_page("alice", "proposals:extend", being_voted, own_page=True, fields={"closes": soon, "because": "Late"})
on_page("alice", "proposals:close", being_voted, own_page=True)
on_page("alice", "proposals:cancel", being_voted, own_page=True, fields={"because": "A mistake"})
on_page("alice", "proposals:again", undecided, own_page=True, fields={"closes": soon})
on_page("alice", "proposals:rest", undecided, own_page=True)


@act("proposals:remove_comment")
def _(cast: Any) -> Act:
    made = discussed(cast)
    message = discussing.comment(made, cast.bob, "Words to take back")
    return Act("bob", "proposals:remove_comment", (made.number, message.pk), page=page_of(made))


@act("proposals:detach")
def _(cast: Any) -> Act:
    made = discussed(cast)
    kept = attaching.attach(made, SimpleUploadedFile("note.txt", b"words"), cast.alice)
    return Act("alice", "proposals:detach", (made.number, kept.pk), page=page_of(made))


@act("proposals:table")
def _(cast: Any) -> Act:
    meeting = a_meeting(cast)
    fields = {"meeting": meeting.pk, "decision_type": "ordinary"}
    return Act("dana", "proposals:table", (make.proposal(cast.alice).number,), fields=fields)


@act("proposals:take_off")
def _(cast: Any) -> Act:
    made = make.proposal(cast.alice)
    tabling.table(made, a_meeting(cast), decision_type="ordinary", supported=True, actor=cast.dana)
    return Act("dana", "proposals:take_off", (made.number,))


def on_plan(name: str, prepare: Callable[[Any, Any], Any] = lambda cast, plan: None) -> None:
    """A button of a vote that is prepared."""

    def ready(cast: Any) -> Act:
        plan = planned(cast)
        prepare(cast, plan)
        number = plan.proposal.number
        return Act("alice", name, (number,), page=reverse("proposals:plan", args=[number]))

    act(name)(ready)


on_plan("proposals:open_now")
on_plan("proposals:drop_plan")
on_plan("proposals:rehearse")
on_plan("proposals:count_rehearsal", lambda cast, plan: rehearsing.rehearse(plan, actor=cast.alice))
on_plan("proposals:end_rehearsal", lambda cast, plan: rehearsing.rehearse(plan, actor=cast.alice))


@act("proposals:proclaim")
def _(cast: Any) -> Act:
    made = being_voted(cast)
    table = paper_of(cast, made)
    read_both(cast, table)
    agreement.agree(table.pk, actor=cast.theo)
    return Act("alice", "proposals:proclaim", (made.number,), page=page_of(made))


# --- the tellers' table ---------------------------------------------------------------------------


def paper_of(cast: Any, made: Any) -> Round:
    owner.rewrite(make.round_of(made), by_hand=True)
    return make.round_of(made)


def at_table(cast: Any) -> Round:
    return paper_of(cast, being_voted(cast))


def at_closed_table(cast: Any) -> Round:
    table = at_table(cast)
    signed(cast, table)
    close_round(table.pk, early=True)
    return table


def signed(cast: Any, table: Round) -> int:
    voice = table.voices.get(bearer=cast.bob)
    roll.mark(table.pk, voice.pk, actor=cast.theo)
    return voice.pk


def read_both(cast: Any, table: Round) -> None:
    voice = signed(cast, table)
    close_round(table.pk, early=True)
    for reader in (cast.theo, cast.erik):
        place = readings.begin_reading(table.pk, actor=reader)
        readings.write_slip(place, SlipKey(voice_id=voice), "for")
        readings.say_done(place, actor=reader)


@act("tellers:slips")
def _(cast: Any) -> Act:
    table = at_closed_table(cast)
    readings.begin_reading(table.pk, actor=cast.theo)
    return Act("theo", "tellers:slips", (table.pk,), fields={"choice": "for"})


@act("tellers:agree")
def _(cast: Any) -> Act:
    table = at_table(cast)
    read_both(cast, table)
    return Act("theo", "tellers:agree", (table.pk,), page=reverse("tellers:compare", args=[table.pk]))


@act("tellers:reopen")
def _(cast: Any) -> Act:
    table = at_table(cast)
    read_both(cast, table)
    agreement.agree(table.pk, actor=cast.theo)
    return Act("theo", "tellers:reopen", (table.pk,), page=reverse("tellers:roll", args=[table.pk]))


@act("tellers:mark")
def _(cast: Any) -> Act:
    table = at_table(cast)
    voice = table.voices.get(bearer=cast.bob).pk
    return Act("theo", "tellers:mark", (table.pk,), page="?", fields={"voice": voice})


@act("tellers:unmark")
def _(cast: Any) -> Act:
    table = at_table(cast)
    return Act("theo", "tellers:unmark", (table.pk,), page="?", fields={"voice": signed(cast, table)})


@act("tellers:begin")
def _(cast: Any) -> Act:
    table = at_closed_table(cast)
    return Act("theo", "tellers:begin", (table.pk,), page=reverse("tellers:roll", args=[table.pk]))


@act("tellers:done")
def _(cast: Any) -> Act:
    table = at_closed_table(cast)
    readings.begin_reading(table.pk, actor=cast.theo)
    return Act("theo", "tellers:done", (table.pk,), page=reverse("tellers:slips", args=[table.pk]))


@act("tellers:resume")
def _(cast: Any) -> Act:
    table = at_closed_table(cast)
    readings.say_done(readings.begin_reading(table.pk, actor=cast.theo), actor=cast.theo)
    return Act("theo", "tellers:resume", (table.pk,), page=reverse("tellers:slips", args=[table.pk]))


@act("tellers:free")
def _(cast: Any) -> Act:
    table = at_closed_table(cast)
    place = readings.begin_reading(table.pk, actor=cast.erik)
    address = reverse("tellers:free", args=[table.pk])
    return Act(
        "theo", "tellers:free", (table.pk,), page=f"{address}?teller={place.pk}", fields={"teller": place.pk}
    )


@act("tellers:drop")
def _(cast: Any) -> Act:
    table = at_closed_table(cast)
    voice = table.voices.get(on_paper=True).pk
    readings.write_slip(readings.begin_reading(table.pk, actor=cast.theo), SlipKey(voice_id=voice), "for")
    return Act("theo", "tellers:drop", (table.pk,), page=reverse("tellers:slips", args=[table.pk]))


# --- meetings and proxies -------------------------------------------------------------------------


def a_meeting(cast: Any) -> Any:
    meeting = planning.plan("Meeting", meets_at=database_now() + timedelta(days=30), chair=cast.seats["dana"])
    agenda.add_item(meeting, title="Accounts", decision_type="ordinary")
    return meeting


def proxy(cast: Any) -> Any:
    return give(ProxyRequest(cast.seats["bob"], a_meeting(cast), cast.seats["alice"]), actor=cast.bob)


def of_meeting(who: str, name: str, page: str = "", prepare: Any = a_meeting, **more: Any) -> None:
    def ready(cast: Any) -> Act:
        meeting = prepare(cast)
        return Act(who, name, (meeting.pk,), page=page and reverse(page, args=[meeting.pk]), **more)

    act(name)(ready)


def today_is_the_day(cast: Any) -> Any:
    meeting = a_meeting(cast)
    make.day_of(meeting)
    return meeting


of_meeting("sara", "meetings:arrive", "meetings:attending", today_is_the_day, fields={"how": "room"})


def opened(cast: Any) -> Any:
    meeting = a_meeting(cast)
    make.hold(meeting, cast.dana)
    return meeting


def held(cast: Any) -> Any:
    meeting = opened(cast)
    holding.close_meeting(meeting, actor=cast.dana)
    return meeting


@act("meetings:plan")
def _(cast: Any) -> Act:
    return Act("sara", "meetings:plan", fields={"title": "Summer meeting", "meets_at": moment(days=40)})


of_meeting("sara", "meetings:revise", fields={"title": "Autumn meeting"})
of_meeting("sara", "meetings:chair", fields={"chair": "Fay Blanc"})
of_meeting("sara", "meetings:add_item", fields={"title": "Roof", "decision_type": "ordinary"})
of_meeting("sara", "proxies:paper", fields={"giver": "Bob Durand", "to": "member", "holder": "Alice Martin"}, file=("scan", PNG))  # fmt: skip
of_meeting("sara", "meetings:receive", "meetings:attending", fields={"member": "Fay Blanc", "item_1": "for"})
of_meeting("dana", "meetings:begin", "meetings:begin", today_is_the_day)
of_meeting("dana", "meetings:close", "meetings:close", opened)
of_meeting("dana", "meetings:again", prepare=held, fields={"meets_at": later})


@act("meetings:interested")
def _(cast: Any) -> Act:
    return Act("sara", "meetings:interested", (a_meeting(cast).pk, 1), fields={"members": "Bob Durand"})


@act("proxies:give")
def _(cast: Any) -> Act:
    args = (a_meeting(cast).pk, cast.seats["bob"].number)
    return Act("bob", "proxies:give", args, fields={"to": "member", "holder": "Alice Martin"})


@act("proxies:give_in_round")
def _(cast: Any) -> Act:
    args = (make.round_of(make.voting(cast.alice)).pk, cast.seats["bob"].number)
    return Act("bob", "proxies:give_in_round", args, fields={"holder": "Alice Martin"})


@act("proxies:accept")
def _(cast: Any) -> Act:
    given = proxy(cast)
    return Act(
        "alice", "proxies:accept", (given.pk,), page=reverse("meetings:detail", args=[given.meeting_id])
    )


@act("proxies:decline")
def _(cast: Any) -> Act:
    return Act("alice", "proxies:decline", (proxy(cast).pk,), fields={"because": "I am away"})


@act("proxies:revoke")
def _(cast: Any) -> Act:
    given = proxy(cast)
    return Act("bob", "proxies:revoke", (given.pk,), page=reverse("meetings:detail", args=[given.meeting_id]))


@act("meetings:depart")
def _(cast: Any) -> Act:
    meeting = a_meeting(cast)
    came = make.arrive(meeting, cast.seats["bob"], how="room", actor=cast.sara)
    page = reverse("meetings:attending", args=[meeting.pk])
    return Act("sara", "meetings:depart", (meeting.pk, came.pk), page=page)


@act("meetings:never_left")
def _(cast: Any) -> Act:
    meeting = a_meeting(cast)
    came = make.arrive(meeting, cast.seats["bob"], how="room", actor=cast.sara)
    checking_in.check_out(came, actor=cast.sara)
    make.day_of(meeting)
    page = reverse("meetings:attending", args=[meeting.pk])
    return Act("sara", "meetings:never_left", (meeting.pk, came.pk), page=page)


@act("meetings:remove_item")
def _(cast: Any) -> Act:
    meeting = a_meeting(cast)
    item = agenda.add_item(meeting, title="Rent", decision_type="ordinary", actor=cast.sara)
    return Act("sara", "meetings:remove_item", (meeting.pk, item.number))


MISTAKE = {"because": "Another member of that name"}


@act("meetings:never_came")
def _(cast: Any) -> Act:
    meeting = a_meeting(cast)
    came = make.arrive(meeting, cast.seats["bob"], how="room", actor=cast.sara)
    return Act("sara", "meetings:never_came", (meeting.pk, came.pk), fields=MISTAKE)


def form_of_fay(cast: Any, meeting: Any) -> Any:
    return postal_forms.receive_form(
        meeting, cast.seats["fay"], received_at=database_now(), choices={"1": "for"}, actor=cast.theo
    )


@act("proxies:set_aside")
def _(cast: Any) -> Act:
    meeting = a_meeting(cast)
    return Act("sara", "proxies:set_aside", (meeting.pk, form_of_fay(cast, meeting).pk), fields=MISTAKE)


@act("proxies:annul")
def _(cast: Any) -> Act:
    meeting = a_meeting(cast)
    asked = ProxyRequest(cast.seats["bob"], meeting, cast.seats["alice"])
    given = give(asked, actor=cast.sara, paper=PaperProxy(database_now()))
    return Act("sara", "proxies:annul", (meeting.pk, given.pk), fields=MISTAKE)


@act("proxies:read_form")
def _(cast: Any) -> Act:
    meeting = a_meeting(cast)
    form = form_of_fay(cast, meeting)
    return Act("sara", "proxies:read_form", (meeting.pk, form.pk), fields={"item_1": "against"})


# --- members, joining, staff ----------------------------------------------------------------------


@act("members:enter")
def _(cast: Any) -> Act:
    college = College.objects.get(code="U").pk
    names = {"kind": "natural", "given_name": "Nora", "family_name": "Neuve", "college": college}
    return Act("sara", "members:enter", fields=names)


@act("members:act")
def _(cast: Any) -> Act:
    return Act("bob", "members:act", (cast.seats["bob"].number, "interest"), fields={"what": "Owns the roof"})


@act("members:interest_over")
def _(cast: Any) -> Act:
    seat = cast.seats["bob"]
    noted = declare_interest(seat, "Owns the roof", on=make.today())
    page = reverse("members:seat", args=[seat.number])
    return Act("bob", "members:interest_over", (seat.number, noted.pk), page=page)


@act("members:preferences")
def _(cast: Any) -> Act:
    number = cast.seats["bob"].number
    return Act("bob", "members:preferences", (number,), page=reverse("members:seat", args=[number]))


@act("members:staff_give")
def _(cast: Any) -> Act:
    given = {"person": "hana@example.example", "duty": "teller", "decision": "General meeting of 2025"}
    return Act("erik", "members:staff_give", fields=given)


@act("members:staff_end")
def _(cast: Any) -> Act:
    return Act("erik", "members:staff_end", (make.duty(cast.hana, "teller").pk,))


@act("members:same")
def _(cast: Any) -> Act:
    twin = make.person("Robert Durand")
    return Act("erik", "members:same", fields={"kept": f"#{cast.bob.pk}", "other": f"#{twin.pk}"})


WORDS = {"why": "To help", "postal_address": "Here", "notice": "on"}


@act("joining:apply")
def _(cast: Any) -> Act:
    return Act("gus", "joining:apply", fields={**WORDS, "college": College.objects.get(code="U").pk})


def application(cast: Any) -> Any:
    return applications.apply(
        cast.gus, college=College.objects.get(code="U"), shares=1, why="To help", postal_address="Here"
    )


@act("joining:withdraw")
def _(cast: Any) -> Act:
    application(cast)
    return Act("gus", "joining:withdraw", page=reverse("joining:welcome"))


def of_application(name: str, prepare: Any = application, about: str = "", **fields: Any) -> None:
    """What the desk answers; with `about`, by a decision of that title."""

    def ready(cast: Any) -> Act:
        asked = prepare(cast)
        decided = {"decision": make.decision(about).reference} if about else {}
        page = reverse("joining:application", args=[asked.pk])
        return Act("sara", name, (asked.pk,), page=page, fields={**fields, **decided})

    act(name)(ready)


def admitted(cast: Any) -> Any:
    asked, decided = application(cast), make.decision("Admission of Gus Noir")
    applications.admit_applicant(asked, on=make.today(), decision=decided.reference, actor=cast.alice)
    return asked


of_application("joining:admit", about="Admission of Gus Noir")
of_application("joining:refuse", grounds="Words")
of_application("joining:ratify", admitted, about="The admission of Gus Noir is ratified")


@act("joining:leave")
def _(cast: Any) -> Act:
    return Act("bob", "joining:leave", (cast.seats["bob"].number,), fields={"understood": "on"})


def procedure(cast: Any) -> Any:
    return exclusions.open_exclusion(
        cast.seats["bob"], grounds="Words", hearing_at=database_now() + timedelta(days=30), hearing_place="Here",
        actor=cast.erik,
    )  # fmt: skip


@act("joining:begin_exclusion")
def _(cast: Any) -> Act:
    said = {"grounds": "Words", "hearing_at": moment(days=30), "hearing_place": "Here"}
    return Act("sara", "joining:begin_exclusion", (cast.seats["bob"].number,), fields=said)


def of_procedure(who: str, name: str, **fields: Any) -> None:
    def ready(cast: Any) -> Act:
        begun = procedure(cast)
        return Act(who, name, (begun.pk,), page=reverse("joining:exclusion", args=[begun.pk]), fields=fields)

    act(name)(ready)


of_procedure("bob", "joining:answer_exclusion", statement="They were mine")
of_procedure("sara", "joining:drop_exclusion", because="Settled")


@act("joining:hear_exclusion")
def _(cast: Any) -> Act:
    begun = procedure(cast)
    page, at = reverse("joining:exclusion", args=[begun.pk]), begun.hearing_at + timedelta(days=1)
    return Act("sara", "joining:hear_exclusion", (begun.pk,), page=page, fields={"heard": "He came"}, at=at)


@act("joining:exclude")
def _(cast: Any) -> Act:
    begun = procedure(cast)
    at = begun.hearing_at + timedelta(days=1)
    with living_at(at):
        exclusions.hear(begun, heard="He came and spoke", actor=cast.sara)
        said = {"decision": make.decision("Exclusion of Bob Durand").reference}
    said["on"] = f"{timezone.localdate(at):%Y-%m-%d}"
    page = reverse("joining:exclusion", args=[begun.pk])
    return Act("sara", "joining:exclude", (begun.pk,), page=page, fields=said, at=at)


# --- shares ---------------------------------------------------------------------------------------


@act("shares:enter")
def _(cast: Any) -> Act:
    return Act("sara", "shares:enter", ("subscription",), fields={"member": "Bob Durand", "shares": "3", "confirmed": "1"})  # fmt: skip


@act("shares:correct")
def _(cast: Any) -> Act:
    wrong = subscribe(cast.seats["bob"], 2, on=make.today())
    return Act("sara", "shares:correct", (wrong.no,), fields={"note": "Wrong member", "confirmed": "1"})


# --- the code social ------------------------------------------------------------------------------


def draft(cast: Any) -> Any:
    return copy_edition(Edition.objects.enacted().last())


def of_draft(name: str, page: str = "", *, article: bool = False, key: str = "", **fields: Any) -> None:
    def ready(cast: Any) -> Act:
        quorum = draft(cast).parameters.get(key="ordinary.quorum")
        args = (quorum.edition.number, *((quorum.article_id,) if article or key else ()))
        there = reverse(page, args=args) if page else ""
        return Act("sara", name, (*args, *((key,) if key else ())), page=there, fields=fields)

    act(name)(ready)


of_draft("code:about", title="Another title")
of_draft("code:discard")
of_draft("code:new_article", number="99", title="Trees", body="Words")
of_draft("code:article", article=True, title="Another title")
of_draft("code:remove_article", article=True)
of_draft("code:value", key="ordinary.quorum", value="20 %", source="Statutes", confidence="R")
of_draft("code:remove_value", "code:article", key="ordinary.quorum")


@act("code:update")
def _(cast: Any) -> Act:
    """Another draft of the same edition came into force meanwhile."""
    mine, theirs = draft(cast), draft(cast)
    enact_by_hand(theirs, actor=cast.erik)
    return Act("sara", "code:update", (mine.number,))


@act("code:start")
def _(cast: Any) -> Act:
    return Act("sara", "code:start", fields={"start_from": "scop", "effective_from": today()})


@act("code:enact")
def _(cast: Any) -> Act:
    Edition.objects.update(enacted_at=None)
    fresh = start_from_preset("scop", effective_from=make.today(), actor=cast.erik)
    return Act("erik", "code:enact", (fresh.number,))


# --- imports, letters -----------------------------------------------------------------------------

TABLE = b"Code;Nom\nX;Others\n"


@act("imports:new")
def _(cast: Any) -> Act:
    return Act("sara", "imports:new", fields={"kind": "colleges"}, file=("file", TABLE))


def brought(cast: Any) -> Any:
    return requesting.receive(SimpleUploadedFile("colleges.csv", TABLE), "colleges", actor=cast.sara)


def checked(cast: Any) -> Any:
    job = brought(cast)
    requesting.choose_columns(job, job.columns, actor=cast.sara)
    while outbox.drain("work"):
        pass
    return job


def of_import(name: str, prepare: Any, page: str = "") -> None:
    def ready(cast: Any) -> Act:
        job = prepare(cast)
        return Act("sara", name, (job.pk,), page=page and reverse(page, args=[job.pk]))

    act(name)(ready)


of_import("imports:match", brought)
of_import("imports:confirm", checked, "imports:show")
of_import("imports:cancel", checked, "imports:show")


@act("notifications:told")
def _(cast: Any) -> Act:
    cast.bob.email = None
    cast.bob.save()
    suspend(cast.seats["bob"], on=make.today(), because="Unpaid", actor=cast.sara)
    while outbox.drain("send"):
        pass
    letter = Notice.objects.letters().first()
    return Act("sara", "notifications:told", (letter.person_id, letter.entry_id), page=reverse("notifications:letters"))  # fmt: skip


@act("notifications:read_all")
def _(cast: Any) -> Act:
    being_voted(cast)
    while outbox.drain("send"):
        pass
    return Act("bob", "notifications:read_all", page=reverse("notifications:index"))


@act("notifications:read")
def _(cast: Any) -> Act:
    being_voted(cast)
    while outbox.drain("send"):
        pass
    notice = Notice.objects.filter(person=cast.bob).first()
    return Act("bob", "notifications:read", (notice.entry_id,), page=reverse("notifications:index"))


@act("home:me")
def _(cast: Any) -> Act:
    return Act("bob", "home:me")


@act("ballots:booth")
def _(cast: Any) -> Act:
    round_ = make.round_of(make.voting(cast.alice))
    cast_ballot(cast.alice, round_.pk, "for")
    return Act("bob", "ballots:booth", (round_.pk,), fields={"choice": "against"}, other={"choice": "for"})
