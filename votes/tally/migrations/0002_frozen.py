from django.db import migrations

from core.frozen import Freeze, Frozen


class Migration(migrations.Migration):
    dependencies = [("tally", "0001_initial")]

    operations = [Frozen("tally_result", Freeze(("round_id", "adopted", "outcome", "sha256")))]
