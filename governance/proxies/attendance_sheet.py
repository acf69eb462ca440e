"""Who takes part in a meeting, who carries which voice and why somebody carries none: the register, the
presences, the proxies and the forms of one sitting, handed to the pure `voices`.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from governance.code.counting import quorum_of
from governance.meetings.models import AgendaItem, Meeting
from governance.proxies import voices as pure
from governance.proxies.models import Attendance, PostalForm, Proxy, choices_of
from governance.proxies.rules import MeetingRules, meeting_rules
from members.people.models import Member
from members.people.queries import acting_today
from votes.rules import frame
from votes.rules.quorum import Reached, quorums, who_counts

# How an ended proxy is told by the pure function.
ENDS: dict[str, pure.Refused] = {
    Proxy.End.REVOKED: "revoked",
    Proxy.End.DECLINED: "declined",
    Proxy.End.REPLACED: "revoked_by_later",
    Proxy.End.REFUSED: "limit_exceeded",
    Proxy.End.CAME: "giver_present",
    Proxy.End.AGENDA: "agenda_changed",
    Proxy.End.REGISTER: "not_registered",
}
WAYS = ("room", "remote", "proxy", "blank", "postal")


@dataclass(frozen=True)
class SheetLine:
    """One member of the roll of a meeting: who carries their voice, how, or why nobody does.

    `part` is how they take part in the meeting, with a voice on this question or without: who sits a question out
    is there all the same.
    """

    member: Member
    carrier: Member | None
    how: str
    why: str
    part: str

    @property
    def college(self) -> str:
        return self.member.college_code


@dataclass(frozen=True)
class AttendanceSheet:
    """One meeting as it stands, or as it stands for one question of its agenda."""

    meeting: Meeting
    rules: MeetingRules
    members: dict[str, Member]
    attendances: dict[str, Attendance]
    # The last departure of each who is not there any more.
    departures: dict[str, Attendance]
    forms: dict[str, PostalForm]
    proxies: dict[str, Proxy]
    voices: pure.Voices
    interested: frozenset[str]

    @cached_property
    def lines(self) -> list[SheetLine]:
        """Every member, by number."""
        carried = {line.member: line for line in self.voices.lines}
        return [self._line(key, member, carried.get(key)) for key, member in self.members.items()]

    def _line(self, key: str, member: Member, voice: pure.CarriedVoice | None) -> SheetLine:
        part = self._way(key, self.voices.part.get(key, ""))
        if voice is None:
            return SheetLine(member, None, "", self.voices.silent[key], part)
        carrier = member if voice.how == "present" else self.members.get(voice.carrier)
        return SheetLine(member, carrier, self._way(key, voice.how), "", part)

    def _way(self, key: str, how: str) -> str:
        """In the room or on line, of who came; otherwise as it is."""
        return str(self.attendances[key].how) if how == "present" else how

    @cached_property
    def reasons(self) -> dict[str, pure.Refused]:
        """Why the last proxy that somebody gave does not count, by their key."""
        return dict(self.voices.refused)

    @property
    def registered(self) -> int:
        return len(self.members)

    @cached_property
    def counts(self) -> Counter[str]:
        """How many carry a voice on this question, in each way: room, remote, proxy, blank, postal."""
        return Counter(line.how for line in self.lines if line.how)

    @property
    def taking_part(self) -> int:
        return sum(self.counts.values())

    @cached_property
    def by_college(self) -> dict[str, Counter[str]]:
        """Three figures, college by college, in the order of members.

        "present" are those who carry a voice, and those who sit the question out where the code keeps them in what a
        majority is counted on; the ways of WAYS those whom a quorum may count, "electorate" of how many.
        """
        table: dict[str, Counter[str]] = {}
        for line in self.lines:
            row = table.setdefault(line.college, Counter())
            sits_out = line.why in ("interested", "holder_interested")
            if line.how or (line.part and sits_out and not self.rules.interested_leave_majority):
                row["present"] += 1
            if line.why == "interested" and self.rules.interested_leave_quorum:
                continue
            row["electorate"] += 1
            if line.part and not (sits_out and self.rules.interested_leave_quorum):
                row[line.part] += 1
        return table

    def counted(self, ways: Counter[str]) -> int:
        """How many of those who take part count for the quorum, as the code says."""
        return who_counts(
            present=ways["room"],
            remote=ways["remote"],
            represented=ways["proxy"] + ways["blank"],
            postal_valid=ways["postal"],
            counts_remote=self.rules.counts_remote,
            counts_represented=self.rules.counts_represented,
            counts_postal=self.rules.counts_postal,
        )

    def presence(self) -> frame.Presence:
        """Who is there for this question, for whom the quorum counts and of how many: what a vote freezes."""
        return frame.Presence(
            {
                college: frame.CollegePresence(row["present"], self.counted(row), row["electorate"])
                for college, row in self.by_college.items()
            }
        )

    def quorum(self, decision_type: str, *, second_call: bool = False) -> Reached:
        """Compare those who take part with the quorum of a kind of vote, of the whole and of each college."""
        thresholds = quorum_of(self.rules.code, decision_type, second_call=second_call)
        return quorums(thresholds, self.presence().for_quorum())

    @property
    def chair_in_vote(self) -> int | None:
        """The chair, where they are there and have a voice of their own on this question: who voted by post is not."""
        chair = self.meeting.chair_id
        present = (line for line in self.lines if line.how in ("room", "remote"))
        own = (line for line in present if line.member.pk == chair and line.carrier is not None)
        return next((chair for line in own if line.carrier and line.carrier.pk == chair), None)

    def in_advance(self, item: AgendaItem) -> dict[int, str]:
        """The choices that were made before the meeting, by member: blank proxies and postal forms.

        See `voices.in_advance` for what each says.
        """
        made: dict[int, str] = {}
        for line in self.lines:
            key = str(line.member.pk)
            choice = pure.in_advance(
                line.how,
                choices_of(self.forms[key].choices, item.number) if key in self.forms else None,
                supported=item.supported,
                marks_first=self.rules.form_beside_proxy == "proxy_unless_marked",
            )
            if choice is not None:
                made[line.member.pk] = choice
        return made

    @property
    def unread(self) -> list[PostalForm]:
        """The forms that count and whose two readings do not agree yet: those of who came do not count any more."""
        by_proxy = self.rules.form_beside_proxy == "proxy_unless_marked"
        counting = {"postal", "proxy", "blank"} if by_proxy else {"postal"}
        keys = (str(line.member.pk) for line in self.lines if line.how in counting)
        return [self.forms[key] for key in keys if key in self.forms and self.forms[key].reading != "agree"]

    def wish(self, member: Member, item: AgendaItem) -> str:
        """What a member who gave a proxy wishes on a question; empty when they leave it to their holder."""
        proxy = self.proxies.get(str(member.pk))
        return (choices_of(proxy.instructions, item.number) if proxy else None) or ""

    def carried_by(self, member: Member) -> list[SheetLine]:
        """The voices that a member carries, their own first."""
        carried = [line for line in self.lines if line.carrier is not None and line.carrier.pk == member.pk]
        return sorted(carried, key=lambda line: (line.member.pk != member.pk, line.member.number))


def attendance_sheet(meeting: Meeting, item: AgendaItem | None = None) -> AttendanceSheet:
    """Gather a meeting from the database, in a handful of questions whatever its size."""
    day = meeting.record_on
    roll: Any = Member.objects.voting(day).as_of(day).named().order_by("number")
    members = {str(member.pk): member for member in roll}
    rules = meeting_rules(day, len(members))
    noted = list(meeting.attendances.filter(mistake="").order_by("pk"))
    attendances = {str(p.member_id): p for p in noted if p.left_at is None}
    departures = {str(p.member_id): p for p in noted if str(p.member_id) not in attendances}
    forms = {str(f.member_id): f for f in meeting.postal_forms.counted() if _knows(f, item)}
    proxies = [proxy for proxy in meeting.proxies.in_order() if proxy.end != Proxy.End.MISTAKE]
    concerned = item.interested.all() if item is not None and not rules.interested_vote else ()
    interested = frozenset(str(member.pk) for member in concerned)
    voices = pure.voices(
        members,
        attendances.keys(),
        [_as_pure(proxy, order, item) for order, proxy in enumerate(proxies)],
        rules.proxy,
        chair=str(meeting.chair_id) if meeting.chair_id and rules.blank_to_chair else None,
        colleges={key: member.college_code for key, member in members.items()},
        postal=forms.keys() if rules.postal_allowed else (),
        interested=interested,
        persons=_persons(members, proxies),
    )
    standing = {str(proxy.giver_id): proxy for proxy in proxies if proxy.stands}
    return AttendanceSheet(
        meeting, rules, members, attendances, departures, forms, standing, voices, interested & members.keys()
    )


def missed_now(items: Iterable[AgendaItem]) -> dict[int, bool]:
    """Whether those who are there are too few for each question, by its key; a long register is read as seldom as it can be."""
    sheets: dict[Any, AttendanceSheet] = {}
    missed = {}
    for item in items:
        alike = item.meeting_id, item.added_at, frozenset(item.interested.values_list("pk", flat=True))
        if alike not in sheets:
            sheets[alike] = attendance_sheet(item.meeting, item)
        sheet = sheets[alike]
        missed[item.pk] = not sheet.quorum(item.decision_type, second_call=item.is_second_call).met
    return missed


def _persons(members: dict[str, Member], proxies: list[Proxy]) -> dict[str, str]:
    """Who acts today for the seats that hold a proxy; only where an organisation does is it asked."""
    holders = {
        key: members[key] for key in map(str, (proxy.holder_id for proxy in proxies)) if key in members
    }
    acting = acting_today() if any(member.person_id is None for member in holders.values()) else {}
    person_of = {key: member.person_id or acting.get(member.pk) for key, member in holders.items()}
    return {key: str(person) for key, person in person_of.items() if person is not None}


def _as_pure(proxy: Proxy, order: int, item: AgendaItem | None) -> pure.ReceivedProxy:
    holder = str(proxy.holder_id) if proxy.holder_id else None
    ended: pure.Refused | None = ENDS[proxy.end] if proxy.end else None
    if ended is None and holder is None and not _came_after(proxy.given_at, proxy.on_paper, item):
        ended = "agenda_changed"
    return pure.ReceivedProxy(str(proxy.giver_id), holder, order, ended, wishes=bool(proxy.instructions))


def _knows(form: PostalForm, item: AgendaItem | None) -> bool:
    """Whether a form was sent on an agenda that had the question: it marks it, or came after it was added."""
    marked = item is not None and choices_of(form.choices, item.number) is not None
    return marked or _came_after(form.received_at, form.on_paper, item)


def _came_after(moment: datetime, on_paper: bool, item: AgendaItem | None) -> bool:
    """Whether what was received at a moment may speak of a question; the desk notes paper to the minute."""
    if item is None or item.added_at is None:
        return True
    added = item.added_at.replace(second=0, microsecond=0) if on_paper else item.added_at
    return moment >= added
