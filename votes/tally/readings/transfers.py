"""Transferable votes: stage by stage towards the quota."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from core.pictures.quota import Climb, quota
from votes.tally.readings.bars import papers
from votes.tally.readings.runoff import table
from votes.tally.readings.shapes import Count, Drawing, Explanation, Table, part
from votes.tally.readings.words import joined, pairs


def transferable(count: Count) -> Explanation:
    """Read a transferable vote: what each option gathered, where it passed the quota or left."""
    stages, heading = list(count.facts["rounds"]), _("Towards the quota")
    needed = count.short(count.facts["quota"])
    ids = _order(count, stages)
    peaks = {option: _peak(stages, option) for option in ids}
    longest = max([*peaks.values(), Fraction(count.facts["quota"])], default=Fraction(0))
    rows = [_climb(count, stages, option, longest) for option in ids]
    desc = _("Quota: %(quota)s.") % {"quota": needed}
    described = " ".join([desc, *(f"{row.name}: {row.figure}, {row.fate}." for row in rows)])
    drawn = quota(rows, part(count.facts["quota"], longest), title=heading, desc=described)
    fates: list[list[str | int]] = [
        [row.name, count.exact(peaks[option]), row.fate] for option, row in zip(ids, rows, strict=True)
    ]
    tables = [table(count, stages), Table(heading, [_("Option"), _("Most votes"), _("Result")], fates)]
    why = _("by reaching the quota of %(quota)s, or by staying for the last seats") % {"quota": needed}
    steps = [papers(count), _("The quota is %(quota)s.") % {"quota": count.exact(count.facts["quota"])}]
    return Explanation(
        why,
        [Drawing(heading, drawn)],
        tables,
        [*steps, *(_step(count, stage) for stage in stages), *_ties(count)],
    )


def _order(count: Count, stages: Sequence[Mapping[str, Any]]) -> list[str]:
    """Those elected in their order, then whoever stayed longest."""
    excluded = [option for stage in stages for option in stage["excluded"]]
    rest = [option for option in count.paper.ids if option not in count.won and option not in excluded]
    return [*count.won, *rest, *(option for option in reversed(excluded) if option not in count.won)]


def _peak(stages: Sequence[Mapping[str, Any]], option: str) -> Fraction:
    return max((Fraction(stage["tally"].get(option, 0)) for stage in stages), default=Fraction(0))


def _climb(count: Count, stages: Sequence[Mapping[str, Any]], option: str, longest: Fraction) -> Climb:
    parts, reached = [], Fraction(0)
    for stage in stages:
        now = Fraction(stage["tally"].get(option, 0))
        parts.append(part(max(now - reached, Fraction(0)), longest))
        reached = max(reached, now)
    state = count.state(option) or ("out" if any(option in stage["excluded"] for stage in stages) else "")
    return Climb(count.name(option), count.short(reached), parts, _fate(count, stages, option), state)


def _fate(count: Count, stages: Sequence[Mapping[str, Any]], option: str) -> str:
    if option in count.tied:
        return _("tied for the last seat")
    for stage in stages:
        if option in stage["elected"] and option in count.won:
            return _("elected at stage %(stage)s") % {"stage": stage["round"]}
        if option in stage["excluded"]:
            return _("excluded at stage %(stage)s") % {"stage": stage["round"]}
    return _("elected to a last seat") if option in count.won else _("not elected")


def _step(count: Count, stage: Mapping[str, Any]) -> str:
    present = [
        (count.name(option), count.short(voices)) for option, voices in stage["tally"].items() if voices
    ]
    sentences = [_("Stage %(stage)s: %(figures)s.") % {"stage": stage["round"], "figures": pairs(present)}]
    if stage["elected"]:
        sentences.append(_("Elected: %(names)s.") % {"names": joined(count.titles(stage["elected"]))})
    if stage["excluded"]:
        sentences.append(_("Excluded: %(names)s.") % {"names": joined(count.titles(stage["excluded"]))})
    surplus = [option for option in stage["moved"] if option not in stage["excluded"]]
    if surplus:
        sentences.append(
            _("The surplus of %(names)s is passed on.") % {"names": joined(count.titles(surplus))}
        )
    if transfers := [
        (count.name(option), count.short(amount)) for option, amount in stage["transfers"].items()
    ]:
        sentences.append(_("Passed on: %(figures)s.") % {"figures": pairs(transfers)})
    if stage["lost"]:
        sentences.append(_("Without a next choice: %(lost)s.") % {"lost": count.short(stage["lost"])})
    return " ".join(sentences)


def _ties(count: Count) -> list[str]:
    return [
        _("%(names)s were equal; %(chosen)s was taken by: %(by)s.")
        % {
            "names": joined(count.titles(tie["tied"])),
            "chosen": count.name(tie["chosen"]),
            "by": _by(tie["by"]),
        }
        for tie in count.facts["ties"]
    ]


def _by(rule: str) -> str:
    return _("an earlier stage") if rule == "prior stage" else rule
