"""What we hold about somebody, opened row by row (4.10): every table that names them."""

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from typing import Any, cast
from uuid import UUID

from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Case, F, Q, Value, When
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from kaketsuke.database.personal_data import Held, Table
from kaketsuke.people import keys, sealing
from kaketsuke.privacy import declarations, words
from kaketsuke.privacy.declarations import Subject

AT_ONCE = 200
IS_SEALED = _("（消去済み）")
BETWEEN = " · "
# No word that a person wrote is longer; pictures and documents are.
READABLE = 3000
IS_A_FILE = _("（ファイルのため、データ（JSON）に入っています）")


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One row: the name of each column and what stands there."""

    values: dict[str, Any]

    def __repr__(self) -> str:
        """Keep what was opened out of logs and tracebacks."""
        return "HeldRow(…)"


@dataclass(frozen=True, slots=True)
class HeldTable:
    """One table with how much of it names the person, why it is held and how long."""

    table: Table
    title: str
    purposes: tuple[str, ...]
    sources: tuple[str, ...]
    kept: str
    count: int


def told_tables() -> list[Table]:
    """Return the tables of which a disclosure speaks: those with anything to show."""
    return [
        table
        for table in declarations.tables()
        if table.also_shown or any(not held.withheld for held in table.fields.values())
    ]


def held_about(subject: Subject) -> list[HeldTable]:
    """Return what we hold about somebody, table by table, with counts and no content."""
    counted = ((table, declarations.rows_about(table, subject).count()) for table in told_tables())
    return [_held(table, count=count) for table, count in counted if count]


def _held(table: Table, *, count: int) -> HeldTable:
    told = [held for held in table.fields.values() if not held.withheld]
    # Where every word is withheld, why there is a row at all is told nevertheless.
    shown = told or list(table.fields.values())
    return HeldTable(
        table=table,
        title=words.table(table.model),
        purposes=tuple(dict.fromkeys(words.purpose(held.purpose) for held in shown)),
        sources=tuple(dict.fromkeys(words.source(held.source) for held in shown)),
        kept=words.kept(table.keep),
        count=count,
    )


def opened_rows(table: Table, subject: Subject) -> Iterator[HeldRow]:
    """Yield the rows of a table about somebody, opened; a few hundred in memory at once."""
    rows = declarations.rows_about(table, subject)
    paths = [path for path in table.also_shown if "__" in path]
    rows = rows.annotate(**{f"shown_{path}": F(path) for path in paths})
    rows = rows.annotate(
        **{
            f"told_{name}": _names(held.told_to, subject)
            for name, held in table.fields.items()
            if held.told_to
        }
    )
    if table.key is not None and "__" in table.key[1]:
        rows = rows.annotate(key_of_row=F(table.key[1]))
    stream = rows.iterator(chunk_size=AT_ONCE)
    while batch := list(islice(stream, AT_ONCE)):
        opened = _keys_of(table, batch)
        for row in batch:
            yield HeldRow(_values(table, row, opened.get(_key_id(table, row))))


def as_json(subject: Subject, *, head: dict[str, Any], now: datetime) -> Iterator[str]:
    """Yield the whole disclosure as JSON, piece by piece."""
    start = {**head, "made_at": now.isoformat(), "withheld": str(words.WITHHELD)}
    yield json.dumps(start, ensure_ascii=False, default=str)[:-1] + ', "tables": ['
    between = ""
    for table in told_tables():
        rows = opened_rows(table, subject)
        first = next(rows, None)
        if first is None:
            continue
        about = _held(table, count=1)
        title = {
            "table": table.model,
            "title": about.title,
            "purposes": about.purposes,
            "sources": about.sources,
            "kept": about.kept,
            "columns": {name: words.column(name) for name in first.values},
        }
        yield between + json.dumps(title, ensure_ascii=False)[:-1] + ', "rows": [\n'
        yield json.dumps(first.values, ensure_ascii=False)
        for row in rows:
            yield ",\n" + json.dumps(row.values, ensure_ascii=False)
        yield "]}"
        between = ",\n"
    yield "]}\n"


def for_paper(subject: Subject, *, say: Callable[[object, str], str]) -> list[dict[str, Any]]:
    """Return the whole disclosure in words of the active language, for a printed document.

    `say` puts a value into words, told in which column (`room.Model.column`) it stands.
    """
    sections = []
    for table in told_tables():
        rows = [
            [
                [words.column(name), _in_words(value, say, f"{table.model}.{name}")]
                for name, value in row.values.items()
            ]
            for row in opened_rows(table, subject)
        ]
        if rows:
            about = _held(table, count=len(rows))
            sections.append(
                {
                    "title": about.title,
                    "purposes": BETWEEN.join(about.purposes),
                    "sources": BETWEEN.join(map(capfirst, about.sources)),
                    "kept": about.kept,
                    "rows": rows,
                }
            )
    return sections


def _names(paths: Iterable[str], subject: Subject) -> Case:
    """Return whether a row names this person by one of these look-ups, not by any other."""
    named = Q(pk__in=())
    if subject.person_id is not None:
        for path in paths:
            named |= Q(**{path: subject.person_id})
    return Case(When(named, then=Value(True)), default=Value(False))  # noqa: FBT003 - a column's value


def _keys_of(table: Table, rows: Iterable[models.Model]) -> dict[UUID, bytes]:
    if table.key is None:
        return {}
    kind = table.key[0]
    opened: dict[UUID, bytes] = {}
    by_kind = sorted(rows, key=lambda row: _kind(kind, row))
    for name, group in groupby(by_kind, key=lambda row: _kind(kind, row)):
        ids = {_key_id(table, row) for row in group}
        opened |= keys.open_keys(cast(keys.SubjectKind, name), ids)
    return opened


def _kind(kind: str, row: models.Model) -> str:
    """The kind of key; a name in braces is a column that says it."""
    return str(getattr(row, kind[1:-1])) if kind.startswith("{") else kind


def _key_id(table: Table, row: models.Model) -> UUID:
    path = table.key[1] if table.key else "pk"
    return cast(UUID, getattr(row, "key_of_row" if "__" in path else path))


def _values(table: Table, row: models.Model, key: bytes | None) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, held in table.fields.items():
        if held.withheld or name.endswith("index"):
            continue
        if held.told_to and not getattr(row, f"told_{name}"):
            continue
        value = _opened(row, name, held, key=key)
        if value not in (None, "", [], {}):
            values[name.removesuffix("_sealed")] = value
    for path in table.also_shown:
        value = _plain(getattr(row, f"shown_{path}" if "__" in path else path))
        if value not in (None, ""):
            values[path] = value
    return values


def _opened(row: models.Model, name: str, held: Held, *, key: bytes | None) -> Any:
    if not held.sealed_to:
        column = row._meta.get_field(name)  # noqa: SLF001 - Django's documented model API
        found = getattr(row, getattr(column, "attname", name))
        # An id leads to a row and says nothing by itself.
        return None if isinstance(found, UUID) else _plain(found)
    blob = getattr(row, name)
    if blob is None:
        return None
    if key is None:
        return str(IS_SEALED)
    content = sealing.open_bytes(key, blob, context=held.sealed_to.format(id=row.pk))
    try:
        return held.shown_as(content.decode())
    except UnicodeDecodeError:
        # A document or a picture: whole in the data, named on paper.
        return base64.b64encode(content).decode()


def _plain(value: Any) -> Any:
    match value:
        case DateTimeTZRange():
            return [each.isoformat() if each else None for each in (value.lower, value.upper)]
        case None | bool() | int() | float() | str() | list() | dict():
            return value
        case datetime():
            return value.isoformat()
    return str(value)


def _in_words(value: Any, say: Callable[[object, str], str], column: str) -> str:
    if isinstance(value, str) and len(value) > READABLE:
        return str(IS_A_FILE)
    return say(value, column)
