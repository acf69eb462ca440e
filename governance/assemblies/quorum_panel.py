"""The quorum of a meeting at a glance: the ring, each kind of vote on its agenda, each college."""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from core.pictures.beads import meter
from core.pictures.quorum import quorum_ring
from core.prose.shares import percentage
from governance.meetings.models import AgendaItem
from governance.proxies.attendance_sheet import WAYS, AttendanceSheet
from members.people.queries import college_names
from votes.rounds.explain import decision_name

Page = dict[str, Any]


def quorum_panel(sheet: AttendanceSheet, items: list[AgendaItem]) -> Page:
    """The quorum at a glance: the ring, each kind of vote on the agenda, each college."""
    names = college_names()
    shown = quorums(sheet, items, names)
    ways = sum(sheet.by_college.values(), Counter())
    return {
        "sheet": sheet,
        "ways": ways,
        "quorums": shown,
        "ring": ring(sheet, shown, ways),
        "here": ways["room"] + ways["remote"],
        "represented": ways["proxy"] + ways["blank"],
        "not_counted": sum(ways[way] for way in WAYS) - sheet.counted(ways),
        "colleges": colleges(sheet, names),
    }


def quorums(sheet: AttendanceSheet, items: list[AgendaItem], names: Mapping[str, str]) -> list[Page]:
    """The quorum of each kind of vote on the agenda that asks for one: its figures, the colleges that miss theirs."""
    kinds = list(dict.fromkeys((item.decision_type, item.is_second_call) for item in items))
    calls = kinds or [("ordinary", sheet.meeting.follows_id is not None)]
    results = [(kind, second, sheet.quorum(kind, second_call=second)) for kind, second in calls]
    return [
        {
            "name": _named(kind, sheet, second),
            "met": reached.met,
            "whole": reached.whole,
            "failing": [(names.get(code, code), reached.colleges[code]) for code in reached.failing],
        }
        for kind, second, reached in results
        if reached.whole is not None or reached.colleges
    ]


def _named(kind: str, sheet: AttendanceSheet, second: bool) -> str:
    """A kind of vote; on a second call, said of what is asked there for the first time."""
    if second or sheet.meeting.follows_id is None:
        return decision_name(kind)
    return _("%(kind)s, asked for the first time") % {"kind": decision_name(kind)}


def colleges(sheet: AttendanceSheet, names: Mapping[str, str]) -> list[Page]:
    """How many of each college count for the quorum, with a bar."""
    return [_college(name, sheet, code) for code, name in names.items() if code in sheet.by_college]


def _college(name: str, sheet: AttendanceSheet, code: str) -> Page:
    row = sheet.by_college[code]
    counted, registered = sheet.counted(row), row["electorate"]
    label = _("%(name)s: %(counted)s of %(registered)s") % {
        "name": name, "counted": counted, "registered": registered,
    }  # fmt: skip
    bar = meter(100 * counted / registered if registered else 0, label=label)
    return {"name": name, "counted": counted, "registered": registered, "bar": bar}


def ring(sheet: AttendanceSheet, shown: list[Page], ways: Counter[str]) -> Any:
    """The quorum ring of a meeting: who counts, with the threshold of the first kind of vote on the agenda marked."""
    counted, total = sheet.counted(ways), ways["electorate"]
    attending = min(counted, ways["room"] + (ways["remote"] if sheet.rules.counts_remote else 0))
    first = shown[0]["whole"] if shown else None
    needed = Fraction(first.required_min or 0, total) if first and total else Fraction(0)
    share = Fraction(counted, total) if total else Fraction(0)
    desc = _("%(here)s there, %(proxies)s represented, %(postal)s by post, of %(total)s members.") % {
        "here": ways["room"] + ways["remote"], "proxies": ways["proxy"] + ways["blank"], "postal": ways["postal"],
        "total": total,
    }  # fmt: skip
    return quorum_ring(
        total,
        attending,
        counted - attending,
        threshold=float(needed),
        title=_("Quorum"),
        desc=desc,
        middle=percentage(share, places=0, marks=[needed]),
        under=_("%(count)s of %(total)s") % {"count": counted, "total": total},
    )
