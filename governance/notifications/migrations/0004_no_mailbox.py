from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

MAILBOX = "exchange_letter"


def take_away(apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The mailbox of the demo stood in every house, empty where there is no demo; a demo keeps its letters itself."""
    connection = schema_editor.connection
    if MAILBOX not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM exchange_letter LIMIT 1")
        empty = cursor.fetchone() is None
    if empty:
        schema_editor.execute("DROP TABLE exchange_letter")


class Migration(migrations.Migration):
    dependencies = [("notifications", "0003_no_words_kept")]
    operations = [migrations.RunPython(take_away, migrations.RunPython.noop)]
