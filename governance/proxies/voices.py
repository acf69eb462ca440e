"""One pure function turns register, presence, proxies and postal forms into who carries which voice.

Nothing is read or written here: the caller gives names (or ids) and gets every voice once, with who carries
it and why, or why nobody does. It takes one pass over proxies and one over members.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

Overflow = Literal["reject_latest", "to_blank"]
How = Literal["present", "proxy", "blank", "postal"]
# Why a proxy does not count; the page turns each word into a sentence.
Refused = Literal[
    "giver_unknown", "holder_unknown", "to_oneself", "replaced", "giver_present", "holder_absent", "chair_absent",
    "other_college", "limit_exceeded", "form_sent",
]  # fmt: skip
Silent = Literal["absent", "interested", "holder_interested"]
Choice = str | None


@dataclass(frozen=True, slots=True)
class Proxy:
    """A voice given to somebody, or in blank when `holder` is None; `order` is that of reception."""

    giver: str
    holder: str | None
    order: int


@dataclass(frozen=True, slots=True)
class ProxyRules:
    """What the code social says. `most` is how many proxies one member may hold, None for no limit.

    The limit counts named proxies; blank ones go to the chair beyond it.
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


@dataclass(frozen=True, slots=True)
class Voice:
    """One member's voice: who carries it, how, and its weight."""

    member: str
    carrier: str
    how: How
    weight: Fraction


@dataclass(slots=True)
class Voices:
    """Every voice that can be cast, every proxy that stands or does not, everybody without a voice."""

    lines: list[Voice] = field(default_factory=list)
    accepted: list[tuple[str, str]] = field(default_factory=list)
    blank: list[str] = field(default_factory=list)
    refused: list[tuple[str, Refused]] = field(default_factory=list)
    silent: dict[str, Silent] = field(default_factory=dict)

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
    proxies: Iterable[Proxy],
    rules: ProxyRules,
    *,
    chair: str | None = None,
    colleges: Mapping[str, str] | None = None,
    postal: Collection[str] = (),
    interested: Collection[str] = (),
    weights: Mapping[str, Fraction] | None = None,
) -> Voices:
    """Say who carries which voice.

    - A member in the meeting carries their own voice; where the code says so, coming cancels the proxy given.
    - A proxy stands when its giver is a member, its holder a member in the meeting and not the giver. There
      is no substitution: what an absent holder held is lost, whatever the holder gave to somebody else.
    - Over the limit, the latest received are refused, or turn blank. A later proxy replaces an earlier one.
    - Blank proxies go to the chair, who must be there.
    - A postal form counts for a member who neither came nor is represented; with both, the proxy stands (see
      `mixed_form` for the choices). The rules may let the form go first, against a proxy or against coming.
    - The interested have no voice on this question; whether those whose proxies they hold lose theirs is for
      the statutes, so the rules say it.

    Sources: C. com. R225-79, R225-81, L225-106 III (SA, copied by many statutes); otherwise the statutes.
    """
    register = list(dict.fromkeys(members))
    known, by_post = set(register), set(postal)
    # Where coming does not cancel a form, whoever sent one has voted.
    here = set(present) if rules.presence_cancels_form else set(present) - by_post
    found = Voices()
    wanted = _beside_forms(found, proxies, by_post) if rules.form_wins else proxies
    represented = _settle(
        found, wanted, rules, known=known, here=set(present) & known, chair=chair, colleges=colleges or {}
    )
    weight = weights or {}
    for member in register:
        line = _voice(member, here, represented, by_post, weight.get(member, Fraction(1)))
        why = _silent(member, line, interested, rules)
        if why is not None:
            found.silent[member] = why
        elif line is not None:
            found.lines.append(line)
    return found


def _beside_forms(found: Voices, proxies: Iterable[Proxy], by_post: set[str]) -> list[Proxy]:
    """The proxies of those who sent no form; where a form goes first, the others do not count."""
    wanted = list(proxies)
    found.refused += [(proxy.giver, "form_sent") for proxy in wanted if proxy.giver in by_post]
    return [proxy for proxy in wanted if proxy.giver not in by_post]


def _silent(member: str, line: Voice | None, interested: Collection[str], rules: ProxyRules) -> Silent | None:
    if member in interested:
        return "interested"
    if line is None:
        return "absent"
    if line.carrier in interested and line.how != "postal" and not rules.interested_keep:
        return "holder_interested"
    return None


def _voice(
    member: str, here: Collection[str], represented: Mapping[str, tuple[str, How]], postal: Collection[str],
    weight: Fraction,
) -> Voice | None:  # fmt: skip
    if member in represented:
        carrier, how = represented[member]
        return Voice(member, carrier, how, weight)
    if member in here:
        return Voice(member, member, "present", weight)
    if member in postal:
        return Voice(member, member, "postal", weight)
    return None


def _settle(
    found: Voices, proxies: Iterable[Proxy], rules: ProxyRules, *, known: set[str], here: set[str],
    chair: str | None, colleges: Mapping[str, str],
) -> dict[str, tuple[str, How]]:  # fmt: skip
    """Take proxies in the order of reception; fill what stands and what does not; return who is represented."""
    represented: dict[str, tuple[str, How]] = {}
    held: dict[str, int] = {}
    for proxy in _latest(found, proxies):
        reason = _fault(proxy, rules, known, here, colleges)
        holder, how = proxy.holder, "proxy"
        if (
            reason is None
            and holder is not None
            and rules.most is not None
            and held.get(holder, 0) >= rules.most
        ):
            reason = "limit_exceeded" if rules.overflow == "reject_latest" else None
            holder = None
        if reason is None and holder is None:
            holder, how = chair, "blank"
            reason = None if chair in here else "chair_absent"
        if reason is not None or holder is None:
            found.refused.append((proxy.giver, reason or "chair_absent"))
            continue
        represented[proxy.giver] = (holder, "blank" if how == "blank" else "proxy")
        if how == "blank":
            found.blank.append(proxy.giver)
        else:
            held[holder] = held.get(holder, 0) + 1
            found.accepted.append((proxy.giver, holder))
    return represented


def _latest(found: Voices, proxies: Iterable[Proxy]) -> list[Proxy]:
    """Keep the last proxy of each giver, in the order of reception."""
    ordered = sorted(proxies, key=lambda proxy: proxy.order)
    last = {proxy.giver: proxy for proxy in ordered}
    kept = []
    for proxy in ordered:
        if last[proxy.giver] is proxy:
            kept.append(proxy)
        else:
            found.refused.append((proxy.giver, "replaced"))
    return kept


def _fault(
    proxy: Proxy, rules: ProxyRules, known: set[str], here: set[str], colleges: Mapping[str, str]
) -> Refused | None:
    giver, holder = proxy.giver, proxy.holder
    if giver not in known:
        return "giver_unknown"
    if giver in here and rules.presence_cancels:
        return "giver_present"
    if holder is None:
        return None
    if holder == giver:
        return "to_oneself"
    if holder not in known:
        return "holder_unknown"
    if holder not in here:
        return "holder_absent"
    if rules.same_college and colleges.get(giver) != colleges.get(holder):
        return "other_college"
    return None


def remaining(rules: ProxyRules, held: int) -> int | None:
    """How many more proxies a holder may take; None without a limit."""
    return None if rules.most is None else max(0, rules.most - held)


def blank_votes(blank: int, supported: Mapping[str, bool]) -> dict[str, tuple[int, int]]:
    """How blank proxies vote on each resolution: (for, against).

    For the drafts that the board presents or approves, against all others. Source: C. com. L225-106 III.
    """
    return {name: (blank, 0) if by_board else (0, blank) for name, by_board in supported.items()}


def mixed_form(postal: Mapping[str, Choice], holder: Mapping[str, Choice]) -> dict[str, Choice]:
    """The choices that count when a member returned both a proxy and a postal form.

    The proxy stands, subject to the votes expressed on the form. Source: C. com. R225-81.
    """
    return {name: choice if choice is not None else holder.get(name) for name, choice in postal.items()}
