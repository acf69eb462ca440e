from django.db import migrations

from core.frozen import Freeze, Frozen

RESULT = Freeze(
    ("round_id", "rehearsal", "adopted", "outcome", "sha256", "counted_at"), kept="NOT OLD.rehearsal"
)


class Migration(migrations.Migration):
    dependencies = [("tally", "0005_of_rehearsals")]

    operations = [Frozen("tally_result", RESULT)]
