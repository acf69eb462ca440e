from django.db import migrations

import core.prose.names


class Migration(migrations.Migration):
    dependencies = [("people", "0009_fill_name_keys")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="name_look",
            field=core.prose.names.NameLook(
                db_index=True, default="", editable=False, max_length=250, of=("given_name", "family_name")
            ),
        )
    ]
