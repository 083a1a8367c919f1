"""Rows that many tests begin with: built once through the services, then put back as they were.

The services are slow beside the rows that they leave. So the first test of a process builds, the
rows are noted, and each later test gets the very same rows in one round trip, inside a transaction
of its own. Constraints, triggers and row-level security hold then as well.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, cast

from django.db import connection
from django.db.backends.utils import CursorWrapper

Built = TypeVar("Built")

_WRITTEN = """
SELECT relname, n_tup_ins - n_tup_del FROM pg_stat_xact_user_tables
WHERE n_tup_ins + n_tup_upd + n_tup_del > 0 ORDER BY relid
"""
# What the database counts or computes itself is left to it.
_COLUMNS = """
SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns
WHERE table_name = %s AND is_identity = 'NO' AND is_generated = 'NEVER'
"""


@dataclass(frozen=True)
class _Table:
    name: str
    rows: int
    insert: str

    @classmethod
    def read(cls, name: str, cursor: CursorWrapper) -> "_Table":
        cursor.execute(_COLUMNS, [name])
        (columns,) = cursor.fetchone()
        cursor.execute(
            f"SELECT count(*), quote_literal(coalesce(jsonb_agg(to_jsonb(kept)), '[]')::text)"  # noqa: S608 - the catalogue's own names
            f' FROM "{name}" kept'
        )
        rows, content = cursor.fetchone()
        source = f'jsonb_populate_recordset(NULL::"{name}", {content})'
        insert = f'INSERT INTO "{name}" ({columns}) SELECT {columns} FROM {source}'  # noqa: S608 - the catalogue's own names
        return cls(name, rows, insert)


@dataclass(frozen=True)
class _Kept:
    built: object
    is_there: str
    inserts: str


_kept: dict[str, _Kept] = {}


def once(name: str, build: Callable[[], Built]) -> Built:
    """Return a copy of what `build` returned, with its rows in the database.

    Call it inside a transaction. Where rows of its tables are there already, it builds anew.
    """
    kept = _kept.get(name)
    if kept is None:
        return _build_and_keep(name, build)
    with connection.cursor() as cursor:
        cursor.execute(kept.is_there)
        if cursor.fetchone()[0]:
            return build()
        cursor.execute(kept.inserts)
    return cast("Built", copy.deepcopy(kept.built))


def _build_and_keep(name: str, build: Callable[[], Built]) -> Built:
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN)
        began_empty = not cursor.fetchall()
        built = build()
        cursor.execute(_WRITTEN)
        written = cursor.fetchall()
        tables = [_Table.read(name, cursor) for name, _rows in written]
    if began_empty and [table.rows for table in tables] == [rows for _name, rows in written]:
        any_row = " OR ".join(f'EXISTS (SELECT FROM "{table.name}")' for table in tables)
        inserts = ";\n".join(table.insert for table in tables)
        _kept[name] = _Kept(copy.deepcopy(built), f"SELECT {any_row}", inserts)
    return built
