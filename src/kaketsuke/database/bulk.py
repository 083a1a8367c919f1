"""Many rows at once: COPY into a table of the transaction's own, then one INSERT.

COPY itself is closed where row-level security is forced; the INSERT is held against the policies.
It runs while the program makes the next rows ready: what takes the database longest costs no time.
"""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Self

from django.db import connection, models

from kaketsuke.database import constraints
from kaketsuke.database.refusals import Refusal

# Foreign keys are held after each INSERT and not all at the end: what waits for that would fill the
# server's memory, row by row.
_DEFERRED = """
SELECT string_agg(quote_ident(conname), ', ') FROM pg_constraint
WHERE conrelid = to_regclass(%s) AND contype = 'f' AND condeferred
"""


class Writer:
    """Takes rows batch by batch within one transaction, and inserts a batch behind the next one.

    The connection is busy between `go` and the next `take` or `wait`: whoever asks it anything
    meanwhile waits. What the database refuses is raised there, or at the end of the block.
    """

    def __init__(self) -> None:
        self._types: dict[str, tuple[list[int], str]] = {}
        self._waiting: list[tuple[str, list[Any]]] = []
        self._running: Future[None] | None = None
        self._refusals: dict[str, Refusal] = {}
        # It waits for the database and does nothing else.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="bulk")

    def __enter__(self) -> Self:
        """Go on to the block."""
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """Insert what is left, unless the block failed: then its own error counts."""
        try:
            if error is None:
                self.go()
                self.wait()
        finally:
            self._thread.shutdown()

    def take(
        self,
        model: type[models.Model],
        columns: Sequence[str],
        rows: Iterable[Sequence[Any]],
        *,
        same: Mapping[str, Any] | None = None,
        refusals: Mapping[str, Refusal] | None = None,
    ) -> None:
        """Send rows of values in the order of `columns` (names in the database).

        `same` are columns with one value in all of these rows; `refusals` what to raise where a
        constraint refuses. `go` has them inserted, in the order of the takings.
        """
        self.wait()
        table = model._meta.db_table  # noqa: SLF001 - Django's own documented door
        quote = connection.ops.quote_name
        names, incoming = ", ".join(map(quote, columns)), quote(f"incoming_{table}")
        types, keys = self._types.get(table) or self._make(table, names, incoming)
        # Binary: sealed columns would travel as twice their length in hexadecimal digits.
        arriving = f"COPY {incoming} FROM STDIN (FORMAT BINARY)"
        with connection.cursor() as cursor, cursor.copy(arriving) as copy:
            copy.set_types(types)
            for row in rows:
                copy.write_row(row)
        self._refusals.update(refusals or {})
        given = dict(same or {})
        into = ", ".join([names, *map(quote, given)])
        taken = ", ".join([names, *["%s"] * len(given)])
        self._waiting.append(
            (
                f"INSERT INTO {quote(table)} ({into}) SELECT {taken} FROM {incoming};"  # noqa: S608 - our own names
                f"TRUNCATE {incoming};{keys}",
                list(given.values()),
            )
        )

    def go(self) -> None:
        """Begin to insert what was taken."""
        self.wait()
        statements, self._waiting = self._waiting, []
        if not statements:
            return
        text = "".join(each for each, _values in statements)
        values = [value for _each, given in statements for value in given]
        self._running = self._thread.submit(self._insert, connection.connection, text, values)

    def wait(self) -> None:
        """Return once nothing is being inserted. Raises what the database refused."""
        running, self._running = self._running, None
        if running is not None:
            with constraints.named(self._refusals), connection.wrap_database_errors:
                running.result()

    @staticmethod
    def _insert(bare: Any, text: str, values: list[Any]) -> None:
        with bare.cursor() as cursor:
            cursor.execute(text, values)

    def _make(self, table: str, names: str, incoming: str) -> tuple[list[int], str]:
        """Make the table that rows come into; return its types, and how foreign keys are held."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"CREATE TEMPORARY TABLE IF NOT EXISTS {incoming} ON COMMIT DROP AS"  # noqa: S608 - our own names
                f" SELECT {names} FROM {connection.ops.quote_name(table)} WITH NO DATA"
            )
            cursor.execute(f"SELECT * FROM {incoming}")  # noqa: S608 - our own names; only its types
            types = [column.type_code for column in cursor.description or ()]
            cursor.execute(_DEFERRED, [table])
            found = (cursor.fetchone() or [None])[0]
        held = (
            f"SET CONSTRAINTS {found} IMMEDIATE;SET CONSTRAINTS {found} DEFERRED;" if found else ""
        )
        self._types[table] = types, held
        return types, held
