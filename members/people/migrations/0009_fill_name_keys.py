from itertools import islice

from django.db import migrations

from core.prose.names import key

BATCH = 2000


def fill(apps, schema_editor):
    """Give everybody who is here already the key of their name."""
    person = apps.get_model("people", "Person")
    rows = person.objects.only("pk", "given_name", "family_name").iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        for row in batch:
            row.name_key = key(f"{row.given_name} {row.family_name}")[:250]
        person.objects.bulk_update(batch, ["name_key"])


class Migration(migrations.Migration):
    dependencies = [("people", "0008_name_key")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
