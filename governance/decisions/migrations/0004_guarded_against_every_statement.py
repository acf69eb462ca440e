from django.db import migrations

from core.append_only import StillAppendOnly


class Migration(migrations.Migration):
    dependencies = [("decisions", "0003_format_of_the_seal")]

    operations = [StillAppendOnly("decisions_decision")]
