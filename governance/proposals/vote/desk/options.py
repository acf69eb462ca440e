"""The options of a vote, typed one a line, and the paper they make with their rule."""

from contextlib import suppress
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from core.errors import Refusal
from core.legible import line as line_of
from votes.rounds.explain import rule_words
from votes.rounds.paper import Choice, Paper
from votes.rules.registry import OFFERED, RULES
from votes.rules.words import GRADES

MOST, LONGEST_TITLE, LONGEST_TEXT = 1000, 160, 2000
# The rules that choose between options, in the order in which they are offered.
METHODS = tuple(rule.name for rule in OFFERED)


class BadOptions(Refusal):
    """Options that make no paper; the sentence names the line."""


def read(typed: str, *, money: bool = False, born: bool = False) -> tuple[Choice, ...]:
    """Read options, one a line: the title, then what else there is to say after a bar.

    With `money`, the last part of each line is its cost in euros; with `born`, the day of birth. Raises
    BadOptions naming the line.
    """
    lines = [(k, line.strip()) for k, line in enumerate(typed.splitlines(), 1) if line.strip()]
    if len(lines) < 2:
        raise BadOptions(_("One option is no choice: write two or more, one a line, or vote for or against."))
    if len(lines) > MOST:
        raise BadOptions(
            _("There are %(count)d options, and %(most)d at most.") % {"count": len(lines), "most": MOST}
        )
    options = tuple(_option(str(n), k, line, money=money, born=born) for n, (k, line) in enumerate(lines, 1))
    _are_different(options, [k for k, _line in lines])
    return options


def _option(number: str, line: int, typed: str, *, money: bool, born: bool) -> Choice:
    parts = [line_of(part) for part in typed.split("|")]
    facts: dict[str, Any] = {}
    if money:
        facts["cost"] = _cost(parts.pop() if len(parts) > 1 else "", line)
    if born:
        facts["born"] = _birth(parts.pop() if len(parts) > 1 else "", line)
    title, text = parts[0], " | ".join(parts[1:])
    if not title or len(title) > LONGEST_TITLE:
        raise BadOptions(
            _("Line %(line)d: give a title of %(most)d characters at most, and the rest after a bar.")
            % {"line": line, "most": LONGEST_TITLE}
        )
    if len(text) > LONGEST_TEXT:
        raise BadOptions(
            _("Line %(line)d: %(count)d characters of text, and %(most)d at most; attach a file for more.")
            % {"line": line, "count": len(text), "most": LONGEST_TEXT}
        )
    return Choice(number, title, text, **facts)


def _cost(typed: str, line: int) -> int:
    bare = typed.replace("€", "").replace("\u202f", "").replace("\xa0", "").replace(" ", "").replace(",", ".")
    try:
        cost = Decimal(bare)
    except InvalidOperation:
        cost = Decimal(-1)
    if cost <= 0 or cost != int(cost) or cost > 10**9:
        raise BadOptions(
            _("Line %(line)d: end it with its cost in whole euros, after a bar, such as “Benches | 600”.")
            % {"line": line}
        )
    return int(cost)


def _birth(typed: str, line: int) -> str:
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"):
        with suppress(ValueError):
            return datetime.strptime(typed, form).date().isoformat()
    raise BadOptions(
        _(
            "Line %(line)d: end it with the day of birth, after a bar, such as “Ann Martin | 01/02/1980”: the elder wins a tie."
        )
        % {"line": line}
    )


def _are_different(options: tuple[Choice, ...], lines: list[int]) -> None:
    line_by_title: dict[str, int] = {}
    for option, line in zip(options, lines, strict=True):
        key = option.title.casefold()
        if key in line_by_title:
            raise BadOptions(
                _("Line %(line)d says the same as line %(before)d: “%(title)s”.")
                % {"line": line, "before": line_by_title[key], "title": option.title}
            )
        line_by_title[key] = line


def written(paper: Paper) -> str:
    """Write options as they are typed: read(written(paper)) gives the same options."""
    lines = []
    for option in paper.options:
        parts = [option.text, "" if option.cost is None else str(option.cost), option.born]
        lines.append(" | ".join([option.title, *(part for part in parts if part)]))
    return "\n".join(lines)


def make_paper(
    method: str, options: tuple[Choice, ...], *, seats: int = 1, budget: int | None = None, each: int | None = None
) -> Paper:  # fmt: skip
    """Make the paper of a rule; `each` is what a voter has to share out, or the most points of one option.

    Raises BadOptions where the rule and its numbers do not fit.
    """
    rule, name = RULES[method], rule_words(method).title
    if not rule.several and seats != 1:
        raise BadOptions(_("“%(rule)s” fills one seat: choose another rule for several.") % {"rule": name})
    if rule.several and not rule.money and not 1 <= seats <= len(options):
        raise BadOptions(
            _("Give a number of seats from 1 to %(most)d, the number of options.") % {"most": len(options)}
        )
    if rule.money and not budget:
        raise BadOptions(_("Say how much money there is to share out, in euros."))
    if rule.shared_out and not each:
        raise BadOptions(_("Say how many points each voter has to share out."))
    return Paper(
        method, options, _variant(method, each), 1 if rule.money else seats, budget if rule.money else None,
        top=each if method == "score" and each else 5,
    )  # fmt: skip


def _variant(method: str, each: int | None) -> dict[str, Any]:
    if method == "majority_judgment":
        return {"grades": GRADES[settings.LANGUAGE_CODE[:2]]}
    if key := RULES[method].shared_out:
        return {key: each}
    if method == "pb_equal_shares":
        return {"completion": "add1"}
    return {}
