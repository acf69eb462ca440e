from django.db import migrations

from core.rewriting import MayBeRewritten


def remember_what_is_left(apps, schema_editor):
    """Secret votes of meetings with forms that are over: they are to be forgotten once more, the marks of forms as well."""
    meetings = apps.get_model("proxies", "PostalForm").objects.values_list("sitting", flat=True)
    rounds = apps.get_model("rounds", "Round").objects.filter(secret=True, electorate__kind="meeting")
    over = rounds.exclude(closed_at=None, cancelled_at=None)
    over.filter(electorate__meeting__in=list(meetings)).update(unlinked_at=None)


class Migration(migrations.Migration):
    dependencies = [
        ("proxies", "0003_reception_and_mistakes"),
        ("rounds", "0009_frozen"),
    ]

    operations = [
        MayBeRewritten("proxies_postalform"),
        migrations.RunPython(remember_what_is_left, migrations.RunPython.noop),
    ]
