from itertools import islice

from django.db import migrations

from core.prose.names import look

BATCH = 2000


def fill(apps, schema_editor):
    """Give everybody who is here already the look of their name."""
    person = apps.get_model("people", "Person")
    rows = person.objects.only("pk", "given_name", "family_name").iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        for row in batch:
            row.name_look = look(f"{row.given_name} {row.family_name}")[:250]
        person.objects.bulk_update(batch, ["name_look"])


class Migration(migrations.Migration):
    dependencies = [("people", "0010_name_look")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
