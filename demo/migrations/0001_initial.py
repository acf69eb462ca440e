from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

EARLIER = "exchange_letter"


def take_over(apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The letters of a demo that was made when its mailbox stood in another room, or none."""
    connection, letter = schema_editor.connection, apps.get_model("demo", "Letter")
    if EARLIER in connection.introspection.table_names():
        schema_editor.alter_db_table(letter, EARLIER, letter._meta.db_table)
    else:
        schema_editor.create_model(letter)


def give_back(apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.delete_model(apps.get_model("demo", "Letter"))


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Letter",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("to", models.EmailField(max_length=254)),
                        ("subject", models.CharField(max_length=250)),
                        ("text", models.TextField()),
                        ("html", models.TextField(blank=True)),
                        ("sent_at", models.DateTimeField(auto_now_add=True)),
                    ],
                    options={"ordering": ["-pk"]},
                ),
            ]
        ),
        migrations.RunPython(take_over, give_back),
    ]
