"""What is held of persons is declared: purpose, source, who sees it, how long (4.8, 4.10).

A field that is found here and not declared: add it to the `personal.py` of its room.
"""

import importlib
import re

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from kaketsuke.accounts.models import Role
from kaketsuke.database.personal_data import SELF, Erasure, Table

# How a personal field is recognised by its name. `_index` is a blind index where it is binary.
LEADS_TO_A_PERSON = re.compile(
    r"(_sealed|(^|_)person(_id)?|^(username|first_name|last_name|label|email)"
    r"|(^|_)(latitude|longitude)|contact_point_id)$"
)
# Places, not people: a building stands where it stands, a firm answers under its own name.
NOT_PERSONAL: dict[str, set[str]] = {
    "parties.Building": {"latitude", "longitude"},
    "places.Town": {"latitude", "longitude"},
}
ROLES = {*Role.values, *SELF}


def rooms() -> list[str]:
    return [name for name in settings.ROOMS if apps.get_app_config(name.rsplit(".", 1)[1]).models]


def declared() -> list[Table]:
    tables: list[Table] = []
    for room in rooms():
        if importlib.util.find_spec(f"{room}.personal"):
            tables += importlib.import_module(f"{room}.personal").TABLES
    return tables


def recognised(model: type[models.Model]) -> set[str]:
    return {
        field.name
        for field in model._meta.concrete_fields
        if not isinstance(field, models.BooleanField)
        and field.name not in NOT_PERSONAL.get(model._meta.label, set())
        and (
            LEADS_TO_A_PERSON.search(field.name)
            or (isinstance(field, models.BinaryField) and field.name.endswith("index"))
        )
    }


def house_models() -> list[type[models.Model]]:
    return [model for room in rooms() for model in apps.get_app_config(_label(room)).get_models()]


def _label(room: str) -> str:
    return room.rsplit(".", 1)[1]


@pytest.mark.clause("4.8")
def test_every_field_that_leads_to_a_person_is_declared():
    told: dict[str, set[str]] = {}
    for table in declared():
        told.setdefault(table.model, set()).update(table.fields)
    missing = [
        f"{model._meta.label}.{name}: declare it in {model._meta.app_label}/personal.py"
        for model in house_models()
        for name in sorted(recognised(model) - told.get(model._meta.label, set()))
    ]
    assert missing == []


@pytest.mark.parametrize("table", declared(), ids=lambda table: table.model)
def test_a_declaration_speaks_of_what_exists(table: Table):
    model = apps.get_model(table.model)
    names = {field.name for field in model._meta.concrete_fields}
    assert set(table.fields) <= names
    for path in (*table.named_by, *table.indexed_by, *table.also_shown):
        model._default_manager.filter(**{f"{path}__isnull": True})
    # What names nobody by an id has nothing to disclose: words of the house about its own work.
    of_nobody = all(held.withheld for held in table.fields.values())
    assert table.named_by or table.indexed_by or of_nobody
    assert not table.ends or table.ends in names
    for name, held in table.fields.items():
        assert set(held.seen_by) <= ROLES, name
        assert bool(held.sealed_to) == name.endswith("_sealed"), name
        assert set(held.told_to) <= set(table.named_by), name
    if any(held.sealed_to for held in table.fields.values()):
        assert table.key is not None
    assert table.on_erasure != Erasure.KEY or table.key is not None


def test_no_table_is_declared_twice():
    named = [table.model for table in declared()]
    assert sorted(set(named)) == sorted(named)
