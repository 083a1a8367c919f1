"""Rows that many tests begin with: made once through the services, then put back as they were.

The services are slow beside the rows that they leave. So the first test of a process makes them,
the rows are noted, and each later test gets the very same rows in one round trip, inside a
transaction of its own. Constraints, triggers and row-level security hold then as well.

One thing may follow another: a case follows the world in which it is opened. What follows is put
back only where the transaction has written what it follows and nothing else.
"""

import copy
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar, cast

from django.db import connection
from django.db.backends.utils import CursorWrapper

Made = TypeVar("Made")
Names = tuple[str, ...]  # what was put back, one after the other
Rows = Mapping[str, str]  # each row by what makes it unique

_WRITTEN = """
SELECT pg_current_xact_id()::text, coalesce(jsonb_agg(
    jsonb_build_array(relname, n_tup_ins, n_tup_upd, n_tup_del) ORDER BY relid
), '[]')::text
FROM pg_stat_xact_user_tables WHERE n_tup_ins + n_tup_upd + n_tup_del > 0
"""
# What the database counts or computes itself is left to it.
_COLUMNS = """
SELECT array_agg(quote_ident(column_name)) FROM information_schema.columns
WHERE table_name = %s AND is_identity = 'NO' AND is_generated = 'NEVER'
"""
# By what a row is known again: whatever is unique and not counted by the database.
_KEY = """
SELECT (SELECT array_agg(quote_ident(attname)) FROM pg_attribute
        WHERE attrelid = indrelid AND attnum = ANY (indkey))
FROM pg_index WHERE indrelid = %s::regclass AND indisunique
AND indpred IS NULL AND indexprs IS NULL
ORDER BY EXISTS (SELECT FROM pg_attribute WHERE attrelid = indrelid
                 AND attnum = ANY (indkey) AND attidentity <> ''), indisprimary DESC LIMIT 1
"""
# The queue's own trigger writes them for each job, also for one that is put back.
_LEFT_TO_TRIGGERS = frozenset({"procrastinate_events"})


@dataclass(frozen=True)
class _Stand:
    """Where a transaction stands: what was put back into it, and what it has written by then."""

    transaction: str
    written: str
    names: Names


@dataclass(frozen=True)
class _Kept:
    made: object
    is_there: str
    statements: str


_kept: dict[Names, _Kept] = {}
_last = _Stand("", "", ())


def once(name: str, make: Callable[[], Made]) -> Made:
    """Return a copy of what `make` returned, with the rows that it wrote in the database.

    Call it inside a transaction. Where rows of its tables are there already, they are made anew.
    """
    return _remembered((name,), make)


def then(name: str, make: Callable[[], Made]) -> Made:
    """Do as `once`, for what follows the thing that was put back last.

    Made anew where the transaction has written anything else since, or nothing was put back.
    """
    with connection.cursor() as cursor:
        transaction, written = _written(cursor)
    if (_last.transaction, _last.written) != (transaction, written):
        return make()
    return _remembered((*_last.names, name), make)


def forget_what_followed() -> None:
    """Begin anew where the database does: it counts from one again, and rows carry its numbers."""
    for names in [names for names in _kept if len(names) > 1]:
        del _kept[names]


def _remembered(names: Names, make: Callable[[], Made]) -> Made:
    kept = _kept.get(names)
    if kept is None:
        return _make_and_keep(names, make)
    with connection.cursor() as cursor:
        if kept.is_there:
            cursor.execute(kept.is_there)
            if cursor.fetchone()[0]:
                return make()
        if kept.statements:
            cursor.execute(kept.statements)
        _note(names, cursor)
    return cast("Made", copy.deepcopy(kept.made))


def _note(names: Names, cursor: CursorWrapper) -> None:
    global _last  # noqa: PLW0603 - a process has one connection, and this is where it stands
    _last = _Stand(*_written(cursor), names)


def _make_and_keep(names: Names, make: Callable[[], Made]) -> Made:
    follows = len(names) > 1
    with connection.cursor() as cursor:
        before = {table: _rows(table, cursor) for table in _net_counts(cursor)}
        made = make()
        counts = _net_counts(cursor)
        after = {table: _rows(table, cursor) for table in counts}
        was_empty = {table for table, count in counts.items() if count == len(after[table])}
        if counts.keys() <= before.keys() | was_empty and (follows or not before):
            changes = [_changes(t, before.get(t, {}), rows, cursor) for t, rows in after.items()]
            if None not in changes:
                any_row = " OR ".join(f'EXISTS (SELECT FROM "{table}")' for table in after)
                is_there = "" if follows else f"SELECT {any_row}"
                _kept[names] = _Kept(copy.deepcopy(made), is_there, _joined(changes))
    return made


def _joined(changes: Iterable[tuple[str, str] | None]) -> str:
    """What is changed may have to make room for what is added."""
    updates, inserts = zip(*filter(None, changes), strict=True)
    return ";\n".join(filter(None, (*updates, *inserts)))


def _changes(
    table: str, before: Rows, after: Rows, cursor: CursorWrapper
) -> tuple[str, str] | None:
    """Return what changes and what adds the rows that differ; nothing where some were removed."""
    if before.keys() - after.keys():
        return None
    changed = [row for key, row in after.items() if key in before and before[key] != row]
    added = [row for key, row in after.items() if key not in before]
    if table in _LEFT_TO_TRIGGERS:
        return "", ""
    return _update(table, changed, cursor), _insert(table, added, cursor)


def _update(table: str, rows: list[str], cursor: CursorWrapper) -> str:
    if not rows:
        return ""
    columns = _columns(table, cursor)
    new = ", ".join(f"kept.{each}" for each in columns)
    same = " AND ".join(f'"{table}".{each} = kept.{each}' for each in _key(table, cursor))
    source = _source(table, rows, cursor)
    return f'UPDATE "{table}" SET ({", ".join(columns)}) = ROW ({new}) FROM {source} WHERE {same}'  # noqa: S608 - the catalogue's own names


def _insert(table: str, rows: list[str], cursor: CursorWrapper) -> str:
    if not rows:
        return ""
    columns = ", ".join(_columns(table, cursor))
    source = _source(table, rows, cursor)
    return f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM {source}'  # noqa: S608 - the catalogue's own names


def _columns(table: str, cursor: CursorWrapper) -> list[str]:
    cursor.execute(_COLUMNS, [table])
    return cast("list[str]", cursor.fetchone()[0])


def _source(table: str, rows: list[str], cursor: CursorWrapper) -> str:
    cursor.execute("SELECT quote_literal(%s)", [f"[{','.join(rows)}]"])
    (content,) = cursor.fetchone()
    return f'jsonb_populate_recordset(NULL::"{table}", {content}) kept'


def _key(table: str, cursor: CursorWrapper) -> list[str]:
    cursor.execute(_KEY, [f'"{table}"'])
    (columns,) = cursor.fetchone()
    return cast("list[str]", columns)


def _rows(table: str, cursor: CursorWrapper) -> Rows:
    key = ", ".join(_key(table, cursor))
    cursor.execute(
        f"SELECT jsonb_build_array({key})::text, to_jsonb(kept)::text"  # noqa: S608 - the catalogue's own names
        f' FROM "{table}" kept'
    )
    return dict(cursor.fetchall())


def _net_counts(cursor: CursorWrapper) -> dict[str, int]:
    """Return by table how many rows this transaction has added, less those it removed."""
    _transaction, written = _written(cursor)
    return {table: added - removed for table, added, _changed, removed in json.loads(written)}


def _written(cursor: CursorWrapper) -> tuple[str, str]:
    cursor.execute(_WRITTEN)
    return cast("tuple[str, str]", cursor.fetchone())
