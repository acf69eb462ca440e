"""The worked examples of the register of shares, solved by hand beforehand."""

import json
import os
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from members.shares.balance import Floor, Line, capital, holdings, reverse, withdraw

CASES_DIR = Path(os.environ.get("CASES_DIR") or Path(__file__).parents[2] / "cases")
Facts = dict[str, Any]
DAY = date(2027, 1, 1)


def cases() -> Iterator[Any]:
    for file in sorted(CASES_DIR.glob("**/*.json")):
        content = json.loads(file.read_text(encoding="utf-8"))
        if isinstance(content, dict) and content.get("format") == 1:
            for case in content["cases"]:
                if case["topic"] == "register":
                    yield pytest.param(case, id=case["id"])


def after(inputs: Facts) -> Facts:
    nominal = Decimal(inputs["nominal"])
    lines = [
        Line(1, DAY, inputs["shares_before"], nominal, enters=("all", "A")),
        Line(2, DAY, inputs["issued"], nominal, enters=("all", "A")),
    ]
    if inputs["withdrawn"]:
        lines.append(Line(3, DAY, inputs["withdrawn"], nominal, leaves=("all", "A")))
    return {
        "shares_after": holdings(lines)["all", "A"],
        "capital_after": capital(lines),
        "amount": inputs["issued"] * nominal,
    }


def withdrawal(inputs: Facts) -> Facts:
    floor = inputs["floor"]
    assert floor["type"] == "fraction_of_highest"
    got = withdraw(
        inputs["withdrawn"],
        Decimal(inputs["nominal"]),
        capital=Decimal(inputs["capital"]),
        floor=Floor.of_highest(Decimal(floor["highest"]), Fraction(floor["fraction"])),
        losses=Decimal(inputs["losses"]),
        on=date.fromisoformat(inputs["effective"]),
    )
    return {
        "refund": str(got.refund),
        "capital_after": got.capital_after,
        "allowed": got.allowed,
        "liable_until": got.liable_until.isoformat(),
    }


def replay(inputs: Facts) -> Facts:
    lines: list[Line] = []
    for fact in inputs["lines"]:
        if fact["op"] == "reverse":
            wrong = next(line for line in lines if line.no == fact["of"])
            lines.append(reverse(wrong, no=fact["no"], on=DAY))
            continue
        mine = (fact["holder"], "A")
        leaves = None if fact["op"] == "subscribe" else mine
        enters = {"subscribe": mine, "transfer": (fact.get("to"), "A"), "withdraw": None}[fact["op"]]
        lines.append(Line(fact["no"], DAY, fact["shares"], Decimal(50), leaves, enters))
    return {"holdings": {holder: count for (holder, _class), count in holdings(lines).items()}}


SOLVE = {"capital": after, "withdrawal": withdrawal, "replay": replay}


@pytest.mark.parametrize("case", list(cases()))
def test_a_worked_example_comes_out_exactly(case):
    assert SOLVE[case["kind"]](case["inputs"]) == case["expected"]
