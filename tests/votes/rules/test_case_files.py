"""A case file is counted from the command line, or refused in one sentence that names the place."""

import ast
import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from votes.rules import RULES, count
from votes.rules.command import main
from votes.rules.exact import MalformedCase

ROOT = Path(__file__).parents[3]
OPTIONS = [{"id": "A"}, {"id": "B"}, {"id": "C"}]
LONG = "x" * 10_000


def case(**changes: Any) -> dict[str, Any]:
    """A small run-off that can be counted, with changes."""
    ballots = [
        {"count": 3, "ranking": ["A", "B"]},
        {"ranking": ["C"], "weight": "1/2", "voter": "Inès"},
        {"ranking": []},
    ]
    whole = {
        "format": "oracle-1", "rule": "irv", "variant": {"stop": "majority", "exclusion": "single"}, "seats": 1,
        "options": OPTIONS, "ballots": ballots, "expected": {"winners": ["nobody reads this", 0.5]},
    }  # fmt: skip
    return {key: value for key, value in {**whole, **changes}.items() if value != "left out"}


def of(rule: str, variant: dict[str, Any], *ballots: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return case(**{"rule": rule, "variant": variant, "ballots": list(ballots), **changes})


IRV = {"stop": "majority", "exclusion": "single"}
SCORE = {"aggregate": "sum", "missing": 0}
MJ = {"grades": ["poor", "good"], "median": "lower", "tie": "majority_value", "missing": "none"}
GREEDY = {"score": "approvals", "affordability": "skip", "threshold": None}
TWO = {"input": "choice", "majority_base": "valid", "finalists": 2}
YES = {"base": "yes+no", "threshold": "1/2", "strict": True}
SCHULZE = {"strength": "winning", "unranked": "last"}
SCOTTISH = {"quota": "droop", "arithmetic": "scottish5", "lot": "first_in_list"}
COSTS = [{"id": "A", "cost": 3}, {"id": "B", "cost": "1/2"}]
PAID = {"options": COSTS, "budget": 4, "seats": None}
FLOAT = 'is a float; write an exact number as text, such as "1/2" or "0.5"'

MALFORMED: list[tuple[Any, str]] = [
    ([], "the case: [] is not an object"),
    ("text", 'the case: "text" is not an object'),
    ({}, "rule: null is no rule that counts cases"),
    (case(rule="range"), 'rule: "range" is no rule that counts cases'),
    (case(rule="motion"), 'rule: "motion" is no rule that counts cases'),
    (case(rule=["irv"]), 'rule: ["irv"] is no rule that counts cases'),
    (case(rule=LONG), f'rule: "{"x" * 57}…" is no rule that counts cases'),
    (case(format="oracle-2"), 'format: "oracle-2" is not "oracle-1"'),
    (case(colour="red"), 'the key "colour" is unknown'),
    # options
    (case(options="left out"), "options: null is not a list"),
    (case(options=[]), "options: there are none"),
    (case(options=["A"]), 'options[0]: "A" is not an object'),
    (case(options=[{"id": 1}]), "options[0].id: 1 is not a text"),
    (case(options=[{"id": ""}]), 'options[0].id: "" is not a text'),
    (case(options=[*OPTIONS, {"id": "B"}]), 'options: "B" is listed twice'),
    # variant
    (case(variant=[]), "variant: [] is not an object"),
    (case(variant={"stop": "majority"}), "variant.exclusion is missing"),
    (case(variant={**IRV, "stop": "soon"}), 'variant.stop: "soon" is none of "majority", "two_left"'),
    (case(variant={**IRV, "stop": True}), 'variant.stop: true is none of "majority", "two_left"'),
    (case(variant={**IRV, "speed": 1}), 'variant: the key "speed" is unknown'),
    (of("borda", {"points": [5, 3, 1], "unranked": "zero"}, {"ranking": ["A"]}), 'variant.points: [5, 3, 1] is none of "n", "n-1", "1/rank", [3, 2, 1]'),
    (of("score", {**SCORE, "missing": False}, {"scores": {}}), "variant.missing: false is none of 0"),
    (of("score", {**SCORE, "tie_break": [{"least": 1}]}, {"scores": {}}), "variant.tie_break[0].most is missing"),
    (of("cumulative", {"points_per_voter": 1.5}, {"scores": {}}), f"variant.points_per_voter: 1.5 {FLOAT}"),
    (of("yes_no", {**YES, "threshold": "3/2"}, {"choice": "yes"}), 'variant.threshold: "3/2" is more than the whole'),
    (of("yes_no", {**YES, "threshold": "1/0"}, {"choice": "yes"}), 'variant.threshold: "1/0" is not an exact number'),
    (of("yes_no", {**YES, "strict": 1}, {"choice": "yes"}), "variant.strict: 1 is none of true, false"),
    (of("yes_no", {**YES, "base": "members"}, {"choice": "yes"}), 'variant.members: goes with the base "members", and only with it'),
    (of("yes_no", {**YES, "base": "members", "members": 0}, {"choice": "yes"}), "variant.members: 0 is not more than zero"),
    (of("yes_no", {**YES, "quorum": {"counts": "no", "at_least": 1}}, {"choice": "yes"}), 'variant.quorum.counts: "no" is none of "yes", "cast"'),
    (of("yes_no", {**YES, "also": {"base": "yes+no"}}, {"choice": "yes"}), "variant.also.strict is missing"),
    (of("majority_judgment", {**MJ, "grades": []}, {"grades": {}}), "variant.grades: [] is not a list of names"),
    (of("majority_judgment", {**MJ, "missing": 2}, {"grades": {}}), 'variant.missing: 2 is neither "none" nor "own_median" nor the index of a grade'),
    (of("schulze", {**SCHULZE, "default_option": "D"}, {"ranking": ["A"]}), 'variant.default_option: option "D" is not in options'),
    (of("schulze", {**SCHULZE, "majority_ratio": {"D": 1}}, {"ranking": ["A"]}), 'variant.majority_ratio: option "D" is not in options'),
    (of("schulze", {**SCHULZE, "quorum": 4}, {"ranking": ["A"]}), "a majority ratio or a quorum needs a default option"),
    # seats
    (case(seats="left out"), "seats: null is not a whole number of at least 1"),
    (case(seats=0), "seats: 0 is not a whole number of at least 1"),
    (case(seats="1"), 'seats: "1" is not a whole number of at least 1'),
    (case(seats=True), "seats: true is not a whole number of at least 1"),
    (case(seats=1.0), f"seats: 1.0 {FLOAT}"),
    (case(seats=2), "seats: irv fills one seat, not 2"),
    # ballots
    (case(ballots="left out"), "ballots: null is not a list"),
    (case(ballots=[]), "ballots: there are none"),
    (case(ballots={"ranking": ["A"]}), 'ballots: {"ranking": ["A"]} is not a list'),
    (case(ballots=["A"]), 'ballots[0]: "A" is not an object'),
    (case(ballots=[{"choice": "A"}]), "ballots[0].ranking is missing"),
    (case(ballots=[{"ranking": ["A"], "choice": "A"}]), 'ballots[0]: the key "choice" is unknown'),
    (case(ballots=[{"ranking": ["A"], "count": 0}]), "ballots[0].count: 0 is not a whole number of at least 1"),
    (case(ballots=[{"ranking": ["A"], "count": "2"}]), 'ballots[0].count: "2" is not a whole number of at least 1'),
    (case(ballots=[{"ranking": ["A"], "count": 2.0}]), f"ballots[0].count: 2.0 {FLOAT}"),
    (case(ballots=[{"ranking": ["A"], "weight": 0}]), "ballots[0].weight: 0 is not more than zero"),
    (case(ballots=[{"ranking": ["A"], "weight": -1}]), "ballots[0].weight: -1 is not more than zero"),
    (case(ballots=[{"ranking": ["A"], "weight": 0.5}]), f"ballots[0].weight: 0.5 {FLOAT}"),
    (case(ballots=[{"ranking": ["A"], "weight": "a half"}]), 'ballots[0].weight: "a half" is not an exact number'),
    (case(ballots=[{"ranking": ["A"], "weight": None}]), "ballots[0].weight: null is not an exact number"),
    (case(ballots=[{"ranking": ["A"]}, {"ranking": ["X"]}]), 'ballots[1].ranking: option "X" is not in options'),
    (case(ballots=[{"ranking": ["A", LONG]}]), f'ballots[0].ranking: option "{"x" * 57}…" is not in options'),
    (case(ballots=[{"ranking": "A"}]), 'ballots[0].ranking: "A" is not a list'),
    (case(ballots=[{"ranking": ["A", "B", "A"]}]), 'ballots[0].ranking: option "A" occurs twice'),
    (case(ballots=[{"ranking": [["A", "B"]]}]), "ballots[0].ranking: equal ranks are not allowed here"),
    (of("stv_scottish", SCOTTISH, {"ranking": ["C", ["A", "B"]]}, seats=2), "ballots[0].ranking: equal ranks are not allowed here"),
    (of("schulze", SCHULZE, {"ranking": [["A"]]}), "ballots[0].ranking: a tie needs two options"),
    (of("schulze", SCHULZE, {"ranking": [["A", "A"]]}), 'ballots[0].ranking: option "A" occurs twice'),
    (of("plurality", {"input": "choice"}, {"choice": "D"}), 'ballots[0].choice: option "D" is not in options'),
    (of("plurality", {"input": "choice"}, {"ranking": ["A"]}), "ballots[0].choice is missing"),
    (of("yes_no", YES, {"choice": None}), "ballots[0].choice: null is none of yes, no, abstain"),
    (of("approval", {}, {"approvals": ["A", "A"]}), 'ballots[0].approvals: option "A" occurs twice'),
    (of("approval", {}, {"approvals": [{"A": 1}]}), 'ballots[0].approvals: option {"A": 1} is not in options'),
    (of("score", SCORE, {"scores": ["A"]}), 'ballots[0].scores: ["A"] is not an object'),
    (of("score", SCORE, {"scores": {"A": 0.5}}), f"ballots[0].scores.A: 0.5 {FLOAT}"),
    (of("score", SCORE, {"scores": {"D": 1}}), 'ballots[0].scores: option "D" is not in options'),
    (of("cumulative", {"points_per_voter": 3}, {"scores": {"A": 2, "B": 2}}), "ballots[0].scores: spends 4, and a voter has 3"),
    (of("cumulative", {"points_per_voter": 3}, {"scores": {"A": -1}}), "ballots[0].scores.A: -1 is less than zero"),
    (of("quadratic", {"credits_per_voter": 8}, {"scores": {"A": 3}}), "ballots[0].scores: spends 9, and a voter has 8"),
    (of("quadratic", {"credits_per_voter": 8}, {"scores": {"A": "1/2"}}), 'ballots[0].scores.A: "1/2" is not a whole number of at least 0'),
    (of("plurality_at_large", {}, {"choices": ["A", "B", "C"]}, seats=2), "ballots[0].choices: names 3 options, and 2 at most are allowed"),
    (of("majority_judgment", MJ, {"grades": {"A": 1, "B": 0}}), 'ballots[0].grades: option "C" has no grade'),
    (of("majority_judgment", MJ, {"grades": {"A": 1, "B": 0, "C": 2}}), "ballots[0].grades.C: 2 is no grade from 0 to 1"),
    (of("majority_judgment", MJ, {"grades": {"A": 1, "B": 0, "C": True}}), "ballots[0].grades.C: true is not a whole number of at least 0"),
    # tallies
    (of("majority_judgment", MJ, ballots="left out", tallies={"A": [1, 1]}), "tallies.B: null is not a list"),
    (of("majority_judgment", MJ, ballots="left out", tallies={"A": [1, 1], "D": [1, 1]}), 'tallies: option "D" is not in options'),
    (of("majority_judgment", MJ, ballots="left out", tallies={"A": [1], "B": [1, 1], "C": [1, 1]}), "tallies.A: 1 numbers for 2 grades"),
    (of("majority_judgment", MJ, ballots="left out", tallies={"A": [1, -1], "B": [1, 1], "C": [1, 1]}), "tallies.A[1]: -1 is not a whole number of at least 0"),
    (of("majority_judgment", MJ, ballots="left out", tallies={"A": [1, 0], "B": [1, 1], "C": [1, 1]}), "tallies.A: sums to 1, of 2 participants"),
    (of("majority_judgment", MJ, ballots="left out", tallies={"A": [1, 1], "B": [1, 1], "C": [1, 1]}, participants=1), "tallies.A: sums to 2, of 1 participants"),
    (of("majority_judgment", MJ, {"grades": {}}, tallies={}), "tallies: a case has ballots or tallies, not both"),
    # two rounds
    (of("two_round", {**TWO, "majority_base": "registered"}, {"choice": "A"}), "registered: null is not an exact number"),
    (of("two_round", {**TWO, "finalists": 3}, {"choice": "A"}), "variant.finalists: 3 is none of 2"),
    (of("two_round", TWO, {"choice": "A"}, ballots_round2=[]), "ballots_round2: there are none"),
    (of("two_round", TWO, {"choice": "A"}, {"choice": "B"}, ballots_round2=[{"choice": "C"}]), "not in the run-off: C"),
    # money
    (of("pb_greedy", GREEDY, {"approvals": ["A"]}, **{**PAID, "budget": 0}), "budget: 0 is not more than zero"),
    (of("pb_greedy", GREEDY, {"approvals": ["A"]}, **{**PAID, "budget": 2.5}), f"budget: 2.5 {FLOAT}"),
    (of("pb_greedy", GREEDY, {"approvals": ["A"]}, **{**PAID, "budget": "left out"}), "budget: null is not an exact number"),
    (of("pb_greedy", GREEDY, {"approvals": ["A"]}, **{**PAID, "options": OPTIONS}), "options[0].cost: null is not an exact number"),
    (of("pb_greedy", GREEDY, {"approvals": ["A"]}, **{**PAID, "options": [{"id": "A", "cost": -1}]}), "options[0].cost: -1 is less than zero"),
    (of("pb_greedy", {**GREEDY, "score": "points"}, {"approvals": ["A"]}, **PAID), "ballots[0].scores is missing"),
    (of("sortition", {"seed": " "}, seats=1, ballots="left out"), 'variant.seed: " " is not a text'),
    (of("sortition", {"seed": "s"}, seats=4, ballots="left out"), "there are 3 people for 4 seats"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "sentence"), MALFORMED, ids=[sentence[:60] for _case, sentence in MALFORMED]
)
def test_what_cannot_be_counted_is_refused_in_one_sentence(content, sentence, tmp_path, capsys):
    file = tmp_path / "case.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    assert main([str(file)]) == 2
    assert capsys.readouterr() == ("", f"{sentence}\n")


NOT_A_CASE = [
    (b"", "the file is not JSON: expecting value at line 1, column 1"),
    (b"{", "the file is not JSON: expecting property name enclosed in double quotes at line 1, column 2"),
    (b"\xff\xfe\x00", "the file is not text in UTF-8"),
    (b"[" * 100_000, "the file is not a case: it is nested too deeply"),
    (b'{"rule": "irv", "rule": "borda"}', 'the key "rule" occurs twice in one object'),
    (b'{"rule": ' + b"9" * 5_000 + b"}", f'"{"9" * 57}…" has too many digits'),
    (b'{"rule": NaN}', "rule: NaN is no rule that counts cases"),
    (b"\x1f\x8b not gzip", "the file cannot be read: it is not a readable file"),
]


@pytest.mark.parametrize(
    ("content", "sentence"), NOT_A_CASE, ids=[sentence[:50] for _file, sentence in NOT_A_CASE]
)
def test_a_file_that_is_no_case_is_refused_in_one_sentence(content, sentence, tmp_path, capsys):
    file = tmp_path / "case.json"
    file.write_bytes(content)
    assert main([str(file)]) == 2
    assert capsys.readouterr() == ("", f"{sentence}\n")


def test_a_file_that_is_not_there_is_said_not_to_be(tmp_path, capsys):
    assert main([str(tmp_path / "nothing.json")]) == 2
    assert main([str(tmp_path)]) == 2
    said = capsys.readouterr()
    assert said.err.splitlines() == [
        "the file cannot be read: no such file or directory",
        "the file cannot be read: is a directory",
    ]


def test_a_case_is_read_from_a_file_a_gzipped_file_or_the_standard_input(tmp_path):
    """Without Django, from another directory, and in a locale that knows no accents."""
    content = json.dumps(case(options=[{"id": "A"}, {"id": "B"}, {"id": "C"}, {"id": "Été"}])).encode()
    (tmp_path / "case.json").write_bytes(content)
    (tmp_path / "case.json.gz").write_bytes(gzip.compress(content))
    command = [sys.executable, "-S", "-m", "votes.rules"]
    bare = {"PYTHONPATH": str(ROOT), "LC_ALL": "C", "PYTHONDONTWRITEBYTECODE": "1"}
    said = [
        subprocess.run(
            [*command, name], cwd=tmp_path, env=bare, input=content, capture_output=True, check=True
        )
        for name in ("case.json", "case.json.gz", "-")
    ]
    assert {one.stderr for one in said} == {b""}
    outcomes = [json.loads(one.stdout) for one in said]
    assert outcomes[0] == outcomes[1] == outcomes[2] == count(json.loads(content))
    assert (outcomes[0]["winners"], outcomes[0]["ballots"], outcomes[0]["valid"]) == (["A"], 5, "3.5")
    assert len(said[0].stdout.splitlines()) == 1


def test_the_django_command_counts_the_same(tmp_path, capsys):
    file = tmp_path / "case.json"
    file.write_text(json.dumps(case()), encoding="utf-8")
    call_command("count", str(file))
    assert json.loads(capsys.readouterr().out) == count(case())
    file.write_text("{}", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        call_command("count", str(file))
    assert (ended.value.code, capsys.readouterr().err) == (2, "rule: null is no rule that counts cases\n")


def test_a_draw_is_a_case_of_its_own():
    names = [{"id": "Inès", "college": "F"}, {"id": "Hugo", "college": "F"}, {"id": "Tom", "college": "S"}]
    got = count(
        of("sortition", {"seed": "12 June", "reserves": 1}, options=names, seats=2, ballots="left out")
    )
    assert (len(got["winners"]), len(got["reserves"]), got["seats_by_college"]) == (2, 1, {"F": 1, "S": 1})


def test_rules_outside_the_published_cases_are_counted_from_files_too():
    large = count(
        of("plurality_at_large", {"max_names": 2}, {"choices": ["A", "B"]}, {"choices": []}, seats=3)
    )
    assert (large["winners"], large["ballots"]) == (["A", "B"], 2)
    bought = count(of("quadratic", {"credits_per_voter": 10}, {"scores": {"A": 3, "B": 1}, "count": 2}))
    assert (bought["scores"], bought["credits"]) == ({"A": 6, "B": 2, "C": 0}, 20)


def test_a_malformed_case_is_a_rule_error_for_whoever_calls():
    with pytest.raises(MalformedCase, match=r"ballots\[1\]\.weight"):
        RULES["irv"].count(case(ballots=[{"ranking": ["A"]}, {"ranking": [], "weight": -2}]))


# --- fit to be carried elsewhere ----------------------------------------------------------------

MODULES = sorted((ROOT / "votes/rules").glob("*.py"))


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_the_rules_can_be_carried_off_in_one_file_and_run_on_an_older_python(module):
    """Absolute imports of the package, else of the standard library; nothing that Python 3.9 cannot read."""
    tree = ast.parse(module.read_text(encoding="utf-8"), feature_version=(3, 9))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            assert {name.name.split(".")[0] for name in node.names} <= set(sys.stdlib_module_names)
        if isinstance(node, ast.ImportFrom):
            top, *rest = (node.module or "").split(".")
            assert node.level == 0
            assert rest[:1] == ["rules"] if top == "votes" else top in sys.stdlib_module_names
    assert isinstance(tree.body[1], ast.ImportFrom) and tree.body[1].module == "__future__"
