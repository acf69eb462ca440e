"""The table of threats names tests that exist, and leaves no threat out."""

import re

from tests.test_house import ROOT

PAGE = (ROOT / "docs/security.md").read_text()
CITED = re.findall(r"`([\w/]+\.py)::(test_\w+)`", PAGE)
ROW = re.compile(r"^\| (\d+) \|(.*)\|$", re.MULTILINE)


def test_every_test_that_the_table_names_exists():
    for path, name in CITED:
        assert re.search(rf"^(async )?def {name}\(", (ROOT / "tests" / path).read_text(), re.MULTILINE), name
    assert len(CITED) > 40


def test_each_of_the_thirty_two_threats_has_its_test_or_says_why_not_yet():
    rows = dict(ROW.findall(PAGE))
    assert [*rows] == [str(number) for number in range(1, 33)]
    for number, row in rows.items():
        said = row.rsplit("|", 1)[1]
        assert re.search(r"::test_|not yet: ", said), number
