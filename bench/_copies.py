"""Many rows like the one that stands in a table, put beside it by COPY."""

import psycopg


def copied(
    connection: psycopg.Connection, table: str, columns: dict[str, str], source: str
) -> None:
    """COPY rows like the table's first one out and in again, with these columns made anew."""
    names = [
        name
        for (name,) in connection.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass"
            " AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
            [table],
        )
    ]
    taken = ", ".join(columns.get(name, f"one.{name}") for name in names)
    listed = ", ".join(names)
    query = f"SELECT {taken} FROM {source}, (SELECT * FROM {table} LIMIT 1) AS one"  # noqa: S608
    with (
        psycopg.connect(connection.info.dsn) as second,
        connection.cursor().copy(f"COPY ({query}) TO STDOUT") as out,
    ):
        second.execute("SET session_replication_role = replica")
        with second.cursor().copy(f"COPY {table} ({listed}) FROM STDIN") as into:
            for block in out:
                into.write(block)
