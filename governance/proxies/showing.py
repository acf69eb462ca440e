"""What the pages of a meeting show: my voices, those I carry, who is there, the quorum of each kind of vote."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.clock import database_now
from core.pictures.beads import meter
from core.pictures.quorum import quorum_ring
from core.prose.tags import percent
from governance.proxies import access
from governance.proxies.actions import record_day
from governance.proxies.attendance import Attendance, Line, attendance
from governance.proxies.forms import CHOICES, MARKS
from governance.proxies.models import Item, PostalForm, Presence, Proxy, Sitting, choices_of
from governance.proxies.rules import SittingRules, sitting_rules
from governance.proxies.voices import remaining
from members.people.access import at_desk
from members.people.models import College, Member, Person
from members.people.staff import COUNTERS, KEEPERS, OBSERVERS
from votes.rounds.explain import cited, decision_name
from votes.rounds.models import Round, Voice

Page = dict[str, Any]
PER_PAGE = 60


@dataclass(frozen=True)
class Told:
    """A proxy with what its giver wishes: (question, choice), for the questions they spoke of."""

    proxy: Proxy
    wishes: list[tuple[str, str]]


@dataclass(frozen=True)
class Mine:
    """One of my seats at an occasion: the proxy it gave, those it carries, how many more it may."""

    seat: Member
    given: Told | None
    carried: list[Told]
    room: int | None
    here: bool
    give: str  # the address where it gives its voice

    @property
    def voices(self) -> int:
        """How many voices this seat carries, its own included."""
        return len(self.carried) + (self.given is None)


def mine(user: Person, occasion: Sitting | Round, agenda: list[Item], rules: SittingRules) -> list[Mine]:
    """The seats a person acts for, as they stand at an occasion."""
    seats = access.my_seats(user)
    standing = list(
        Proxy.objects.of(occasion)
        .standing()
        .select_related("giver__person", "holder__person", "sitting__chair__person")
    )
    here = (
        set(occasion.presences.filter(left_at=None).values_list("member", flat=True))
        if isinstance(occasion, Sitting)
        else set()
    )
    told = [Told(proxy, wishes(proxy, agenda)) for proxy in standing]
    return [
        _mine(seat, told, rules, here=seat.pk in here, give=_where_to_give(occasion, seat))
        for seat in seats.values()
    ]


def _where_to_give(occasion: Sitting | Round, seat: Member) -> str:
    if isinstance(occasion, Sitting):
        return reverse("proxies:give", args=[occasion.pk, seat.number])
    return reverse("proxies:give_in_round", args=[occasion.pk, seat.number])


def in_vote(user: Person, round_: Round, voices: Iterable[Voice]) -> Page:
    """The proxies of one vote that concern a person: given, held, and the seats whose voice they may still give.

    `voices` are those they carry there; a vote taken in a meeting follows the proxies of the meeting.
    """
    if round_.electorate.get("kind") not in {"members", "colleges"}:
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
        "given": [proxy for proxy in standing if proxy.giver_id in seats],
        "held": held,
        "mine": [seat for seat in seats.values() if seat.pk in free]
        if round_.electorate.get("proxies")
        else [],
    }


def awaiting_answer(user: Person) -> list[Proxy]:
    """The voices entrusted to a person that they have not answered for, and may still."""
    mine = Member.objects.carried_by(user, timezone.localdate())
    meeting = Q(sitting__isnull=False, sitting__opened_at=None, sitting__closed_at=None)
    vote = Q(round__closed_at=None, round__cancelled_at=None, round__closes_at__gt=Now())
    waiting = Proxy.objects.standing().filter(meeting | vote, holder__in=mine, accepted_at=None)
    return list(waiting.select_related("giver__person", "sitting", "round")[:6])


def wishes(proxy: Proxy, agenda: list[Item]) -> list[tuple[str, str]]:
    """What the giver of a proxy wishes on each question they spoke of, in words."""
    words = dict(CHOICES)
    said = ((str(item), choices_of(proxy.instructions, item.number)) for item in agenda)
    return [(question, str(words[choice])) for question, choice in said if choice in words]


def _mine(seat: Member, standing: list[Told], rules: SittingRules, *, here: bool, give: str) -> Mine:
    named = [told for told in standing if told.proxy.holder_id == seat.pk]
    blank = [told for told in standing if _in_blank_to(told.proxy, seat)]
    given = next((told for told in standing if told.proxy.giver_id == seat.pk), None)
    return Mine(seat, given, [*named, *blank], remaining(rules.proxy, len(named)), here, give)


def _in_blank_to(proxy: Proxy, seat: Member) -> bool:
    return proxy.holder_id is None and proxy.sitting is not None and proxy.sitting.chair_id == seat.pk


def rules_of(occasion: Sitting | Round) -> SittingRules:
    """The rules of the record day of an occasion."""
    day = record_day(occasion)
    return sitting_rules(day, Member.objects.voting(day).count())


def sitting_page(user: Person, sitting: Sitting) -> Page:
    """The page of a meeting, for whoever looks at it."""
    # Upstairs, a question may be a proposal, with its vote and its decision.
    questions = sitting.items.select_related("proposal__round", "proposal__decision")
    items: list[Any] = list(questions.prefetch_related("interested__person"))
    now = database_now()
    for item in items:
        item.kind_name = decision_name(item.decision_type)
        item.is_voted = _is_voted(item, now)
    rules = rules_of(sitting)
    return {
        "sitting": sitting,
        "items": items,
        "mine": mine(user, sitting, items, rules),
        "may_change": sitting.takes_proxies,
        "rules": rules,
        "cited": cited(rules.articles, rules.code.edition) if rules.articles else "",
        "observes": at_desk(user, OBSERVERS) or access.chairs(user, sitting),
        "counts": at_desk(user, COUNTERS),
        "leads": access.leads(user, sitting),
        "keeper": at_desk(user, KEEPERS),
        "last_paper_day": rules.last_paper_day(sitting.meets_at),
        "last_instant": rules.last_instant(sitting.meets_at),
    }


def _is_voted(item: Any, now: datetime) -> bool:
    """Whether the vote on a question is open."""
    round_ = getattr(getattr(item, "proposal", None), "round", None)
    return round_ is not None and round_.is_open(now)


@dataclass(frozen=True)
class Row:
    """One member in the list of a meeting: how they take part or why not, in words."""

    line: Line
    words: str
    presence: Presence | None

    @property
    def member(self) -> Member:
        return self.line.member


def rows(there: Attendance, typed: str = "") -> list[Row]:
    """Every member of the roll, or those whose number, name or college bears every word typed."""
    words = typed.casefold().split()
    lines = (line for line in there.lines if all(word in _named(line.member) for word in words))
    return [Row(line, how_or_why(line), there.presences.get(str(line.member.pk))) for line in lines]


def _named(member: Member) -> str:
    return f"{member.number} {member} {member.college_name}".casefold()


def how_or_why(line: Line) -> str:
    """How somebody takes part, or why nobody carries their voice."""
    return str(HOW[line.how]() if line.how else WHY[line.why]())


def quorum_box(there: Attendance, items: list[Item]) -> Page:
    """The quorum at a glance: the ring, each kind of vote on the agenda, each college."""
    shown = quorums(there, items)
    counts = there.counts
    return {
        "there": there,
        "quorums": shown,
        "ring": ring(there, shown),
        "here": counts["room"] + counts["remote"],
        "represented": counts["proxy"] + counts["blank"],
        "colleges": colleges(there),
    }


def quorums(there: Attendance, items: list[Item]) -> list[Page]:
    """The quorum of each kind of vote on the agenda: the figures, and whether it is reached."""
    kinds = list(dict.fromkeys(item.decision_type for item in items)) or ["ordinary"]
    reached = [(kind, there.quorum(kind)) for kind in kinds]
    return [{"name": decision_name(kind), "quorum": quorum} for kind, quorum in reached if quorum is not None]


def colleges(there: Attendance) -> list[Page]:
    """How many of each college take part, with a bar."""
    table = there.by_college()
    names = College.objects.filter(code__in=table).values_list("code", "name")
    return [_college(name, table[code]) for code, name in names]


def _college(name: str, counts: Mapping[str, int]) -> Page:
    counted, registered = counts["counted"], counts["registered"]
    label = _("%(name)s: %(counted)s of %(registered)s") % {
        "name": name, "counted": counted, "registered": registered,
    }  # fmt: skip
    bar = meter(100 * counted / registered, label=label)
    return {"name": name, "counted": counted, "registered": registered, "bar": bar}


def ring(there: Attendance, shown: list[Page]) -> Any:
    """The quorum ring of a meeting, with the threshold of the first kind of vote on the agenda marked."""
    counts, total = there.counts, there.registered
    here = counts["room"] + counts["remote"]
    needed = shown[0]["quorum"].required_min or 0 if shown else 0
    share = Fraction(there.taking_part, total) if total else Fraction(0)
    desc = _("%(here)s there, %(proxies)s represented, %(postal)s by post, of %(total)s members.") % {
        "here": here, "proxies": counts["proxy"] + counts["blank"], "postal": counts["postal"], "total": total,
    }  # fmt: skip
    return quorum_ring(
        total,
        here,
        there.taking_part - here,
        threshold=needed / total if total else 0,
        title=_("Quorum"),
        desc=desc,
        middle=percent(share, 0),
        under=_("%(count)s of %(total)s") % {"count": there.taking_part, "total": total},
    )


def attending_page(sitting: Sitting, asked: Mapping[str, str]) -> Page:
    """The list to check in by, a page of it, with the quorum at a glance."""
    there = attendance(sitting)
    items = list(sitting.items.all())
    typed = asked.get("q", "")
    return {
        "sitting": sitting,
        "items": items,
        "words": typed,
        "page": Paginator(rows(there, typed), PER_PAGE).get_page(asked.get("page")),
        "takes_forms": there.rules.postal_allowed,
        **quorum_box(there, items),
    }


READINGS = ("differ", "waiting", "agree")


def forms_page(sitting: Sitting, user: Person, asked: Mapping[str, str]) -> Page:
    """The forms of a meeting, those on which something is left to do first; late ones are not read twice.

    Two readings are shown once both are in, and only where they differ.
    """
    forms = list(sitting.postal_forms.counted().select_related("member__person", "entered_by", "again_by"))
    forms.sort(key=lambda form: (READINGS.index(form.reading), form.member.number))
    items = list(sitting.items.all())
    page: Any = Paginator(forms, PER_PAGE).get_page(asked.get("page"))
    for form in page:
        form.differences = _differences(form, items) if form.reading == "differ" else []
        form.may_read = _may_read(form, user)
    return {
        "sitting": sitting,
        "page": page,
        "counts": Counter(form.reading for form in forms),
        "late": sitting.postal_forms.filter(on_time=False).count(),
    }


def _may_read(form: PostalForm, user: Person) -> bool:
    """Whether there is something for this person to read: a second time, or their own again."""
    if form.reading == "waiting":
        return form.entered_by_id != user.pk
    return form.reading == "differ" and user.pk in (form.entered_by_id, form.again_by_id)


def _differences(form: PostalForm, items: list[Item]) -> list[tuple[Item, str, str]]:
    """Question by question, what the first and the second read where they differ."""
    words, second = dict(MARKS), form.again or {}
    read = (
        (item, form.choices.get(str(item.number), ""), second.get(str(item.number), "")) for item in items
    )
    return [(item, str(words[one]), str(words[two])) for item, one, two in read if one != two]


def asked_item(items: list[Item], asked: Mapping[str, str]) -> Item | None:
    """The question that an address names by its number, if it is on the agenda."""
    number = asked.get("item", "")
    return next((one for one in items if str(one.number) == number), None)


def voices_page(sitting: Sitting, asked: Mapping[str, str]) -> Page:
    """Who carries which voice, for the whole meeting or for one question."""
    items = list(sitting.items.all())
    item = asked_item(items, asked)
    there = attendance(sitting, item)
    return {
        "sitting": sitting,
        "items": items,
        "item": item,
        "page": Paginator(rows(there), PER_PAGE).get_page(asked.get("page")),
        "refused": refused(there),
        **quorum_box(there, [item] if item else items),
    }


def refused(there: Attendance) -> list[tuple[Member, str]]:
    """The standing proxies that do not count now, each with its reason in words."""
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
    "giver_unknown": lambda: _("the giver is not on the register"),
    "holder_unknown": lambda: _("the holder is not on the register"),
    "to_oneself": lambda: _("given to oneself"),
    "replaced": lambda: _("replaced by a later one"),
    "giver_present": lambda: _("the giver came"),
    "holder_absent": lambda: _("the holder is not there"),
    "chair_absent": lambda: _("the chair is not there"),
    "other_college": lambda: _("the holder is of another college"),
    "limit_exceeded": lambda: _("the holder carries enough"),
    "form_sent": lambda: _("a postal form goes before it"),
}
