from django.db import migrations

from core.append_only import StillAppendOnly


class Migration(migrations.Migration):
    dependencies = [("shares", "0002_append_only")]

    operations = [StillAppendOnly("shares_movement")]
