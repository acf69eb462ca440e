"""Fill an empty house with the demo organisation."""

from django.db import transaction
from django.utils import timezone

from core.clock import database_now
from governance.exchange.demo.code import enact_codes
from governance.exchange.demo.people import Town
from governance.exchange.demo.shares import hold_shares, knock
from governance.exchange.demo.year import Year
from members.people.models import Organisation


@transaction.atomic
def load() -> None:
    """Create Les Lisières and its year, all or nothing."""
    Organisation.objects.create(
        name="Les Lisières",
        legal_form="SAS à capital variable, agréée ESUS",
        city="Villerive",
        siren="999999006",
        contact_email="bonjour@lisieres.example",
        purpose="Apprendre, fabriquer et décider ensemble, au bord de la ville.",
    )
    today = timezone.localdate()
    enact_codes(today)
    town = Town(today)
    town.settle()
    year = Year(town, database_now())
    year.tell()
    hold_shares()
    knock(town, database_now())
    year.quiet_the_past()


def is_empty() -> bool:
    """Whether nobody lives here yet."""
    return not Organisation.objects.exists()
