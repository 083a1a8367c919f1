"""How far an ending was told is the company's to see."""

import uuid

from django.db import migrations, models

from kaketsuke.database import security


class Migration(migrations.Migration):
    dependencies = [("residents", "0007_rosters_and_endings")]

    operations = [
        migrations.AddField(
            model_name="endingnotice",
            name="company_id",
            field=models.UUIDField(default=uuid.UUID(int=0)),
            preserve_default=False,
        ),
        security.RowSecurity("residents_endingnotice", using=security.of_companies()),
    ]
