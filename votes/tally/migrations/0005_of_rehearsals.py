from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def note_rehearsals(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Results of rehearsals that nobody has wiped yet say what they are of."""
    rehearsals = apps.get_model("rounds", "Round").objects.filter(rehearsal=True)
    apps.get_model("tally", "Result").objects.filter(round__in=rehearsals).update(rehearsal=True)


class Migration(migrations.Migration):
    dependencies = [("tally", "0004_result_rehearsal"), ("rounds", "0011_frozen_for_good")]

    operations = [migrations.RunPython(note_rehearsals, migrations.RunPython.noop)]
