"""A house that stands again is the house that its acts built."""

import pytest
from django.db import transaction

from core.journal.models import Entry
from members.people.models import Person
from tests import kept, make

pytestmark = pytest.mark.django_db


def contents():
    """How many rows each table has, what the journal tells, and who lives here."""
    counts = {table: kept.answers(f"SELECT count(*) FROM {table}") for table in kept.tables()}
    told = list(Entry.objects.order_by("pk").values_list("kind", flat=True))
    return counts, told, sorted(Person.objects.values_list("email", flat=True))


def test_it_holds_what_its_acts_write(houses):
    with transaction.atomic():
        make.code()
        make.cast()
        built = contents()
        transaction.set_rollback(True)
    cast = houses["cast under the code"].stand()
    assert contents() == built
    assert Person.objects.get(email="alice@example.example") == cast.alice


def test_who_comes_next_is_numbered_after_those_who_live_there(cast):
    last = Person.objects.latest("pk")
    assert make.person("Ida New").pk > last.pk


def test_it_is_built_anew_beside_what_is_there(houses):
    ida = make.person("Ida New")
    cast = houses["cast"].stand()
    assert cast.alice.pk > Person.objects.get(given_name="Ida").pk == ida.pk
