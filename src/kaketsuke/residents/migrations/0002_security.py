"""Registrations are seen by the company's staff, and by the person registered."""

from django.db import migrations

from kaketsuke.database import security

# A decline keeps no person and no company, so its company is the building's.
OF_BUILDING = f"""EXISTS (
    SELECT FROM parties_dwelling d JOIN parties_building b ON b.id = d.building_id
    WHERE d.id = residents_decline.dwelling_id AND {security.of_companies("b.company_id")}
)"""


class Migration(migrations.Migration):
    dependencies = [("residents", "0001_tables"), ("parties", "0001_tables")]

    operations = [
        security.RowSecurity("residents_presentation", using=security.of_companies()),
        security.RowSecurity(
            "residents_consent", using=(security.of_companies(), security.of_persons())
        ),
        security.RowSecurity(
            "residents_registration", using=(security.of_companies(), security.of_persons())
        ),
        security.RowSecurity("residents_decline", using=OF_BUILDING),
    ]
