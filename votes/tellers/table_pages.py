"""What the pages of the tellers' table show."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Max
from django.utils.translation import gettext as _

from core.clock import database_now
from core.legible import whole
from members.people.models import Person
from members.people.queries import college_names
from votes.ballots.forms import WORDS
from votes.ballots.papers import sentence
from votes.rounds.hiding import too_few
from votes.rounds.models import Round, Voice
from votes.rounds.participation import in_steps
from votes.tellers.access import is_forgotten
from votes.tellers.actions.readings import SlipKey
from votes.tellers.comparing import Comparison, compare
from votes.tellers.models import Sheet, Slip, Teller
from votes.tellers.moments import is_absent

Page = dict[str, Any]
PER_PAGE = 50


def head(round_: Round, user: Person) -> Page:
    """What every page of the table knows: the round, the two readers, the viewer's own place, the agreement."""
    tellers = list(round_.tellers.select_related("person"))
    finished = [teller for teller in tellers if teller.done_at]
    sheet = Sheet.objects.select_related("agreed_by").filter(round=round_).first()
    return {
        "round": round_,
        "tellers": tellers,
        "mine": next((teller for teller in tellers if teller.person_id == user.pk), None),
        "full": len(tellers) == 2,
        "both_done": len(finished) == 2,
        "sheet": sheet,
        "settled": round_.proclaimed_at is not None,
        "forgotten": is_forgotten(round_),
        "may_read": round_.closed_at is not None,
        "few": not in_steps(round_) and too_few(round_),
        "may_change": sheet is None and round_.proclaimed_at is None,
    }


def roll_page(round_: Round, user: Person, query: Mapping[str, str]) -> Page:
    """The roll to sign: those whose name or college bears the words typed, those on paper first when none is.

    While a secret vote is open it does not say who has voted on line; whoever signs all the same is told.
    """
    typed = query.get("q", "").strip()
    voices = round_.voices.order_by("-on_paper", "name", "pk")
    for word in typed.split():
        voices = voices.filter(name__icontains=word)
    on_paper = round_.voices.filter(on_paper=True).count()
    page: Any = Paginator(voices, PER_PAGE).get_page(query.get("page"))
    names, quiet, over = college_names(), in_steps(round_), not round_.is_open(database_now())
    for voice in page:
        voice.college_name = names.get(voice.college, voice.college)
        away = is_absent(voice, round_, over=over) and not voice.on_paper
        voice.way = "away" if away else _way(voice, quiet=quiet)
    return {**head(round_, user), "words": typed, "page": page, "signed": on_paper, "quiet": quiet}


def _way(voice: Voice, *, quiet: bool) -> str:
    """How a voice voted, as the roll says it: paper, postal, blank, line, or none; empty where it does not say."""
    if voice.on_paper:
        return "paper"
    if voice.voted_at is not None and voice.how in {"postal", "blank"}:
        return voice.how
    return "" if quiet else "none" if voice.voted_at is None else "line"


def piles(round_: Round) -> list[str]:
    """The colleges whose slips are apart: all of the roll in a secret vote where they weigh, else none."""
    if not (round_.secret and round_.by_college):
        return []
    return sorted(set(round_.voices.order_by().values_list("college", flat=True).distinct()))


def next_line(round_: Round, teller: Teller, query: Mapping[str, str]) -> SlipKey | None:
    """The slip to read: the one that an address names, or the first that is not read; None when none is left."""
    if round_.secret:
        codes = piles(round_)
        college = query.get("college", "") if query.get("college") in codes else (codes or [""])[0]
        if number := whole(query.get("number")):
            return SlipKey(number=number, college=college)
        top = teller.slips.filter(college=college).aggregate(top=Max("number"))["top"]
        return SlipKey(number=(top or 0) + 1, college=college)
    waiting = round_.voices.filter(on_paper=True).order_by("name", "pk")
    unread = waiting.exclude(pk__in=teller.slips.values("voice")).values_list("pk", flat=True)
    chosen = waiting.filter(pk=whole(query.get("voice"))).values_list("pk", flat=True).first()
    voice_id = chosen or unread.first()
    return SlipKey(voice_id=voice_id) if voice_id else None


def slips_page(round_: Round, user: Person, teller: Teller, query: Mapping[str, str]) -> Page:
    """One's own slips, and the one to read now; never what the other reads."""
    line = next_line(round_, teller, query)
    slips: Any = Paginator(teller.slips.select_related("voice").order_by("-pk"), PER_PAGE).get_page(
        query.get("page")
    )
    names = college_names()
    for slip in slips:
        slip.words = in_words(round_, slip)
        slip.college_name = names.get(slip.college, "")
    page = head(round_, user)
    return {
        **page,
        "line": line,
        "voice": round_.voices.filter(pk=line.voice_id).first() if line and line.voice_id else None,
        "page": slips,
        "marks": round_.voices.filter(on_paper=True).count(),
        "typing": page["may_change"] and (teller.done_at is None or page["both_done"]),
    }


def in_words(round_: Round, slip: Slip | None) -> str:
    """What one reading of a slip says, in words."""
    if slip is None:
        return _("not read")
    if slip.void:
        return _("Void")
    return str(WORDS[slip.content]) if round_.is_motion else sentence(round_.ballot_paper, slip.content)


def comparison_page(round_: Round, user: Person, query: Mapping[str, str]) -> Page:
    """Both readings side by side, once both are done."""
    both: Comparison = compare(round_)
    page: Any = Paginator(both.pairs, PER_PAGE).get_page(query.get("page"))
    names = college_names()
    for pair in page:
        sides = {"one": in_words(round_, pair.first), "two": in_words(round_, pair.second)}
        pair.__dict__.update(sides, college_name=names.get(pair.college, ""), slip=pair.first or pair.second)
    signed = round_.voices.filter(on_paper=True).count()
    first = round_.tellers.order_by("pk").first()
    slips_read = Slip.objects.filter(teller=first).count()
    return {
        **head(round_, user), "page": page, "differ": both.differ, "signed": signed, "read": slips_read,
        "missing": signed - slips_read,
    }  # fmt: skip
