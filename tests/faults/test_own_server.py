"""`DATABASE_URL`: the same product on a PostgreSQL of the operator's own."""

import os
import subprocess
from pathlib import Path

import psycopg
import pytest

from kaketsuke.runtime import keys, postgres
from tests import product

PREPARED_BY_ADMIN = """
    CREATE ROLE kaketsuke_app NOSUPERUSER NOBYPASSRLS;
    GRANT kaketsuke_app TO operator;
"""


@pytest.mark.parametrize("prepared", [False, True], ids=["may-create-roles", "prepared-by-admin"])
def test_it_serves_from_there_without_rights_it_does_not_need(tmp_path: Path, prepared: bool):
    server = postgres.Cluster(tmp_path / "theirs" / "data", settings=postgres.FOR_TESTS)
    server.start()
    try:
        server.psql(f"CREATE ROLE operator LOGIN {'NOCREATEROLE' if prepared else 'CREATEROLE'}")
        server.psql("CREATE DATABASE unlock OWNER operator")
        if prepared:
            server.psql(PREPARED_BY_ADMIN)
        url = f"postgresql://operator@/unlock?host={server.socket}"
        with product.up(tmp_path, database_url=url) as launched:
            product.wait(launched.answers)
            assert not launched.server.exists(), "the embedded database is not wanted here"
            with psycopg.connect(url) as connection:
                roles = connection.execute(
                    "SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = 'unlock'"
                ).fetchall()
                owners = connection.execute(
                    "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"
                ).fetchall()
            assert roles == [("operator",)]
            assert owners == [("operator",)]
    finally:
        server.stop()


def test_keys_lost_beside_their_database_are_not_replaced(tmp_path: Path):
    home = tmp_path / "home"
    (home / "postgres" / "data").mkdir(parents=True)
    (home / "postgres" / "data" / "PG_VERSION").write_text("18")
    kept = {name: value for name, value in os.environ.items() if name not in keys.NAMES}
    ran = subprocess.run(
        [product.COMMAND, "up", "--port", "0"],
        env={**kept, "KAKETSUKE_HOME": str(home), "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1
    assert "KAKETSUKE_MASTER_KEY" in ran.stderr
    assert not (home / "secrets.env").exists()
