"""What the pages of a meeting show: my voices, those I carry, who is there, the quorum of each kind of vote."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.meetings import access
from governance.meetings.models import AgendaItem, Meeting
from governance.proxies.at_a_glance import quorum_box
from governance.proxies.attendance_sheet import AttendanceSheet, SheetLine, attendance_sheet
from governance.proxies.eligibility import has_its_own
from governance.proxies.forms import CHOICES, MARKS
from governance.proxies.models import Attendance, PostalForm, Proxy, choices_of
from governance.proxies.rules import MeetingRules
from governance.proxies.voices import remaining
from members.people.models import Member, Person
from votes.rounds.models import Round, Voice
from votes.rounds.participation import in_steps

Page = dict[str, Any]
PER_PAGE = 60


@dataclass(frozen=True)
class ProxyWithWishes:
    """A proxy with what its giver wishes: (question, choice), for the questions they spoke of."""

    proxy: Proxy
    wishes: list[tuple[str, str]]


@dataclass(frozen=True)
class MySeat:
    """One of my seats at an occasion: the proxy it gave, those it carries, how many more it may."""

    seat: Member
    given: ProxyWithWishes | None
    carried: list[ProxyWithWishes]
    room: int | None
    here: bool
    left: bool  # it was there, and left the open meeting
    give: str  # the address where it gives its voice
    lost: bool = (
        False  # its proxy counts for nobody as the meeting stands: whoever holds it is not checked in
    )

    @property
    def voices(self) -> int:
        """How many voices this seat carries, its own included."""
        return len(self.carried) + (self.given is None)


def my_seats_at(
    user: Person, occasion: Meeting | Round, agenda: list[AgendaItem], rules: MeetingRules
) -> list[MySeat]:
    """The seats a person acts for, as they stand at an occasion."""
    seats = access.my_seats(user)
    theirs = Q(giver__in=seats) | Q(holder__in=seats) | Q(holder=None, meeting__chair__in=seats)
    standing = list(
        Proxy.objects.of(occasion)
        .standing()
        .filter(theirs)
        .select_related("giver__person", "holder__person", "meeting__chair__person")
    )
    here = (
        set(occasion.attendances.filter(left_at=None).values_list("member", flat=True))
        if isinstance(occasion, Meeting)
        else set()
    )
    came = (
        set(occasion.attendances.filter(mistake="").values_list("member", flat=True))
        if isinstance(occasion, Meeting) and occasion.is_open
        else set()
    )
    told = [ProxyWithWishes(proxy, wishes(proxy, agenda)) for proxy in standing]
    per_person = rules.proxy.counted_per == "person"
    open_ = isinstance(occasion, Meeting) and occasion.is_open
    return [
        _mine(
            seat, told, rules, sharing=list(seats) if per_person else [seat.pk], here=seat.pk in here,
            left=seat.pk in came - here,
            give=_where_to_give(occasion, seat),
            lost=open_ and seat.pk not in here
            and any(_held_by_nobody(one.proxy, here) for one in told if one.proxy.giver_id == seat.pk),
        )
        for seat in seats.values()
    ]  # fmt: skip


def _held_by_nobody(proxy: Proxy, here: set[int]) -> bool:
    """Whether nobody who is in the meeting holds a proxy."""
    holder = proxy.holder_id or (proxy.meeting.chair_id if proxy.meeting else None)
    return holder not in here


def _where_to_give(occasion: Meeting | Round, seat: Member) -> str:
    if isinstance(occasion, Meeting):
        return reverse("proxies:give", args=[occasion.pk, seat.number])
    return reverse("proxies:give_in_round", args=[occasion.pk, seat.number])


def in_vote(user: Person, round_: Round, voices: Iterable[Voice]) -> Page:
    """The proxies of one vote that concern a person: given, held, and the seats whose voice they may still give.

    `voices` are those they carry there; a vote taken in a meeting follows the proxies of the meeting.
    """
    if not has_its_own(round_):
        return {}
    seats = access.my_seats(user)
    mine = Q(giver__in=seats) | Q(holder__in=seats)
    standing = list(
        Proxy.objects.of(round_).standing().filter(mine).select_related("giver__person", "holder__person")
        .annotate(used=Exists(Voice.objects.filter(
            round=round_, member=OuterRef("giver"), voted_at__isnull=False)))
    )  # fmt: skip
    held = [proxy for proxy in standing if proxy.holder_id in seats]
    holding = {proxy.holder_id for proxy in held}
    free = {voice.member_id for voice in voices if voice.voted_at is None} - holding
    return {
        # Whoever gave their voice would see the moment at which their holder votes.
        "quiet": in_steps(round_),
        "given": [proxy for proxy in standing if proxy.giver_id in seats],
        "held": held,
        "mine": [seat for seat in seats.values() if seat.pk in free]
        if round_.electorate.get("proxies")
        else [],
    }


def awaiting_answer(user: Person) -> list[Proxy]:
    """The voices entrusted to a person that they have not answered for, and may still."""
    mine = Member.objects.carried_by(user, timezone.localdate())
    meeting = Q(meeting__isnull=False, meeting__opened_at=None, meeting__closed_at=None)
    vote = Q(round__closed_at=None, round__cancelled_at=None, round__closes_at__gt=Now())
    waiting = Proxy.objects.standing().filter(meeting | vote, holder__in=mine, accepted_at=None)
    return list(waiting.select_related("giver__person", "meeting", "round")[:6])


def wishes(proxy: Proxy, agenda: list[AgendaItem]) -> list[tuple[str, str]]:
    """What the giver of a proxy wishes on each question they spoke of, in words."""
    words = dict(CHOICES)
    said = ((str(item), choices_of(proxy.instructions, item.number)) for item in agenda)
    return [(question, str(words[choice])) for question, choice in said if choice in words]


def _mine(
    seat: Member,
    standing: list[ProxyWithWishes],
    rules: MeetingRules,
    *,
    sharing: list[int],
    here: bool,
    left: bool,
    give: str,
    lost: bool,
) -> MySeat:
    """A seat at an occasion; `sharing` are the seats that hold the limit of proxies together."""
    named = [told for told in standing if told.proxy.holder_id == seat.pk]
    blank = [told for told in standing if _in_blank_to(told.proxy, seat)]
    given = next((told for told in standing if told.proxy.giver_id == seat.pk), None)
    held = sum(told.proxy.holder_id in sharing for told in standing)
    return MySeat(seat, given, [*named, *blank], remaining(rules.proxy, held), here, left, give, lost)


def _in_blank_to(proxy: Proxy, seat: Member) -> bool:
    return proxy.holder_id is None and proxy.meeting is not None and proxy.meeting.chair_id == seat.pk


def on_paper(meeting: Meeting) -> list[Proxy]:
    """The proxies that came on paper, whatever became of them, the latest written first."""
    noted = meeting.proxies.filter(on_paper=True).select_related("giver__person", "holder__person")
    return list(noted.order_by("-order")[:PER_PAGE])


@dataclass(frozen=True)
class AttendanceRow:
    """One member in the list of a meeting: how they take part or why not, in words."""

    line: SheetLine
    words: str
    attendance: Attendance | None
    # Where they left: what was noted of it, to be put right if it was a mistake.
    left: Attendance | None = None

    @property
    def member(self) -> Member:
        return self.line.member


def rows(there: AttendanceSheet, asked: Mapping[str, str]) -> Any:
    """A page of the roll, or of those whose number, name or college bears every word typed; what it does not show is not worded."""
    words = asked.get("q", "").casefold().split()
    lines = [line for line in there.lines if all(word in _named(line.member) for word in words)]
    page: Any = Paginator(lines, PER_PAGE).get_page(asked.get("page"))
    page.object_list = [_row(there, line) for line in page.object_list]
    return page


def _row(there: AttendanceSheet, line: SheetLine) -> AttendanceRow:
    key = str(line.member.pk)
    return AttendanceRow(line, how_or_why(there, line), there.attendances.get(key), there.departures.get(key))


def _named(member: Member) -> str:
    return f"{member.number} {member} {member.college_name}".casefold()


def how_or_why(there: AttendanceSheet, line: SheetLine) -> str:
    """How somebody takes part, or why nobody carries their voice: that the proxy they gave does not count too."""
    if line.how:
        return str(HOW[line.how]())
    why, reason = str(WHY[line.why]()), there.reasons.get(str(line.member.pk))
    return f"{why} ({REASONS[reason]()})" if reason and line.why == "absent" else why


def attending_page(meeting: Meeting, asked: Mapping[str, str]) -> Page:
    """The list to check in by, a page of it, with the quorum at a glance."""
    there = attendance_sheet(meeting)
    items = list(meeting.items.all())
    return {
        "meeting": meeting,
        "items": items,
        "words": asked.get("q", ""),
        "page": rows(there, asked),
        "takes_forms": there.rules.postal_allowed,
        "may_arrive": meeting.opened_at is not None
        or timezone.localdate() >= timezone.localdate(meeting.meets_at),
        **quorum_box(there, items),
    }


READINGS = ("differ", "waiting", "agree")


def forms_page(meeting: Meeting, user: Person, asked: Mapping[str, str]) -> Page:
    """The forms of a meeting, those on which something is left to do first; late ones are not read twice.

    Two readings are shown once both are in, and only where they differ.
    """
    forms = list(meeting.postal_forms.counted().select_related("member__person", "entered_by", "again_by"))
    forms.sort(key=lambda form: (READINGS.index(form.reading), form.member.number))
    items = list(meeting.items.all())
    page: Any = Paginator(forms, PER_PAGE).get_page(asked.get("page"))
    for form in page:
        form.differences = _differences(form, items) if form.reading == "differ" else []
        form.may_read = _may_read(form, user)
    return {
        "meeting": meeting,
        "page": page,
        "counts": Counter(form.reading for form in forms),
        "late": meeting.postal_forms.standing().filter(on_time=False).count(),
    }


def _may_read(form: PostalForm, user: Person) -> bool:
    """Whether there is something for this person to read: a second time, or their own again."""
    if form.reading == "waiting":
        return form.entered_by_id != user.pk
    return form.reading == "differ" and user.pk in (form.entered_by_id, form.again_by_id)


def _differences(form: PostalForm, items: list[AgendaItem]) -> list[tuple[AgendaItem, str, str]]:
    """Question by question, what the first and the second read where they differ."""
    words, second = dict(MARKS), form.again or {}
    read = (
        (item, form.choices.get(str(item.number), ""), second.get(str(item.number), "")) for item in items
    )
    return [(item, str(words[one]), str(words[two])) for item, one, two in read if one != two]


def asked_item(items: list[AgendaItem], asked: Mapping[str, str]) -> AgendaItem | None:
    """The question that an address names by its number, if it is on the agenda."""
    number = asked.get("item", "")
    return next((one for one in items if str(one.number) == number), None)


def voices_page(meeting: Meeting, asked: Mapping[str, str]) -> Page:
    """Who carries which voice, for the whole meeting or for one question."""
    items = list(meeting.items.all())
    item = asked_item(items, asked)
    there = attendance_sheet(meeting, item)
    return {
        "meeting": meeting,
        "items": items,
        "item": item,
        "page": rows(there, {"page": asked.get("page", "")}),
        "refused": refused(there),
        **quorum_box(there, [item] if item else items),
    }


def refused(there: AttendanceSheet) -> list[tuple[Member, str]]:
    """The proxies that were given and do not count, each with its reason in words."""
    return [
        (there.members[giver], str(REASONS[reason]()))
        for giver, reason in there.found.refused
        if giver in there.members
    ]


HOW = {
    "room": lambda: _("in the room"),
    "remote": lambda: _("on line, identified"),
    "proxy": lambda: _("by proxy"),
    "blank": lambda: _("in blank, to the chair"),
    "postal": lambda: _("by post"),
}
WHY = {
    "absent": lambda: _("absent, and represented by nobody"),
    "interested": lambda: _("sits this question out"),
    "holder_interested": lambda: _("their holder sits this question out"),
}
REASONS = {
    "giver_not_member": lambda: _("the giver is not on the register"),
    "holder_not_member": lambda: _("the holder is not on the register"),
    "giver_present": lambda: _("the giver came"),
    "holder_absent": lambda: _("the holder is not there"),
    "chair_absent": lambda: _("the chair is not there"),
    "holder_interested": lambda: _("the holder sits this question out"),
    "college_mismatch": lambda: _("the holder is of another college"),
    "limit_exceeded": lambda: _("the holder carries enough"),
    "form_sent": lambda: _("a postal form goes before it"),
    "revoked_by_later": lambda: _("replaced by a later one"),
    "revoked": lambda: _("taken back by its giver"),
    "declined": lambda: _("declined by its holder"),
    "agenda_changed": lambda: _("the agenda it was given for has changed"),
    "not_registered": lambda: _(
        "the meeting was moved, and one of the two is not on the register of the new day"
    ),
}
