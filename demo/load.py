"""Fill an empty house with the demo organisation."""

from django.db import transaction
from django.utils import timezone

from core.clock import database_now
from demo.chapters import CHAPTERS
from demo.code import enact_codes
from demo.people import Town
from demo.shares import hold_shares, knock
from demo.year import Year
from members.people.models import Organisation


@transaction.atomic
def load(chapter: str = "september") -> None:
    """Create Les Lisières and its year up to the day of a chapter, all or nothing."""
    Organisation.objects.create(
        name="Les Lisières",
        legal_form="SAS à capital variable, agréée ESUS",
        city="Villerive",
        siren="000000018",
        contact_email="bonjour@lisieres.example",
        purpose="Apprendre, fabriquer et décider ensemble, au bord de la ville.",
    )
    today = timezone.localdate()
    enact_codes(today)
    town = Town(today)
    town.settle()
    hold_shares()
    year = Year(town, database_now(), CHAPTERS[chapter])
    year.play_all()
    knock(town, database_now())
    year.quiet_the_past()


def is_empty() -> bool:
    """Whether nobody lives here yet."""
    return not Organisation.objects.exists()
