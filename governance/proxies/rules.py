"""What the code social says of proxies, presence and postal forms, and the articles that say it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from governance.code.in_force import in_force_or_silent
from governance.code.vocabulary.values import Code
from governance.meetings.models import Meeting
from governance.proxies.voices import ProxyRules, most_for_scop
from members.people.models import Member
from votes.rounds.models import Round

KEYS = (
    *(
        "proxy.limit",
        "proxy.most",
        "proxy.counted_per",
        "proxy.overflow",
        "proxy.same_college",
        "proxy.presence_cancels",
    ),
    *("proxy.blank", "proxy.carried_over", "proxy.of_interested", "postal.allowed", "postal.paper_days"),
    *("postal.eve_hour", "postal.with_proxy", "postal.presence_cancels"),
    *("quorum.represented", "quorum.remote", "quorum.postal"),
    *("interested.vote", "interested.quorum", "interested.majority"),
)


@dataclass(frozen=True)
class MeetingRules:
    """The rules of one day, for meetings and for votes that proxies are given for."""

    proxy: ProxyRules
    blank_to_chair: bool
    carried_over: bool
    postal_allowed: bool
    paper_days: int
    eve_hour: int
    form_beside_proxy: str
    counts_represented: bool
    counts_remote: bool
    counts_postal: bool
    interested_vote: bool
    interested_leave_majority: bool
    interested_leave_quorum: bool
    articles: tuple[str, ...]
    # The code itself, for what the kinds of vote say: its number is 0 where there is none yet.
    code: Code

    def last_paper_day(self, meets_at: datetime) -> date:
        """The last day on which a paper form comes in time. Source: C. com. R225-77; the code may shorten it."""
        return timezone.localdate(meets_at) - timedelta(days=self.paper_days)

    def last_instant(self, meets_at: datetime) -> datetime:
        """The instant until which an electronic form comes in time: the eve of the meeting, at an hour.

        Source: C. com. R225-77, R225-80.
        """
        eve = timezone.localtime(meets_at) - timedelta(days=1)
        return eve.replace(hour=self.eve_hour, minute=0, second=0, microsecond=0)

    def in_time(self, received_at: datetime, meets_at: datetime, *, on_paper: bool) -> bool:
        """Whether a postal form received at an instant is counted."""
        if on_paper:
            # Whatever the code says, what comes once members meet says nothing to them.
            return (
                timezone.localdate(received_at) <= self.last_paper_day(meets_at) and received_at <= meets_at
            )
        return received_at <= self.last_instant(meets_at)


def meeting_rules(day: date, members: int) -> MeetingRules:
    """Read the rules in force on a day; `members` is how many are on the register, which a SCOP's limit follows.

    Where there is no code yet, what the vocabulary says of silence holds.
    """
    code = in_force_or_silent(day)
    return MeetingRules(
        proxy=_proxy(code, members),
        blank_to_chair=code.value("proxy.blank") == "chair",
        carried_over=code.value("proxy.carried_over"),
        postal_allowed=code.value("postal.allowed"),
        paper_days=code.value("postal.paper_days"),
        eve_hour=code.value("postal.eve_hour"),
        form_beside_proxy=code.value("postal.with_proxy"),
        counts_represented=code.value("quorum.represented"),
        counts_remote=code.value("quorum.remote"),
        counts_postal=code.value("quorum.postal"),
        interested_vote=code.value("interested.vote"),
        interested_leave_majority=not code.value("interested.majority"),
        interested_leave_quorum=not code.value("interested.quorum"),
        articles=tuple(code.cite(*KEYS)),
        code=code,
    )


def takes_proxies(code: Code) -> bool:
    """Whether a code lets members carry the voices of others at all."""
    return code.value("proxy.limit") != "number" or code.value("proxy.most") > 0


def _proxy(code: Code, members: int) -> ProxyRules:
    limits = {"number": code.value("proxy.most"), "scop": most_for_scop(members), "none": None}
    return ProxyRules(
        most=limits[code.value("proxy.limit")],
        overflow="to_blank" if code.value("proxy.overflow") == "blank" else "reject_latest",
        same_college=code.value("proxy.same_college"),
        presence_cancels=code.value("proxy.presence_cancels"),
        presence_cancels_form=code.value("postal.presence_cancels"),
        form_wins=code.value("postal.with_proxy") == "form_wins",
        interested_keep=code.value("proxy.of_interested") == "kept",
        counted_per=code.value("proxy.counted_per"),
    )


def record_day_of(occasion: Meeting | Round) -> date:
    """The day whose register counts for an occasion."""
    if isinstance(occasion, Meeting):
        return occasion.record_on
    return date.fromisoformat(occasion.electorate["day"])


def rules_of(occasion: Meeting | Round) -> MeetingRules:
    """The rules that a meeting or a vote follows: those of the day whose register counts."""
    day = record_day_of(occasion)
    return meeting_rules(day, Member.objects.voting(day).count())
