"""Every rule read for people: which family tells it, the verdict in a sentence, the colleges beside."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.prose.tags import percent
from votes.rounds.paper import Paper
from votes.tally.arithmetic import standing
from votes.tally.readings import bars, draw, merit, money, pairwise, runoff, transfers
from votes.tally.readings.shapes import Count, Json, Reading, Table, Told
from votes.tally.readings.words import joined

READERS: Mapping[str, Callable[[Count], Told]] = {
    **dict.fromkeys(
        ("plurality", "plurality_at_large", "approval", "score", "cumulative", "quadratic", "borda"),
        bars.totals,
    ),
    "yes_no": bars.yes_no,
    "majority_judgment": merit.judgment,
    "two_round": runoff.two_rounds,
    "irv": runoff.instant,
    **dict.fromkeys(("condorcet", "schulze", "ranked_pairs"), pairwise.duels),
    **dict.fromkeys(("stv_scottish", "stv_wigm", "stv_meek"), transfers.transferable),
    **dict.fromkeys(("pb_greedy", "pb_equal_shares"), money.budget),
    "sortition": draw.lot,
}


def readings(
    paper: Paper,
    outcome: Json,
    *,
    names: Mapping[str, str] | None = None,
    colleges: Mapping[str, str] | None = None,
    smallest: int = 0,
) -> list[Reading]:
    """Read the count that decides, then the count by heads where colleges weigh.

    In a secret vote, `smallest` is the number of voters under which a college is not told by itself. Where
    there is such a college, the heads are not shown beside the weights: one from the other would tell it.
    """
    more: dict[str, Any] = {"names": names, "colleges": colleges, "smallest": smallest}
    decides = reading(paper, outcome, weighted=bool(outcome["weighted"]), **more)
    if not outcome["weighted"] or small(outcome, smallest):
        return [decides]
    return [decides, reading(paper, outcome, weighted=False, **more)]


def reading(
    paper: Paper,
    outcome: Json,
    *,
    weighted: bool,
    names: Mapping[str, str] | None = None,
    colleges: Mapping[str, str] | None = None,
    smallest: int = 0,
) -> Reading:
    """Read one count of a vote between options: that of the colleges (`weighted`), or that of the heads.

    `names` are titles by option, those of the paper when left out; `colleges` names by code.
    """
    facts = outcome["weighted" if weighted else "heads"]
    missed = bool(outcome["quorum"]) and not outcome["quorum"]["met"]
    verdict = _verdict(paper, facts, missed=missed)
    # Where the quorum was missed, pictures show the count all the same, and nobody as a winner.
    count = Count(paper, facts, verdict, weighted, names or paper.names())
    told = READERS[paper.method](count)
    word, mood = _word(paper, verdict)
    return Reading(
        heading=_("By college, weighted") if weighted else _("By heads"),
        sentence=_sentence(count, outcome, word, told.why),
        word=word,
        mood=mood,
        winners=count.titles(count.won),
        tied=count.titles(count.tied),
        pictures=told.pictures,
        tables=[*told.tables, *_colleges(outcome, colleges or {}, smallest)],
        steps=[*told.steps, *_last_steps(count)],
        weighted=weighted,
        decides=weighted or not outcome["weighted"],
    )


def _verdict(paper: Paper, facts: Json, *, missed: bool) -> Json:
    if paper.method == "yes_no" and not facts["adopted"] and not missed:
        return {"winners": [], "reason": "nobody", "undecided": "", "adopted": False}
    return standing(dict(facts), missed=missed)


def _word(paper: Paper, verdict: Json) -> tuple[str, str]:
    """The word and the mood of a verdict."""
    reason = verdict["reason"]
    if reason != "elected":
        mood = "open" if verdict["undecided"] else "not"
        return {
            "quorum_missed": _("Quorum missed"),
            "tie": _("Tie"),
            "run_off": _("Run-off needed"),
            "nobody": _("Nobody"),
        }[reason], mood
    if paper.rule.advisory:
        return _("For an opinion"), "opinion"
    if paper.rule.money:
        return _("Funded"), "for"
    persons = paper.rule.several and (paper.seats > 1 or any(option.born for option in paper.options))
    return (_("Elected") if persons or paper.method == "sortition" else _("Adopted")), "for"


def _sentence(count: Count, outcome: Json, word: str, why: str) -> str:
    reason = count.verdict["reason"]
    if reason == "quorum_missed":
        return (
            _("The quorum was missed: %(counted)s voices of %(registered)s took part, it took %(required)s.")
            % outcome["quorum"]
        )
    if reason == "nobody":
        return _("Nobody has enough votes to be chosen.")
    if reason == "run_off":
        return _("Nobody has more than half of the votes: %(names)s go on to a second ballot.") % {
            "names": joined(count.titles(count.facts["runoff"]))
        }
    if reason == "tie":
        return _tie(count)
    return _("%(word)s: %(names)s, %(why)s.") % {
        "word": word,
        "names": joined(count.titles(count.won)),
        "why": why,
    }


def _tie(count: Count) -> str:
    words = {"names": joined(count.titles(count.tied)), "sure": joined(count.titles(count.won))}
    if count.won:
        return _("Chosen for sure: %(sure)s. %(names)s tie for what is left.") % words
    return _("Tie between %(names)s: nothing is decided yet.") % words


def _last_steps(count: Count) -> list[str]:
    told = []
    if rule := count.facts.get("tie_break"):
        words = {"names": joined(count.titles(count.facts["tied"])), "rule": _tie_rule(rule)}
        told.append(
            _("%(names)s were equal; decided by: %(rule)s.") % words
            if words["names"]
            else _("Equal options were parted by: %(rule)s.") % words
        )
    if not count.facts.get("every_way_followed", True):
        told.append(_("There were too many ways to break the ties to follow them all."))
    return told


def _tie_rule(name: str) -> str:
    return {
        "lot": _("a lot"),
        "elder": _("the eldest first"),
        "count_back": _("the most of the best marks"),
    }.get(name, name)


def small(outcome: Json, smallest: int) -> list[str]:
    """The colleges in which fewer than `smallest` voted, by code; none where there is one college only."""
    lines = outcome["colleges"]
    return [line["code"] for line in lines if len(lines) > 1 and _cast(line) < smallest]


def _cast(line: Json) -> int:
    """How many voted in a college, whichever way the outcome says it."""
    if "cast" in line:
        return int(line["cast"])
    return int(line["registered"] - line["absent"])


def _colleges(outcome: Json, names: Mapping[str, str], smallest: int) -> list[Table]:
    """Who took part, college by college; the small ones hidden, and one more where one alone would be found out."""
    lines = [line for line in outcome["colleges"] if line["code"]]
    if len(lines) < 2:
        return []
    hidden = small(outcome, smallest)
    also = ""
    if len(hidden) == 1:
        rest = [line for line in lines if line["code"] not in hidden]
        also = min(rest, key=lambda line: line["cast"])["code"]
    rows: list[list[str | int]] = []
    for line in lines:
        name = names.get(line["code"], line["code"])
        if line["code"] in hidden:
            rows.append([name, _("fewer than %(count)s") % {"count": smallest}, ""])
        elif line["code"] == also:
            rows.append([name, _("not shown"), ""])
        else:
            rows.append([name, line["cast"], _turnout(line)])
    return [Table(_("Who took part, by college"), [_("College"), _("Voted"), _("Turnout")], rows)]


def _turnout(line: Json) -> str:
    if not line["registered"]:
        return ""
    return percent(f"{line['cast']}/{line['registered']}", 0)
