"""A registrant's account has no password, whatever page or command writes it."""

from django.contrib.auth.hashers import make_password
from django.db import migrations, models


def take_away(apps, schema_editor):
    """Take a password that was set before away; the account signs in by code or passkey."""
    users = apps.get_model("accounts", "User").objects.filter(username__startswith="resident-")
    for user in users.exclude(password__startswith="!"):
        user.password = make_password(None)
        user.save(update_fields=["password"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_session_epoch")]

    operations = [
        migrations.RunPython(take_away, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("username__startswith", "resident-"), _negated=True),
                    ("password__startswith", "!"),
                    _connector="OR",
                ),
                name="accounts_user_registrant_no_password",
            ),
        ),
    ]
