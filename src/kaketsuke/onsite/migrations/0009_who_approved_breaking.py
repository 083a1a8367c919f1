"""An owner's approval to break a lock says which owner was heard, and whose voice it was (2.1)."""

from django.contrib.postgres import operations
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("onsite", "0008_clock_in_hindsight")]

    operations = [
        migrations.AddField(
            model_name="breakingapproval",
            name="heard_owner_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="breakingapproval",
            name="heard_person_id",
            field=models.UUIDField(null=True),
        ),
        # Approvals of earlier stay as they were recorded.
        operations.AddConstraintNotValid(
            model_name="breakingapproval",
            constraint=models.CheckConstraint(
                condition=~Q(approved_by="owner") | Q(heard_owner_id__isnull=False),
                name="onsite_owner_approval_says_who",
            ),
        ),
    ]
