from django.db import migrations, models
from django.db.models import Max


def remember_the_highest(apps, schema_editor):
    """The highest number that is known: of the questions on an agenda, of those voted on, and of what was said beforehand."""
    Round = apps.get_model("rounds", "Round")
    for sitting in apps.get_model("proxies", "Sitting").objects.order_by("pk"):
        known = [sitting.items.aggregate(top=Max("number"))["top"] or 0]
        asked = Round.objects.filter(electorate__kind="meeting", electorate__meeting=sitting.pk)
        known += [electorate["item"] for electorate in asked.values_list("electorate", flat=True)]
        for instructions in sitting.proxies.values_list("instructions", flat=True):
            known += map(int, instructions)
        for choices, again in sitting.postal_forms.values_list("choices", "again"):
            known += map(int, {**choices, **(again or {})})
        if sitting.follows_id is not None:
            known.append(sitting.follows.last_number)
        sitting.last_number = max(known)
        sitting.save(update_fields=["last_number"])


class Migration(migrations.Migration):
    dependencies = [
        ("proxies", "0006_second_calls_of_before"),
        ("rounds", "0009_frozen"),
    ]

    operations = [
        migrations.AddField(
            model_name="sitting",
            name="last_number",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.RunPython(remember_the_highest, migrations.RunPython.noop),
    ]
