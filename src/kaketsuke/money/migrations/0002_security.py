"""Estimates and receipts: the company's staff and whoever the case is live for."""

from django.db import migrations

from kaketsuke.database import security

OF_CASE = (security.of_companies(), security.of_cases())
OF_ESTIMATE = security.one_of(
    "estimate_id", f"SELECT e.id FROM money_estimate e WHERE {security.of_cases('e.case_id')}"
)


class Migration(migrations.Migration):
    dependencies = [("money", "0001_tables"), ("cases", "0002_security")]

    operations = [
        security.RowSecurity("money_estimate", using=OF_CASE),
        security.RowSecurity("money_estimateline", using=(security.of_companies(), OF_ESTIMATE)),
        security.RowSecurity("money_approval", using=(security.of_companies(), OF_ESTIMATE)),
        security.RowSecurity("money_collection", using=OF_CASE),
        security.RowSecurity("money_receipt", using=OF_CASE),
    ]
