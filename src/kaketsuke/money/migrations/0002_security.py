"""Estimates and receipts: the company's staff, whoever the case is live for, and the issuing firm."""

from django.db import migrations

from kaketsuke.database import security

OF_CASE = (security.of_companies(), security.of_cases())
OF_ESTIMATE = security.one_of(
    "estimate_id", f"SELECT e.id FROM money_estimate e WHERE {security.of_cases('e.case_id')}"
)
# A firm numbers its receipts without gaps, so its technician must see the last number.
OF_FIRM = security.one_of(
    "firm_id",
    f"SELECT t.firm_id FROM network_technician t WHERE t.id = {security.TECHNICIAN_ID}",
)


class Migration(migrations.Migration):
    dependencies = [("money", "0001_tables"), ("cases", "0002_security")]

    operations = [
        security.RowSecurity("money_estimate", using=OF_CASE),
        security.RowSecurity("money_estimateline", using=(security.of_companies(), OF_ESTIMATE)),
        security.RowSecurity("money_approval", using=(security.of_companies(), OF_ESTIMATE)),
        security.RowSecurity("money_collection", using=OF_CASE),
        security.RowSecurity("money_receipt", using=(*OF_CASE, OF_FIRM)),
    ]
