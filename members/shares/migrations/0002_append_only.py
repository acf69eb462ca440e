from typing import ClassVar

from django.db import migrations

from core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies: ClassVar = [("shares", "0001_initial")]
    operations: ClassVar = [AppendOnly("shares_movement")]
