"""One registration at a time, held by person and dwelling in one: no dwelling is looked up by it."""

import django.contrib.postgres.constraints
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('parties', '0007_sample_areas'),
        ('people', '0004_former_name_security'),
        ('residents', '0009_version_notices'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='registration',
            name='residents_registration_once',
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(django.db.models.functions.text.Concat('person', 'dwelling', output_field=models.TextField()), '='), ('valid', '&&')], name='residents_registration_once'),
        ),
    ]
