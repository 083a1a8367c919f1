"""Who guards whom is seen by the company's staff and by both; those who guard already are kept."""

from django.db import migrations

from kaketsuke.database import security

# The day of birth was not asked for: 18 years after the registration everybody is of age.
KEEP = """
    SELECT set_config('kaketsuke.system', 'on', true);
    INSERT INTO residents_guardianship
        (id, company_id, minor_id, guardian_id, valid, end_reason, ended_by_id)
    SELECT DISTINCT ON (person_id, guardian_id)
        gen_random_uuid(), company_id, person_id, guardian_id,
        tstzrange(lower(valid), coalesce(upper(valid), lower(valid) + interval '18 years')),
        CASE WHEN upper_inf(valid) THEN NULL ELSE 'minor_left' END, NULL
    FROM residents_registration
    WHERE guardian_id IS NOT NULL
    ORDER BY person_id, guardian_id, upper(valid) DESC NULLS FIRST;
    UPDATE accounts_grant g SET valid = tstzrange(lower(g.valid), upper(k.valid))
    FROM residents_guardianship k, accounts_user u
    WHERE g.user_id = u.id AND g.person_id = k.minor_id AND upper_inf(g.valid)
      AND u.username = 'resident-' || replace(k.guardian_id::text, '-', '')
      AND lower(g.valid) < upper(k.valid);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("residents", "0012_guardianships"),
        ("accounts", "0005_registrant_no_password"),
    ]

    operations = [
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
        security.RowSecurity(
            "residents_guardianship",
            using=(
                security.of_companies(),
                security.of_persons("minor_id"),
                security.of_persons("guardian_id"),
            ),
        ),
    ]
