"""Each look at a person's data says in which role; what was looked at before has none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_checkpoint_copies")]

    operations = [
        migrations.AddField(
            model_name="access",
            name="viewer_role",
            field=models.CharField(default="", max_length=20),
        ),
    ]
