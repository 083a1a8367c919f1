"""The language in which an account is written to: the one its person chose last."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_registrant_no_password")]

    operations = [
        migrations.AddField("user", "language", models.CharField(max_length=10, default="ja")),
    ]
