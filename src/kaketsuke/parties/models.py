"""Who stands behind a door: company, owner, contract, building, dwelling, lock; and area events."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from kaketsuke.database import rows

# Where a technician may leave the car, and at which of a dwelling's doors a lock sits.
PARKING = ("visitors", "paid", "none")
DOORS = ("front", "back", "gate")
LOWEST_FLOOR, HIGHEST_FLOOR = -5, 99


def no_overlap(name: str, *columns: str, condition: Q | None = None) -> ExclusionConstraint:
    """Return the constraint: of equal `columns`, no two rows are valid at the same time."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            *((column, RangeOperators.EQUAL) for column in columns),
            ("valid", RangeOperators.OVERLAPS),
        ],
        condition=condition,
    )


class Company(rows.Row):
    """An operating company (運営会社) of the group."""

    name = models.CharField(max_length=80, unique=True)
    sample = models.BooleanField(default=False)
    successor = models.ForeignKey("self", null=True, on_delete=models.PROTECT)
    valid = DateTimeRangeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(successor__isnull=True)
                | Q(valid__upper_inf=False) & ~Q(successor=models.F("id")),
                name="parties_company_succeeded_has_ended",
            ),
        ]


class Area(rows.Row):
    """Which company is in charge of a municipality (所管地域); `sample`: guessed from names."""

    municipality_code = models.CharField(max_length=5)
    sample = models.BooleanField(default=False)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="areas")
    valid = DateTimeRangeField()

    class Meta:
        constraints = [no_overlap("parties_area_one_company", "municipality_code")]


class Owner(rows.Row):
    """An owner or a management company (オーナー). A natural owner's name lies sealed in people."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    kind = models.CharField(
        max_length=20,
        choices=[("owner", "owner"), ("management_company", "management_company")],
    )
    legal_person = models.BooleanField()
    legal_name = models.CharField(max_length=80, default="")
    person_id = models.UUIDField(null=True)
    phone_display = models.CharField(max_length=20, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(legal_person=True, person_id__isnull=True) & ~Q(legal_name="")
                | Q(legal_person=False, person_id__isnull=False, legal_name=""),
                name="parties_owner_legal_or_natural",
            ),
            # The target of the composite key by which only a legal person has agents.
            models.UniqueConstraint(fields=["id", "legal_person"], name="parties_owner_id_legal"),
        ]


class Mandate(rows.Row):
    """A natural person who may speak for a legal person (委任); nobody else has agents (A1.2.1)."""

    owner = models.ForeignKey(Owner, on_delete=models.PROTECT, related_name="mandates")
    owner_is_legal_person = models.BooleanField(default=True)
    person_id = models.UUIDField()
    valid = DateTimeRangeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(owner_is_legal_person=True), name="parties_mandate_of_legal_person"
            ),
            no_overlap("parties_mandate_once", "owner", "person_id"),
        ]


class Contract(rows.Row):
    """The owner's contract (覚書)."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    owner = models.ForeignKey(Owner, on_delete=models.PROTECT, related_name="contracts")
    document_reference = models.CharField(max_length=60)
    signed_on = models.DateField()


class Building(rows.Row):
    """An apartment building (集合住宅). Not personal data."""

    code = models.CharField(max_length=20, unique=True)
    company = models.ForeignKey(Company, on_delete=models.PROTECT)
    name = models.CharField(max_length=80)
    kana = models.CharField(max_length=120, default="")
    postal_code = models.CharField(max_length=7)
    municipality_code = models.CharField(max_length=5)
    address = models.CharField(max_length=160)
    latitude = models.FloatField()
    longitude = models.FloatField()
    bigrams = ArrayField(models.CharField(max_length=2), default=list)
    entrance_note = models.CharField(max_length=120, default="")
    # What a technician wants to know beforehand; null: not known, and said so.
    auto_lock = models.BooleanField(null=True)
    parking = models.CharField(max_length=10, null=True, choices=[(each, each) for each in PARKING])

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(parking__isnull=True) | Q(parking__in=PARKING),
                name="parties_building_parking_known",
            ),
        ]
        indexes = [
            GinIndex(fields=["bigrams"], name="parties_building_bigrams"),
            models.Index(fields=["company", "code"], name="parties_building_by_company"),
        ]


class ContractBuilding(rows.Row):
    """A contract covers a building for a time; `service_removed_at`: it ended here only (1.2)."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="buildings")
    building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="contracts")
    valid = DateTimeRangeField()
    service_removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [no_overlap("parties_contract_no_overlap", "building")]


class StandingApproval(rows.Row):
    """The owner agreed beforehand, in the contract, that locks of a model may be broken (2.1)."""

    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="standing_approvals"
    )
    lock_model = models.CharField(max_length=40)
    valid = DateTimeRangeField()

    class Meta:
        constraints = [
            no_overlap("parties_standing_approval_once", "contract", "lock_model"),
            models.CheckConstraint(
                condition=~Q(lock_model=""), name="parties_standing_approval_names_model"
            ),
        ]


class ContractChange(rows.Row):
    """What became of a building's cover; says whether the service goes on, is kept (1.2)."""

    KINDS = [(each, each) for each in ("amended", "ended", "service_removed")]

    contract_building = models.ForeignKey(
        ContractBuilding, on_delete=models.PROTECT, related_name="changes"
    )
    kind = models.CharField(max_length=20, choices=KINDS)
    service_continues = models.BooleanField()
    effective_at = models.DateTimeField()
    document_reference = models.CharField(max_length=60, default="")
    recorded_by_id = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="amended", service_continues=True)
                | Q(kind__in=("ended", "service_removed"), service_continues=False),
                name="parties_contract_change_says_whether_service_continues",
            ),
        ]


class PrivacyManager(rows.Row):
    """Who is in charge of privacy (個人情報保護管理者) for a company or a station (4.10)."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="privacy_managers")
    station = models.CharField(max_length=40, default="")
    title = models.CharField(max_length=60)
    account_id = models.UUIDField()
    valid = DateTimeRangeField()

    class Meta:
        constraints = [no_overlap("parties_privacy_manager_once", "company", "station")]


class BuildingOwner(rows.Row):
    """An owner or management company of a building: several may hold the role at once (P-5)."""

    building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="owners")
    owner = models.ForeignKey(Owner, on_delete=models.PROTECT, related_name="buildings")
    valid = DateTimeRangeField()

    class Meta:
        constraints = [no_overlap("parties_building_owner_once", "building", "owner")]


class Dwelling(rows.Row):
    """A home (居宅) in a building."""

    # No index of its own: each room once in a building is an index that begins with the building.
    building = models.ForeignKey(
        Building, on_delete=models.PROTECT, related_name="dwellings", db_index=False
    )
    room = models.CharField(max_length=20)
    excluded_from_contract = models.BooleanField(default=False)
    floor = models.SmallIntegerField(null=True)  # below the ground negative; null: not known

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(floor__isnull=True)
                | Q(floor__gte=LOWEST_FLOOR, floor__lte=HIGHEST_FLOOR) & ~Q(floor=0),
                name="parties_dwelling_floor_exists",
            ),
            models.UniqueConstraint(fields=["building", "room"], name="parties_dwelling_room_once"),
        ]


class Lock(rows.Row):
    """A smart lock of the service fitted to a dwelling's door for a time (2.1b)."""

    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT, related_name="locks")
    model = models.CharField(max_length=40)
    serial = models.CharField(max_length=40)
    door = models.CharField(max_length=10, null=True, choices=[(each, each) for each in DOORS])
    valid = DateTimeRangeField()

    class Meta:
        constraints = [
            no_overlap("parties_lock_one_at_a_time", "dwelling"),
            models.CheckConstraint(
                condition=Q(door__isnull=True) | Q(door__in=DOORS),
                name="parties_lock_door_known",
            ),
        ]


class AreaEvent(rows.Row):
    """A declared force majeure or disaster over an area (4.4, 4.7.2).

    The area is municipalities, a drawn shape (a ring of latitude and longitude), or both.
    """

    kind = models.CharField(max_length=40)
    company = models.ForeignKey(Company, null=True, on_delete=models.PROTECT)
    municipality_codes = ArrayField(models.CharField(max_length=5))
    shape = models.JSONField(null=True)
    valid = DateTimeRangeField()
    closes_service = models.BooleanField(default=False)
    source = models.CharField(max_length=160)
    note = models.CharField(max_length=200, default="")
    declared_by_id = models.UUIDField()
    ended_by_id = models.UUIDField(null=True)

    class Meta:
        indexes = [GinIndex(fields=["municipality_codes"], name="parties_area_event_area")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(municipality_codes=[]) | Q(shape__isnull=False),
                name="parties_area_event_has_area",
            ),
            models.CheckConstraint(
                condition=~Q(kind="other") | ~Q(note=""), name="parties_area_event_other_is_noted"
            ),
        ]
