"""A mandate's owner is a legal person: the pair of keys says so, whoever writes it (A1.2.1)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("parties", "0001_tables")]

    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE parties_mandate ADD CONSTRAINT parties_mandate_owner_legal
            FOREIGN KEY (owner_id, owner_is_legal_person)
            REFERENCES parties_owner (id, legal_person)
            """,
            "ALTER TABLE parties_mandate DROP CONSTRAINT parties_mandate_owner_legal",
        ),
    ]
