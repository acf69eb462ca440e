"""What is told of a secret vote in which few voted, in some college or at all: nothing from which their votes could be reckoned.

Where too few voted to hide one another, there is no figure of what they marked: how many they were, and what it decided.
Where too few did in one college only, the weighing is left out.

Heads and weights are two equations: whoever has both solves them for the small college, and an exact weighted share is
enough by itself, since its denominator tells the colleges apart. So the weighing is told by its verdict alone, and the
heads whole: they are what can be counted again from the published ballots. The fingerprint of a result is made with
the figures of its colleges; a salt that is told to nobody keeps them from being found by trying.
"""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from votes.rounds.hiding import named
from votes.rounds.models import Round
from votes.rules.motion import SIDES
from votes.tally.readings import small

Json = dict[str, Any]
# What a weighing between options says of whom it chose, and of nothing that it counted.
CHOSEN = ("winners", "sure_winners", "tied", "tied_seats", "runoff", "adopted")


# What a stored outcome has beside its figures: why it is not told whole, and what keeps it from being found by trying.
BESIDE = ("salt", "kept")


def masked_below(round_: Round) -> int:
    """The number of voters under which a college is not told by itself: 0 where ballots are open."""
    return round_.smallest if round_.secret else 0


def is_small(round_: Round, outcome: Mapping[str, Any]) -> bool:
    """Whether the figures of some college would tell how few people voted in secret; `outcome` is as it is stored."""
    return "salt" in outcome or bool(small(dict(outcome), masked_below(round_)))


def salted(round_: Round, outcome: Json) -> Json:
    """An outcome as it is stored: with a salt where it will not be told whole."""
    if not (smallest := masked_below(round_)):
        return outcome
    voices, cast = named(round_), _turnout(outcome)["cast"]
    if cast and cast - voices.total() < smallest:
        return _with({"salt": secrets.token_hex(16), "kept": "all"}, outcome)
    if small(outcome, smallest, voices):
        return _with({"salt": secrets.token_hex(16)}, outcome)
    return outcome


def as_salted(counted: Json, stored: Mapping[str, Any]) -> Json:
    """An outcome that is counted again, with what the one that is stored has beside its figures, if it has a salt."""
    beside = {name: stored[name] for name in BESIDE if name in stored}
    return _with(beside, counted) if beside else counted


def hides_all_marks(outcome: Mapping[str, Any]) -> bool:
    """Whether no mark is shown, because too few people voted at all. `outcome` is the stored one."""
    return outcome.get("kept") == "all"


def _with(beside: Json, outcome: Json) -> Json:
    """Add a salt. Whoever was chosen is then named in the order of the paper, not in that of the voices for each."""
    winners = {"winners": in_order(outcome["winners"])} if "winners" in outcome else {}
    return {**outcome, **winners, **beside}


def _turnout(outcome: Mapping[str, Any]) -> Mapping[str, Any]:
    turnout: Mapping[str, Any] = outcome["turnout"] if "method" in outcome else outcome
    return turnout


def masked(outcome: Mapping[str, Any]) -> Json:
    """Copy an outcome without what would tell a small college; `withheld` names what is not there.

    Of a majority of colleges it says how many it took; of a quorum of each college which missed it, and not how many
    of it voted; of a weighing between options whom it chose.
    """
    if "salt" not in outcome:
        return _masked_before_salts(outcome)
    facts: Json = {name: value for name, value in outcome.items() if name not in BESIDE}
    facts |= {"colleges": None, "withheld": ["colleges"], **_quorums(outcome)}
    if both := outcome.get("double"):
        facts["double"] = {"needed": both["needed"]}
    if hides_all_marks(outcome):
        facts |= _decided(outcome)
    elif outcome["weighted"]:
        facts |= _weighing(outcome)
    return facts


def _decided(outcome: Mapping[str, Any]) -> Json:
    """What a count decided, and of what it counted nothing."""
    withheld = ["colleges", "weighted", "content"] if outcome["weighted"] else ["colleges", "content"]
    if "method" in outcome:
        decides = "weighted" if outcome["weighted"] else "heads"
        # The seed of a lot holds the ballots: with its number, they could be found by trying.
        return {"heads": None, decides: _chosen(outcome[decides]), "lot": None, "withheld": withheld}
    sides = dict.fromkeys(side for side in SIDES if side in outcome)
    reason = outcome["reason"] if outcome["reason"] == "quorum_missed" else ""
    return {**sides, "heads": None, "weighted": None, "ratio": None, "reason": reason, "withheld": withheld}


def _weighing(outcome: Mapping[str, Any]) -> Json:
    withheld = ["colleges", "weighted"]
    if "method" in outcome:
        return {"weighted": _chosen(outcome["weighted"]), "withheld": withheld}
    # Why it was adopted or not would say which side of which equality it fell on.
    reason = outcome["reason"] if outcome["reason"] == "quorum_missed" else ""
    return {"weighted": None, "ratio": None, "reason": reason, "withheld": withheld}


def _chosen(counted: Mapping[str, Any]) -> Json:
    facts = {name: counted[name] for name in CHOSEN if name in counted}
    # Who was equal is told where it matters: not where a lot, or their age, has decided between them.
    if "tied" in facts and "tied_seats" not in facts:
        del facts["tied"]
    return {name: in_order(value) if isinstance(value, list) else value for name, value in facts.items()}


def in_order(options: Iterable[str]) -> list[str]:
    """Options in the order of the paper, which numbers them."""
    return sorted(options, key=lambda option: (len(option), option))


def _quorums(outcome: Mapping[str, Any]) -> Json:
    if not (quorums := outcome.get("college_quorums")):
        return {}
    return {"college_quorums": [{"code": quorum["code"], "met": quorum["met"]} for quorum in quorums]}


def _masked_before_salts(outcome: Mapping[str, Any]) -> Json:
    """As decisions sealed it, and boxes told it, before results had a salt: those are public, and stay as they are."""
    facts = {**outcome, "colleges": None, **_quorums(outcome)}
    if both := outcome.get("double"):
        facts["double"] = {"in_favour": len(both["colleges_for"]), "needed": both["needed"]}
    between_options = isinstance(outcome["heads"], Mapping) and "method" in outcome
    return {**facts, "heads": None} if between_options and outcome["weighted"] else facts
