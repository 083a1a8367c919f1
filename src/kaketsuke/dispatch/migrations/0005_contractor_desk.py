"""A contractor's desk reads what concerns its firm's technicians and those of the firms below it.

Their offers and assignments, the cases that these belong to, and the technicians' own names. No
request, no registration, no resident: what the technician needs at the door stays with them.
"""

from django.db import migrations

from kaketsuke.database import security

OWN = f"""
    SELECT t.{{}} FROM network_technician t
    JOIN network_firm f ON f.id = t.firm_id
    JOIN network_firm mine ON f.path <@ mine.path
    WHERE mine.id = ANY({security.FIRMS})
"""
TECHNICIANS, PERSONS = OWN.format("id"), OWN.format("person_id")
CASES = f"""
    SELECT o.case_id FROM dispatch_offer o WHERE o.answer IS NULL AND o.technician_id IN ({TECHNICIANS})
    UNION
    SELECT a.case_id FROM dispatch_assignment a
    WHERE a.released_at IS NULL AND a.technician_id IN ({TECHNICIANS})
"""


class Migration(migrations.Migration):
    dependencies = [
        ("dispatch", "0004_waves"),
        ("network", "0003_edge_terms"),
        ("cases", "0004_contact_check"),
        ("people", "0002_security"),
    ]

    operations = [
        *(
            security.AlsoReadable(table, "of_firm", using=security.one_of("technician_id", TECHNICIANS))
            for table in ("dispatch_offer", "dispatch_assignment")
        ),
        security.AlsoReadable("cases_case", "of_firm", using=security.one_of("id", CASES)),
        security.AlsoReadable("people_person", "of_firm", using=security.one_of("id", PERSONS)),
        security.AlsoReadable("people_subjectkey", "of_firm", using=security.OF_A_FIRM),
    ]
