"""Roles of circles: given for a term, which the code social says unless somebody says otherwise."""

from datetime import date, timedelta

import pytest

from governance.circles.actions import appoint
from governance.circles.models import Mandate, Role
from governance.circles.terms import last_day
from tests import make
from tests.forms import form_to
from tests.house import say

pytestmark = pytest.mark.django_db


@pytest.fixture
def role(cast, code):
    return Role.objects.create(circle=cast.workshop, name="Keys")


@pytest.mark.parametrize(
    ("on", "months", "last"),
    [
        (date(2027, 4, 1), 6, date(2027, 9, 30)),  # the delegate of the journey, DOMAIN 9.C
        (date(2027, 4, 1), 12, date(2028, 3, 31)),
        (date(2027, 5, 15), 1, date(2027, 6, 14)),
        (date(2027, 3, 31), 1, date(2027, 4, 30)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(9999, 12, 1), 12, date.max),
    ],
)
def test_a_term_of_months_ends_on_the_eve_of_its_day(on, months, last):
    assert last_day(on, months) == last


def test_a_role_is_given_for_the_term_of_the_code_unless_another_end_is_said(cast, role):
    say({"election.term_months": 6})
    today = make.today()
    assert appoint(role, cast.bob, on=today).to_on == last_day(today, 6)
    tomorrow = today + timedelta(days=1)
    assert appoint(role, cast.bob, on=today, until=tomorrow).to_on == tomorrow


def test_before_the_first_code_a_role_has_no_end(cast):
    made = Role.objects.create(circle=cast.workshop, name="Keys")
    assert appoint(made, cast.bob, on=make.today()).to_on is None


def test_the_back_office_gives_a_role_for_the_same_term(cast, role, sign_in):
    office, path = sign_in(cast.erik), f"/admin/circles/role/{role.pk}/change/"
    form = form_to(office.get(path).content.decode(), path, path)
    today = make.today()
    row = {"person": cast.bob.pk, "from_on": today.isoformat(), "to_on": ""}
    given = {"mandates-TOTAL_FORMS": 1, **{f"mandates-0-{name}": value for name, value in row.items()}}
    assert office.post(path, {**form.fields, **given}).status_code == 302
    assert Mandate.objects.get(role=role).to_on == last_day(today, 12)
