"""What a departure takes along of an open vote is marked on the roll itself, and no longer kept beside the presence."""

from datetime import date

from django.db import migrations
from django.db.models import Q


def mark(apps, schema_editor):
    """The voices that nobody carried since somebody left are theirs again, and marked as gone with them."""
    Presence, Voice = apps.get_model("proxies", "Presence"), apps.get_model("rounds", "Voice")
    Representative = apps.get_model("people", "Representative")
    today = date.today()
    for presence in Presence.objects.exclude(took_along={}).select_related("member"):
        acting = Representative.objects.filter(
            Q(to_on=None) | Q(to_on__gte=today), from_on__lte=today, member=presence.member_id
        )
        bearer = presence.member.person_id or acting.values_list("person_id", flat=True).first()
        open_ = {
            "round__electorate__meeting": presence.sitting_id, "round__opened_at__isnull": False,
            "round__closed_at": None, "round__cancelled_at": None,
        }  # fmt: skip
        # Those that were cast as well: what a departure marks must not tell who has voted.
        Voice.objects.filter(bearer=bearer, **open_).update(gone=True)
        free = Voice.objects.filter(bearer=None, voted_at=None, how="")
        for key, how in presence.took_along.items():
            free.filter(pk=int(key)).update(bearer=bearer, how=how, gone=True, through=presence.member_id)


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0012_looks_of_shaped_letters"),
        ("proxies", "0012_not_registered"),
        ("rounds", "0015_gone"),
    ]

    operations = [
        migrations.RunPython(mark, migrations.RunPython.noop, elidable=False),
        migrations.RemoveField(model_name="presence", name="took_along"),
    ]
