"""Many rows at once: COPY into a table of the transaction's own, then one INSERT.

COPY itself is closed where row-level security is forced; the INSERT is held against the policies.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models, transaction


@transaction.atomic
def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert rows of values in the order of `columns` (names in the database); return how many."""
    table = model._meta.db_table  # noqa: SLF001 - Django's own documented door
    quote = connection.ops.quote_name
    names = ", ".join(map(quote, columns))
    incoming = quote(f"incoming_{table}")
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE IF NOT EXISTS {incoming} ON COMMIT DROP AS"  # noqa: S608 - our own names
            f" SELECT {names} FROM {quote(table)} WITH NO DATA"
        )
        cursor.execute(f"TRUNCATE {incoming}")
        cursor.execute(f"SELECT * FROM {incoming}")  # noqa: S608 - our own names; only its types
        types = [column.type_code for column in cursor.description or ()]
        # Binary: sealed columns would travel as twice their length in hexadecimal digits.
        with cursor.copy(f"COPY {incoming} ({names}) FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(types)
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            f"INSERT INTO {quote(table)} ({names}) SELECT {names} FROM {incoming}"  # noqa: S608 - our own names
        )
        return int(cursor.rowcount)
