"""All declarations of all rooms, and the rows by which they lead to one person."""

import importlib
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable

from kaketsuke.database.personal_data import Table
from kaketsuke.people.models import ContactPoint
from kaketsuke.privacy.models import DataRequest


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody: by id where we know them, and by the blind indexes that are theirs alone."""

    person_id: UUID | None
    indexes: frozenset[bytes] = frozenset()


@cache
def tables() -> tuple[Table, ...]:
    """Return the declared tables of all rooms, the lowest room first."""
    found: list[Table] = []
    for room in settings.ROOMS:
        if find_spec(f"{room}.personal") is not None:
            found += importlib.import_module(f"{room}.personal").TABLES
    return tuple(found)


def model_of(table: Table) -> type[models.Model]:
    """Return the model that a declaration speaks of."""
    return apps.get_model(table.model)


def subject_of_person(person_id: UUID) -> Subject:
    """Return a person with the numbers and addresses that nobody else has.

    A number shared by a household finds the calls of all of them, so it finds none here.
    """
    others = ContactPoint.objects.filter(index=OuterRef("index"), kind=OuterRef("kind"))
    own = ContactPoint.objects.filter(person_id=person_id).exclude(
        Exists(others.exclude(person_id=person_id))
    )
    return Subject(
        person_id, frozenset(bytes(index) for index in own.values_list("index", flat=True))
    )


def subject_of(request: DataRequest) -> Subject:
    """Return whom a request is about; who never registered is found by the proven number alone."""
    if request.person_id is not None:
        return subject_of_person(request.person_id)
    index = request.contact_index
    return Subject(None, frozenset({bytes(index)} if index is not None else ()))


def rows_about(table: Table, subject: Subject) -> "QuerySet[models.Model]":
    """Return the rows of a table that name this person; none is a fine answer."""
    found = Q(pk__in=())
    if subject.person_id is not None:
        for path in table.named_by:
            found |= Q(**{path: subject.person_id})
    if subject.indexes:
        for path in table.indexed_by:
            found |= Q(**{f"{path}__in": list(subject.indexes)})
    manager = model_of(table)._default_manager  # noqa: SLF001 - Django's documented model API
    return manager.filter(pk__in=manager.filter(found).values("pk")).order_by("pk")


def end_of(table: Table) -> Combinable:
    """Return the moment at which the clock of a row starts; a range starts it at its end."""
    column = model_of(table)._meta.get_field(table.ends)  # noqa: SLF001 - Django's documented model API
    found: Combinable = F(table.ends)
    if isinstance(column, DateTimeRangeField):
        found = Func(found, function="upper", output_field=models.DateTimeField())
    return found
