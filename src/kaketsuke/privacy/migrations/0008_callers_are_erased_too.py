"""Who called and never registered has no id of a person; that they were erased is kept as well."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("privacy", "0007_alarms_told")]

    operations = [
        migrations.AlterField(
            model_name="erased",
            name="person_id",
            field=models.UUIDField(null=True, unique=True),
        ),
    ]
