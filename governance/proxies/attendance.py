"""Who takes part in a meeting, who carries which voice and why somebody carries none: the register, the
presences, the proxies and the forms of one sitting, handed to the pure `voices`.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from governance.proxies import voices as pure
from governance.proxies.models import Item, PostalForm, Presence, Proxy, Sitting, choices_of
from governance.proxies.rules import SittingRules, sitting_rules
from members.people.models import Member
from votes.rules.quorum import QuorumOutcome, quorum
from votes.rules.shapes import Threshold


@dataclass(frozen=True)
class Line:
    """One member of the roll of a meeting: who carries their voice, how, or why nobody does."""

    member: Member
    carrier: Member | None
    how: str
    why: str

    @property
    def college(self) -> str:
        return self.member.college_code


@dataclass(frozen=True)
class Attendance:
    """One meeting as it stands, or as it stands for one question of its agenda."""

    sitting: Sitting
    rules: SittingRules
    members: dict[str, Member]
    presences: dict[str, Presence]
    forms: dict[str, PostalForm]
    proxies: dict[str, Proxy]
    found: pure.Voices
    interested: frozenset[str]

    @cached_property
    def lines(self) -> list[Line]:
        """Every member, by number."""
        carried = {line.member: line for line in self.found.lines}
        return [self._line(key, member, carried.get(key)) for key, member in self.members.items()]

    def _line(self, key: str, member: Member, voice: pure.Voice | None) -> Line:
        if voice is None:
            return Line(member, None, "", self.found.silent[key])
        how = voice.how
        if how == "present":
            return Line(member, member, str(self.presences[key].how), "")
        return Line(member, self.members.get(voice.carrier), how, "")

    @property
    def registered(self) -> int:
        return len(self.members)

    @cached_property
    def counts(self) -> Counter[str]:
        """How many take part in each way: room, remote, proxy, blank, postal."""
        return Counter(line.how for line in self.lines if line.how)

    @property
    def taking_part(self) -> int:
        return sum(self.counts.values())

    def by_college(self) -> dict[str, Counter[str]]:
        """The same, college by college; "registered" counts everybody."""
        table: dict[str, Counter[str]] = {}
        for line in self.lines:
            row = table.setdefault(line.college, Counter())
            row["registered"] += 1
            if line.how:
                row[line.how] += 1
                row["counted"] += 1
        return table

    def quorum(self, decision_type: str) -> QuorumOutcome | None:
        """Compare those who take part with the quorum of a kind of vote; None where the code asks for none."""
        share = self.rules.code.value(
            f"{decision_type}.{'quorum_second' if self.sitting.follows_id else 'quorum'}"
        )
        if not share:
            return None
        counts = self.counts
        return quorum(
            electorate=self.registered,
            threshold=Threshold(share, "gte"),
            present=counts["room"],
            remote=counts["remote"],
            represented=counts["proxy"] + counts["blank"],
            postal_valid=counts["postal"],
            excluded_from_electorate=len(self.interested) if self.rules.interested_leave_quorum else 0,
            counts_remote=self.rules.counts_remote,
            counts_represented=self.rules.counts_represented,
            counts_postal=self.rules.counts_postal,
            min_participants=1,
        )

    def in_advance(self, item: Item) -> dict[int, str]:
        """The choices that were made before the meeting, by member: blank proxies and postal forms.

        A blank proxy votes for what the management approves, and against the rest (C. com. L225-106 III). A mark on
        a form beats a proxy where the code says so (R225-81); a form without a mark abstains.
        """
        made: dict[int, str] = {}
        for line in self.lines:
            key = str(line.member.pk)
            marked = choices_of(self.forms[key].choices, item.number) if key in self.forms else None
            if line.how == "blank":
                made[line.member.pk] = "for" if item.supported else "against"
            elif line.how == "postal":
                made[line.member.pk] = marked or "abstain"
            elif line.how == "proxy" and marked and self.rules.form_beside_proxy == "proxy_unless_marked":
                made[line.member.pk] = marked
        return made

    @property
    def unread(self) -> list[PostalForm]:
        """The forms that count and whose two readings do not agree yet: those of who came do not count any more."""
        by_proxy = self.rules.form_beside_proxy == "proxy_unless_marked"
        counting = {"postal", "proxy"} if by_proxy else {"postal"}
        keys = (str(line.member.pk) for line in self.lines if line.how in counting)
        return [self.forms[key] for key in keys if key in self.forms and self.forms[key].reading != "agree"]

    def wish(self, member: Member, item: Item) -> str:
        """What a member who gave a proxy wishes on a question; empty when they leave it to their holder."""
        proxy = self.proxies.get(str(member.pk))
        return (choices_of(proxy.instructions, item.number) if proxy else None) or ""

    def carried_by(self, member: Member) -> list[Line]:
        """The voices that a member carries, their own first."""
        mine = [line for line in self.lines if line.carrier is not None and line.carrier.pk == member.pk]
        return sorted(mine, key=lambda line: (line.member.pk != member.pk, line.member.number))


def attendance(sitting: Sitting, item: Item | None = None) -> Attendance:
    """Gather a meeting from the database, in a handful of questions whatever its size."""
    day = sitting.record_on
    roll: Any = Member.objects.voting(day).as_of(day).select_related("person").order_by("number")
    members = {str(member.pk): member for member in roll}
    rules = sitting_rules(day, len(members))
    presences = {str(p.member_id): p for p in sitting.presences.filter(left_at=None)}
    forms = {str(f.member_id): f for f in sitting.postal_forms.filter(on_time=True)}
    proxies = {str(p.giver_id): p for p in sitting.proxies.standing()}
    concerned = item.interested.all() if item is not None and not rules.interested_vote else ()
    interested = frozenset(str(member.pk) for member in concerned)
    found = pure.voices(
        members,
        presences.keys(),
        [_as_pure(proxy) for proxy in proxies.values()],
        rules.proxy,
        chair=str(sitting.chair_id) if sitting.chair_id and rules.blank_to_chair else None,
        colleges={key: member.college_code for key, member in members.items()},
        postal=forms.keys() if rules.postal_allowed else (),
        interested=interested,
    )
    return Attendance(sitting, rules, members, presences, forms, proxies, found, interested & members.keys())


def _as_pure(proxy: Proxy) -> pure.Proxy:
    return pure.Proxy(str(proxy.giver_id), str(proxy.holder_id) if proxy.holder_id else None, proxy.order)
