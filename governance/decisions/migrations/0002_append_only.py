from django.db import migrations

from core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("decisions", "0001_initial")]

    operations = [AppendOnly("decisions_decision")]
