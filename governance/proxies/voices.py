"""One pure function turns register, attendance, proxies and postal forms into who carries which voice.

Nothing is read or written here: the caller gives names (or ids) and gets every voice once, with who carries
it and why, or why nobody does. It takes one pass over proxies and one over members.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

Overflow = Literal["reject_latest", "to_blank"]
How = Literal["present", "proxy", "blank", "postal"]
# Why a proxy does not count: a closed list, told in docs/rules.md; the page turns each word into a sentence. What comes
# too late, for another meeting or to oneself is refused where it is given, and never gets here.
Refused = Literal[
    "giver_not_member", "holder_not_member", "giver_present", "holder_absent", "chair_absent", "college_mismatch",
    "limit_exceeded", "form_sent", "holder_interested", "revoked_by_later", "revoked", "declined", "agenda_changed",
    "not_registered",
]  # fmt: skip
Silent = Literal["absent", "interested", "holder_interested"]
Unit = Literal["person", "seat"]
Choice = str | None


@dataclass(frozen=True, slots=True)
class ReceivedProxy:
    """A voice given to somebody, or in blank when `holder` is None; `order` is that of reception.

    `ended`: why it stands no more, where that is known beforehand. `wishes`: it says how to vote, and so is not turned
    blank over the limit.
    """

    giver: str
    holder: str | None
    order: int
    ended: Refused | None = None
    wishes: bool = False


@dataclass(frozen=True, slots=True)
class ProxyRules:
    """What the code social says. `most` is how many proxies one may hold, None for no limit.

    The limit counts named proxies; blank ones go to the chair beyond it. It is that of a person, whatever seats they
    act for, or that of each seat, as `counted_per` says.
    """

    most: int | None = None
    overflow: Overflow = "reject_latest"
    same_college: bool = False
    presence_cancels: bool = True
    # Whether coming cancels the postal form one had sent, and whether a form goes before a proxy.
    presence_cancels_form: bool = True
    form_wins: bool = False
    # Whether an interested member still votes for those whose proxies they hold.
    interested_keep: bool = True
    counted_per: Unit = "person"


@dataclass(frozen=True, slots=True)
class CarriedVoice:
    """One member's voice: who carries it, how, and its weight."""

    member: str
    carrier: str
    how: How
    weight: Fraction


@dataclass(slots=True)
class Voices:
    """Every voice that can be cast, every proxy that stands or does not, everybody without a voice.

    `part` says how each takes part in the meeting, with a voice on this question or without.
    """

    lines: list[CarriedVoice] = field(default_factory=list)
    accepted: list[tuple[str, str]] = field(default_factory=list)
    blank: list[str] = field(default_factory=list)
    refused: list[tuple[str, Refused]] = field(default_factory=list)
    silent: dict[str, Silent] = field(default_factory=dict)
    part: dict[str, How] = field(default_factory=dict)

    def carried(self) -> dict[str, int]:
        """How many voices each member in the meeting carries, their own included."""
        counts: dict[str, int] = {}
        for line in self.lines:
            if line.how != "postal":
                counts[line.carrier] = counts.get(line.carrier, 0) + 1
        return counts


def most_for_scop(associates: int) -> int:
    """How many proxies one associate of a SCOP may hold, besides their own voice.

    One under twenty associates, then at most a twentieth of them. Source: law 78-763 art. 14.
    """
    return 1 if associates < 20 else associates // 20


def voices(
    members: Iterable[str],
    present: Collection[str],
    proxies: Iterable[ReceivedProxy],
    rules: ProxyRules,
    *,
    chair: str | None = None,
    colleges: Mapping[str, str] | None = None,
    postal: Collection[str] = (),
    interested: Collection[str] = (),
    weights: Mapping[str, Fraction] | None = None,
    persons: Mapping[str, str] | None = None,
) -> Voices:
    """Say who carries which voice.

    - A member in the meeting carries their own voice; where the code says so, coming cancels the proxy given.
    - A proxy stands when its giver is a member, its holder a member in the meeting and not the giver. There
      is no substitution: what an absent holder held is lost, whatever the holder gave to somebody else.
    - Over the limit, the latest received are refused, or turn blank. A later proxy replaces an earlier one. `persons`
      maps seats to who acts for them, so that several seats of one person hold the limit once.
    - Blank proxies go to the chair, who must be there. A postal form counts for a member who neither
      came nor is represented; with both, the proxy stands (see `in_advance` for the choices). The rules may let the
      form go first, against a proxy or against coming.
    - The interested have no voice on this question; whether those whose proxies they hold lose theirs is for
      the statutes, so the rules say it. They are in the meeting all the same, as `part` tells.

    Sources: C. com. R225-79, R225-81, L225-106 III (SA, copied by many statutes); otherwise the statutes.
    """
    register = list(dict.fromkeys(members))
    known, by_post = set(register), set(postal)
    # Where coming does not cancel a form, whoever sent one has voted.
    in_person = set(present) if rules.presence_cancels_form else set(present) - by_post
    outcome = Voices()
    represented = _settle(
        outcome, _standing(outcome, proxies, sent_forms=by_post if rules.form_wins else set()), rules, known=known,
        present=set(present) & known, chair=chair, colleges=colleges or {}, persons=persons or {},
    )  # fmt: skip
    lost: list[str] = []
    for member in register:
        line = _voice(member, in_person, represented, by_post, (weights or {}).get(member, Fraction(1)))
        why = _silent(member, line, interested, rules)
        lost += [member] if why == "holder_interested" else []
        _note(outcome, member, *_without_proxy(line, why, by_post), came=member in present)
    _lose(outcome, lost)
    return outcome


def _without_proxy(
    line: CarriedVoice | None, why: Silent | None, by_post: set[str]
) -> tuple[CarriedVoice | None, Silent | None]:
    """What is left of a voice whose proxy is lost on a question: the form that was sent beside it."""
    if why != "holder_interested" or line is None or line.member not in by_post:
        return line, why
    return CarriedVoice(line.member, line.member, "postal", line.weight), None


def _note(outcome: Voices, member: str, line: CarriedVoice | None, why: Silent | None, *, came: bool) -> None:
    """Write a member down: how they take part, and their voice or why they have none.

    Whoever came is there, whoever casts their voice and however.
    """
    if line is not None:
        outcome.part[member] = "present" if came else line.how
    if why is not None:
        outcome.silent[member] = why
    elif line is not None:
        outcome.lines.append(line)


def _standing(
    outcome: Voices, proxies: Iterable[ReceivedProxy], *, sent_forms: set[str]
) -> list[ReceivedProxy]:
    """The proxies that nobody ended, of those who sent no form that goes first; the others say why they do not count."""
    received = list(proxies)
    outcome.refused += [(proxy.giver, proxy.ended) for proxy in received if proxy.ended is not None]
    standing = [proxy for proxy in received if proxy.ended is None]
    outcome.refused += [(proxy.giver, "form_sent") for proxy in standing if proxy.giver in sent_forms]
    return [proxy for proxy in standing if proxy.giver not in sent_forms]


def _lose(outcome: Voices, lost: list[str]) -> None:
    """The proxies that are lost on this question with the voice of their holder, which is interested in it."""
    outcome.accepted = [pair for pair in outcome.accepted if pair[0] not in lost]
    outcome.blank = [giver for giver in outcome.blank if giver not in lost]
    outcome.refused += [(giver, "holder_interested") for giver in lost]


def _silent(
    member: str, line: CarriedVoice | None, interested: Collection[str], rules: ProxyRules
) -> Silent | None:
    if member in interested:
        return "interested"
    if line is None:
        return "absent"
    if line.carrier in interested and line.how != "postal" and not rules.interested_keep:
        return "holder_interested"
    return None


def _voice(
    member: str, in_person: Collection[str], represented: Mapping[str, tuple[str, How]], postal: Collection[str],
    weight: Fraction,
) -> CarriedVoice | None:  # fmt: skip
    if member in represented:
        carrier, how = represented[member]
        return CarriedVoice(member, carrier, how, weight)
    if member in in_person:
        return CarriedVoice(member, member, "present", weight)
    if member in postal:
        return CarriedVoice(member, member, "postal", weight)
    return None


def _settle(
    outcome: Voices, proxies: Iterable[ReceivedProxy], rules: ProxyRules, *, known: set[str], present: set[str],
    chair: str | None, colleges: Mapping[str, str], persons: Mapping[str, str],
) -> dict[str, tuple[str, How]]:  # fmt: skip
    """Take proxies in the order of reception; fill what stands and what does not; return who is represented."""
    represented: dict[str, tuple[str, How]] = {}
    held: dict[str, int] = {}
    for proxy in _latest(outcome, proxies):
        reason, holder = _fault(proxy, rules, known, present, colleges), proxy.holder
        if (
            reason is None
            and holder is not None
            and remaining(rules, held.get(unit(rules, holder, persons), 0)) == 0
        ):
            reason = "limit_exceeded" if rules.overflow == "reject_latest" or proxy.wishes else None
            holder = None
        if reason is not None:
            outcome.refused.append((proxy.giver, reason))
        elif holder is not None:
            limit_unit = unit(rules, holder, persons)
            held[limit_unit] = held.get(limit_unit, 0) + 1
            represented[proxy.giver] = (holder, "proxy")
            outcome.accepted.append((proxy.giver, holder))
        elif chair is not None and chair in present:
            represented[proxy.giver] = (chair, "blank")
            outcome.blank.append(proxy.giver)
        else:
            outcome.refused.append((proxy.giver, "chair_absent"))
    return represented


def unit(rules: ProxyRules, seat: str, persons: Mapping[str, str]) -> str:
    """Whose limit a proxy held by a seat counts in: that of the person who acts for it, or that of the seat itself."""
    if rules.counted_per == "seat" or seat not in persons:
        return f"seat {seat}"
    return f"person {persons[seat]}"


def _latest(outcome: Voices, proxies: Iterable[ReceivedProxy]) -> list[ReceivedProxy]:
    """Keep the last proxy of each giver, in the order of reception."""
    ordered = sorted(proxies, key=lambda proxy: proxy.order)
    last = {proxy.giver: proxy for proxy in ordered}
    latest = []
    for proxy in ordered:
        if last[proxy.giver] is proxy:
            latest.append(proxy)
        else:
            outcome.refused.append((proxy.giver, "revoked_by_later"))
    return latest


def _fault(
    proxy: ReceivedProxy, rules: ProxyRules, known: set[str], present: set[str], colleges: Mapping[str, str]
) -> Refused | None:
    giver, holder = proxy.giver, proxy.holder
    if giver not in known:
        return "giver_not_member"
    # Whoever came carries their own voice, and nobody can be their own proxy.
    if giver in present and (rules.presence_cancels or holder == giver):
        return "giver_present"
    if holder is None:
        return None
    if holder not in known:
        return "holder_not_member"
    if holder not in present:
        return "holder_absent"
    if rules.same_college and colleges.get(giver) != colleges.get(holder):
        return "college_mismatch"
    return None


def remaining(rules: ProxyRules, held: int) -> int | None:
    """How many more proxies a holder may take; None without a limit."""
    return None if rules.most is None else max(0, rules.most - held)


def in_advance(how: str, marked: Choice, *, supported: bool, marks_first: bool = True) -> Choice:
    """What was chosen before a meeting for somebody who takes part in a way; None where nothing was.

    A blank proxy votes for the drafts that the board presents or approves, and against all others. A postal form says
    what it marks, and abstains where it marks nothing. With both a proxy and a form the proxy stands, subject to the
    votes marked on the form (`marks_first`). Sources: C. com. L225-106 III, R225-76, R225-81.
    """
    if how == "postal":
        return marked or "abstain"
    own = marked if how in ("proxy", "blank") and marks_first else None
    if how == "blank" and own is None:
        return "for" if supported else "against"
    return own
