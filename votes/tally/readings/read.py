"""Every rule read for people: which family tells it, the verdict in a sentence, the colleges beside."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from core.prose.shares import percentage
from votes.rounds.explain import quorum_missed
from votes.rounds.hiding import few
from votes.rounds.paper import Paper
from votes.tally.arithmetic import standing
from votes.tally.readings import bars, draw, merit, money, pairwise, runoff, transfers
from votes.tally.readings.shapes import Around, Count, Explanation, Json, Reading, Table
from votes.tally.readings.words import few_voted, hides_marks, joined

ALONE = Around()

READERS: Mapping[str, Callable[[Count], Explanation]] = {
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
    around: Around = ALONE,
) -> list[Reading]:
    """Read the count that decides, then the count by heads where colleges weigh.

    In a secret vote, `smallest` is the number of voters under which a college is not told by itself. Where
    there is such a college, heads and weights together would tell it: of the weights stands the verdict alone. Results
    that were counted before they had a salt told the weights, and not the heads. The count that decides is told with what
    stands `around` this ballot.
    """
    if hides_marks(outcome):
        return [chosen(paper, outcome, names, around)]
    if "weighted" in outcome.get("withheld", ()):
        return [chosen(paper, outcome, names, around), reading(paper, outcome, weighted=False, names=names)]
    keywords: dict[str, Any] = {"names": names, "colleges": colleges, "smallest": smallest}
    decides = reading(paper, outcome, weighted=bool(outcome["weighted"]), around=around, **keywords)
    if not outcome["weighted"] or small(outcome, smallest):
        return [decides]
    return [decides, reading(paper, outcome, weighted=False, **keywords)]


def reading(
    paper: Paper,
    outcome: Json,
    *,
    weighted: bool,
    names: Mapping[str, str] | None = None,
    colleges: Mapping[str, str] | None = None,
    smallest: int = 0,
    around: Around = ALONE,
) -> Reading:
    """Read one count of a vote between options: that of the colleges (`weighted`), or that of the heads.

    `names` are titles by option, those of the paper when left out; `colleges` names by code.
    """
    facts = outcome["weighted" if weighted else "heads"]
    missed = outcome["reason"] == "quorum_missed"
    verdict = _verdict(paper, facts, missed=missed)
    # Where the quorum was missed, pictures show the count all the same, and nobody as a winner.
    count = Count(paper, facts, verdict, weighted, names or paper.names())
    explanation = READERS[paper.method](count)
    word, mood = _word(paper, verdict)
    decides = weighted or not outcome["weighted"]
    sentence = _sentence(count, _discreet(outcome, smallest), word, explanation.why, colleges or {}, around)
    return Reading(
        heading=_heading(weighted=weighted),
        sentence=_with_earlier(sentence, around) if decides else _compared(count) or sentence,
        word=word,
        mood=mood,
        winners=count.titles(count.won),
        tied=count.titles(count.tied),
        pictures=explanation.pictures,
        tables=[*explanation.tables, *_colleges(outcome, colleges or {}, smallest)],
        steps=[*explanation.steps, *_last_steps(count)],
        weighted=weighted,
        decides=decides,
    )


def chosen(
    paper: Paper, outcome: Json, names: Mapping[str, str] | None = None, around: Around = ALONE
) -> Reading:
    """The options that a count chose, without any of its figures: too few people voted, in one college or in all."""
    missed, weighted = outcome["reason"] == "quorum_missed", bool(outcome["weighted"])
    facts = outcome["weighted"] or outcome["heads"]
    verdict = _verdict(paper, facts, missed=missed)
    count = Count(paper, facts, verdict, weighted, names or paper.names())
    word, mood = _word(paper, verdict)
    if verdict["reason"] == "elected":
        sentence = _("%(word)s: %(names)s.") % {"word": word, "names": joined(count.titles(count.won))}
    else:
        sentence = _sentence(count, outcome, word, "", {}, around)
    why = (
        few_voted()
        if hides_marks(outcome)
        else _(
            "What the colleges weighed together is not shown: in one of them, too few people voted to hide anybody."
        )
    )
    return Reading(
        heading=_heading(weighted=weighted), sentence=f"{_with_earlier(sentence, around)} {why}", word=word, mood=mood, winners=count.titles(count.won),
        tied=count.titles(count.tied), pictures=[], tables=[], steps=[], weighted=weighted, decides=True,
    )  # fmt: skip


def _heading(*, weighted: bool) -> str:
    return _("By college, weighted") if weighted else _("By heads")


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


def _with_earlier(sentence: str, around: Around) -> str:
    """A sentence on this ballot, after those whom the ones before it chose."""
    if not around.before:
        return sentence
    return _("Chosen in an earlier round: %(names)s.") % {"names": joined(around.before)} + f" {sentence}"


def _compared(count: Count) -> str:
    """What a count that only stands beside the one which decides would have left open; empty where it would have settled."""
    words = {"names": joined(count.titles(count.tied)), "sure": joined(count.titles(count.won))}
    if count.verdict["reason"] == "run_off":
        return _("By heads, nobody would have more than half of the votes.")
    if count.verdict["reason"] != "tie":
        return ""
    if count.won:
        return _("By heads, these would be chosen: %(sure)s. These would tie: %(names)s.") % words
    return _("By heads, these would tie: %(names)s.") % words


def _sentence(
    count: Count, outcome: Json, word: str, why: str, colleges: Mapping[str, str], around: Around
) -> str:
    reason = count.verdict["reason"]
    if reason == "quorum_missed":
        return " ".join(quorum_missed(outcome, colleges))
    if reason == "nobody":
        return _("Nobody has enough votes to be chosen.")
    if reason == "run_off" and around.over:
        return _("Nobody has more than half of the votes: nothing is adopted.")
    if reason == "run_off":
        return _("Nobody has more than half of the votes: %(names)s go on to a second ballot.") % {
            "names": joined(count.titles(count.facts["runoff"]))
        }
    if reason == "tie":
        return _tie(count, around)
    return _("%(word)s: %(names)s, %(why)s.") % {
        "word": word,
        "names": joined(count.titles(count.won)),
        "why": why,
    }


def _discreet(outcome: Json, smallest: int) -> Json:
    """An outcome that does not say how many voted in a college, where one of them is small."""
    if not small(outcome, smallest):
        return outcome
    quorums = [
        {"code": quorum["code"], "met": quorum["met"]} for quorum in outcome.get("college_quorums", ())
    ]
    return {**outcome, "college_quorums": quorums}


def _tie(count: Count, around: Around) -> str:
    names = {"names": joined(count.titles(count.tied))}
    if not count.won and not around.before:
        if around.over:
            return _("Tie between %(names)s: nothing is adopted.") % names
        return _("Tie between %(names)s: nothing is decided yet.") % names
    sure = _("Chosen for sure: %(sure)s.") % {"sure": joined(count.titles(count.won))} if count.won else ""
    tied = (
        _("%(names)s tied for what is left, and it stays open.")
        if around.over
        else _("%(names)s tie for what is left.")
    )
    return f"{sure} {tied % names}".strip()


def _last_steps(count: Count) -> list[str]:
    sentences = []
    if rule := count.facts.get("tie_break"):
        words = {"names": joined(count.titles(count.facts["tied"])), "rule": _tie_rule(rule)}
        sentences.append(
            _("%(names)s were equal; decided by: %(rule)s.") % words
            if words["names"]
            else _("Equal options were parted by: %(rule)s.") % words
        )
    if not count.facts.get("every_way_followed", True):
        sentences.append(_("There were too many ways to break the ties to follow them all."))
    return sentences


def _tie_rule(name: str) -> str:
    return {
        "lot": _("a lot"),
        "elder": _("the eldest first"),
        "count_back": _("the most of the best marks"),
    }.get(name, name)


def small(outcome: Json, smallest: int, named: Mapping[str, int] | None = None) -> list[str]:
    """The colleges in which fewer than `smallest` voted, by code, aside from those whose ballots are `named`.

    None where there is one college only; a college with nobody on the roll has nobody to hide.
    """
    lines, known = outcome["colleges"] or [], named or {}
    roll = {line["code"]: line["registered"] for line in lines}
    return few(
        roll,
        {code: _cast(line) - known.get(code, 0) for code, line in zip(roll, lines, strict=True)},
        smallest,
    )


def _cast(line: Json) -> int:
    """How many voted in a college, whichever way the outcome says it."""
    if "cast" in line:
        return int(line["cast"])
    return int(line["registered"] - line["absent"])


def _colleges(outcome: Json, names: Mapping[str, str], smallest: int) -> list[Table]:
    """Who took part, college by college; the small ones hidden, and one more where one alone would be found out."""
    lines = [line for line in outcome["colleges"] or () if line["code"]]
    if len(lines) < 2:
        return []
    hidden = small(outcome, smallest)
    also = ""
    if len(hidden) == 1:
        rest = [line for line in lines if line["code"] not in hidden]
        also = min(rest, key=lambda line: line["cast"])["code"]
    required = {quorum["code"]: quorum.get("required") for quorum in outcome.get("college_quorums", ())}
    rows: list[list[str | int]] = []
    for line in lines:
        name = names.get(line["code"], line["code"])
        if line["code"] in hidden:
            rows.append([name, _("fewer than %(count)s") % {"count": smallest}, ""])
        elif line["code"] == also:
            rows.append([name, _("not shown"), ""])
        else:
            rows.append([name, line["cast"], _turnout(line, required.get(line["code"]))])
    return [Table(_("Who took part, by college"), [_("College"), _("Voted"), _("Turnout")], rows)]


def _turnout(line: Json, required: int | None) -> str:
    """Which part of a college took part, on the side of its quorum on which it is."""
    if not line["registered"]:
        return ""
    marks = [] if required is None else [Fraction(required, line["registered"])]
    return percentage(f"{line['cast']}/{line['registered']}", places=0, marks=marks)
