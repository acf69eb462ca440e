from django.db import migrations

import core.prose.names


class Migration(migrations.Migration):
    dependencies = [("people", "0007_forgotten")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="name_key",
            field=core.prose.names.NameKey(
                db_index=True, default="", editable=False, max_length=250, of=("given_name", "family_name")
            ),
        )
    ]
