"""From a roll and a box to an outcome, with nothing but the rules: what a recount elsewhere runs as it stands here."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from votes.rounds.paper import Paper
from votes.rules import ties
from votes.rules.contents import parse
from votes.rules.frame import reached_json, took_part
from votes.rules.motion import CollegeBox, MotionRule, motion
from votes.rules.terms import Terms

Json = dict[str, Any]
Box = Sequence[tuple[str, str, int]]


def outcome(facts: Mapping[str, Any], roll: Mapping[str, int], box: Box) -> Json:
    """Count a box by the frozen facts of its round; the outcome says every step, in integers and exact text.

    Shape of the facts: "method", "paper", "rule", "second_call", "lot_nonce", as a round stores them, and "casting":
    what the member with a casting vote chose, where the ballots are open. Shape of the rest: voices on the roll by
    college, (college, content, voices) of the box.
    "adopted": whether it decides something; "undecided": why it must be voted on again, or empty.
    """
    if facts["method"] == "motion":
        rule = MotionRule.from_json(facts["rule"])
        counted = motion(rule, boxes(roll, box), casting=facts.get("casting"))
        result = {**counted.to_json(), "undecided": ""}
    else:
        paper, terms = Paper.from_json(facts["paper"]), Terms.from_json(facts["rule"])
        result = options(paper, terms, roll, box, seed=lot_seed(facts["lot_nonce"], box))
    if result["reason"] == "quorum_missed" and facts["second_call"]:
        result["undecided"] = "quorum"
    return result


def as_stored(counted: Mapping[str, Any], stored: Mapping[str, Any]) -> Json:
    """Write an outcome that was counted today in the shape of one that an earlier release stored.

    An outcome says its `format`, or that of its rule does. The very first said nothing of what it left undecided, for
    nothing could be; all that it said is compared.
    """
    left_out = {"undecided"} if "undecided" not in stored and counted.get("undecided") == "" else set()
    return {key: value for key, value in counted.items() if key not in left_out}


def boxes(roll: Mapping[str, int], box: Box) -> list[CollegeBox]:
    """Gather roll and box of a for/against/abstain vote, by college."""
    cast: dict[str, dict[str, int]] = defaultdict(dict)
    for college, choice, voices in box:
        cast[college][choice] = voices
    return [
        CollegeBox(
            code=college,
            registered=voices,
            for_=cast[college].get("for", 0),
            **{side: cast[college].get(side, 0) for side in ("against", "abstain", "blank", "null")},
        )
        for college, voices in roll.items()
    ]


def options(paper: Paper, terms: Terms, roll: Mapping[str, int], box: Box, *, seed: str) -> Json:
    """Count a choice between options: by heads, and by colleges where they weigh; then the colleges decide.

    Shape: voices on the roll by college, (college, line, voices) of the box. Blank papers take part; where a college
    is counted on its votes expressed, they weigh nothing.
    """
    cast = _cast(roll, box)
    heads = _tally(paper, terms, [(line, voices) for _college, line, voices in box], seed)
    weighted = None
    if terms.is_weighted:
        weighing = [row for row in box if row[1] or not terms.sets_blank_aside]
        sharing = _cast(roll, weighing)
        weights = _in_ballots(paper, terms.ballot_weights(roll, sharing), sharing)
        heavy = [(line, weights[college] * voices) for college, line, voices in weighing if weights[college]]
        weighted = _tally(paper, terms, heavy, seed)
    reached = took_part(terms.quorum, terms.presence, cast=cast, roll=roll)
    return {
        "method": paper.method,
        **standing(weighted or heads, missed=not reached.met),
        "heads": heads,
        "weighted": weighted,
        **reached_json(reached, terms.format),
        "turnout": {"registered": sum(roll.values()), "cast": sum(cast.values())},
        "colleges": [{"code": c, "registered": roll[c], "cast": cast.get(c, 0)} for c in roll],
        "lot": {"seed": seed} if seed else None,
    }


def _in_ballots(
    paper: Paper, weights: Mapping[str, Fraction], cast: Mapping[str, int]
) -> Mapping[str, Fraction]:
    """Where votes are transferable, let all of them together weigh as much as there are ballots.

    The quota is a whole number of votes: of a whole that weighs 1, it would be 1, which nobody reaches.
    """
    if not paper.rule.transferable:
        return weights
    whole = sum((weights[college] * voices for college, voices in cast.items()), Fraction(0))
    ballots = sum(cast.values())
    return {college: weight * ballots / whole if whole else weight for college, weight in weights.items()}


def _cast(roll: Mapping[str, int], box: Box) -> dict[str, int]:
    cast = dict.fromkeys(roll, 0)
    for college, _line, voices in box:
        cast[college] += voices
    return cast


def _tally(paper: Paper, terms: Terms, lines: Sequence[tuple[str, int | Fraction]], seed: str) -> Json:
    votes: dict[Any, int | Fraction] = {}
    for line, voices in lines:
        vote = parse(line, paper.shape)
        votes[vote] = votes.get(vote, 0) + voices
    return paper.tally(votes, tie_rule=_tie_rule(paper, terms, seed)).to_json()


def _tie_rule(paper: Paper, terms: Terms, seed: str) -> ties.TieRule | None:
    if terms.tie == "lot" and seed:
        return ties.lot(seed)
    # Where an option is nobody, there is no eldest: the tie stays open.
    if terms.tie == "elder" and all(option.born for option in paper.options):
        return ties.eldest({option.id: date.fromisoformat(option.born) for option in paper.options})
    return None


def standing(decided: Json, *, missed: bool) -> Json:
    """Who wins, whether that is settled, and if not why."""
    if missed:
        return _standing([], "quorum_missed")
    if "tied_seats" in decided:
        return _standing(decided["sure_winners"], "tie", undecided="tie")
    if not decided["winners"] and decided.get("runoff"):
        return _standing([], "run_off", undecided="run_off")
    return _standing(decided["winners"], "elected" if decided["winners"] else "nobody")


def _standing(winners: Sequence[str], reason: str, undecided: str = "") -> Json:
    adopted = bool(winners) and not undecided
    return {"adopted": adopted, "winners": list(winners), "reason": reason, "undecided": undecided}


def lot_seed(nonce: str, box: Box) -> str:
    """The seed of a lot: the number that was sealed at the opening, and the box; nobody can know both beforehand."""
    return hashlib.sha256(f"{nonce}\n{digest(box)}".encode()).hexdigest() if nonce else ""


def digest(box: Box) -> str:
    """Hash a box: how many ballots say what, line by line, in the order of the lines."""
    voices: dict[str, int] = {}
    for _college, line, count_ in box:
        voices[line] = voices.get(line, 0) + count_
    text = "".join(f"{voices[line]} {line}\n" for line in sorted(voices))
    return hashlib.sha256(text.encode()).hexdigest()


def fingerprint(facts: Mapping[str, Any]) -> str:
    """Hash a stored outcome: the same facts, the same bytes, whoever counts."""
    canonical = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
