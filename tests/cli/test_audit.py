"""`kaketsuke audit verify`, as a person or a nightly job runs it."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from kaketsuke.accounts import context
from kaketsuke.audit import services
from kaketsuke.database import ids
from kaketsuke.runtime import postgres, roles
from tests import bucket as places
from tests import cluster, stories, world
from tests.world import NOW

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Audit:
    """The commands, in an environment."""

    environment: dict[str, str]

    def __call__(self, *words: str, what: str = "verify") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "kaketsuke.cli.main", "audit", what, *words]
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False
        )


@pytest.fixture
def verify(test_cluster, tmp_path):
    keys = ("CHECKPOINT_KEY", "SECRET_KEY", "MASTER_KEY", "INDEX_KEY", "AUDIT_KEY")
    environment = {
        **os.environ,
        **{f"KAKETSUKE_{name}": getattr(settings, name) for name in keys},
        "KAKETSUKE_HOME": str(tmp_path),
        "DATABASE_URL": f"postgresql://{roles.OWNER}@/{cluster.DATABASE}?host={test_cluster.socket}",
    }

    return Audit(environment)


CHAINS = {word: ids.new_id() for word in ("whole", "update", "delete", "insert", "reorder", "cut")}
# What the owner of the tables may do once nothing of ours is in the way.
UNBOUND = """
    ALTER TABLE audit_entry NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE audit_head NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE audit_entry DROP CONSTRAINT audit_entry_place_in_chain;
"""
ATTACKS = {
    "update": "UPDATE audit_entry SET actor = 'x' WHERE subject_id = %(id)s AND seq = 2",
    "delete": "DELETE FROM audit_entry WHERE subject_id = %(id)s AND seq = 2",
    "insert": "INSERT INTO audit_entry SELECT gen_random_uuid(), subject_kind, subject_id, 5,"
    " event_at - interval '9 days', entered_at - interval '9 days', actor, kind, payload, prev_mac,"
    " mac FROM audit_entry WHERE subject_id = %(id)s AND seq = 4",
    "reorder": "UPDATE audit_entry SET seq = 5 - seq WHERE subject_id = %(id)s AND seq IN (2, 3)",
    "cut": "WITH cut AS (DELETE FROM audit_entry WHERE subject_id = %(id)s AND seq > 2) "
    "UPDATE audit_head SET seq = 2, mac = (SELECT mac FROM audit_entry WHERE subject_id = %(id)s"
    " AND seq = 2) WHERE subject_id = %(id)s",
}


@pytest.fixture
def bucket(verify: Audit):
    """A bucket that the commands find in their environment."""
    with places.serving() as served:
        verify.environment.update(
            KAKETSUKE_CHECKPOINT_BUCKET="s3://bucket/kaketsuke",
            KAKETSUKE_CHECKPOINT_ENDPOINT=served.endpoint,
            KAKETSUKE_CHECKPOINT_REGION=places.REGION,
            AWS_ACCESS_KEY_ID=places.KEY_ID,
            AWS_SECRET_ACCESS_KEY=places.SECRET,
        )
        yield served


def test_whatever_the_tables_owner_does_is_named_against_bucket_and_folder(
    verify, bucket: places.Place, test_cluster, tmp_path: Path
):
    with context.as_system():
        for subject in CHAINS.values():
            for step in range(1, 5):
                services.append(
                    "account", subject, actor="system", kind=f"Step{step}", payload={}, now=NOW
                )
    stands = verify()
    assert (stands.returncode, stands.stdout) == (0, "The record stands: 24 entries.\n")
    made = verify(what="checkpoint")
    assert made.returncode == 0, made.stderr
    assert "s3://bucket/kaketsuke: 1 more lie there now." in made.stdout
    with psycopg.connect(
        host=str(test_cluster.socket), dbname=cluster.DATABASE, user=roles.OWNER
    ) as connection:
        connection.execute(UNBOUND)
        for word, attack in ATTACKS.items():
            assert connection.execute(attack, {"id": CHAINS[word]}).rowcount > 0
    folder = (tmp_path / "checkpoints").rename(tmp_path / "kept apart")
    found = verify("--against", "newest", "--all")
    assert (found.returncode, found.stderr) == (1, "")
    assert found.stdout.startswith("Held against checkpoint 1 of ")
    named = {word for word, subject in CHAINS.items() if str(subject) in found.stdout}
    assert named == set(ATTACKS)

    del verify.environment["KAKETSUKE_CHECKPOINT_BUCKET"]
    first = verify("--against", str(folder / "checkpoint-000001.json"))
    assert first.returncode == 1
    held, whose, fault = first.stdout.splitlines()
    assert held.startswith("Held against checkpoint 1 of ")
    assert whose == "Who looked at whose data is held from the beginning on."
    assert any(str(CHAINS[word]) in fault for word in ATTACKS)


def _case_number() -> int:
    with context.as_system():
        return stories.sato_is_helped(world.build()).number


def test_a_second_machine_checks_an_export_without_database_or_secret(
    verify, test_cluster, tmp_path
):
    number, file = _case_number(), tmp_path / "record.json"
    made = verify(what="checkpoint")
    assert made.returncode == 0, made.stderr
    assert verify(what="replay").stdout == "All 1 decisions are the same today.\n"
    with psycopg.connect(
        host=str(test_cluster.socket), dbname=cluster.DATABASE, user=postgres.SUPERUSER
    ) as connection:  # past the trigger that keeps what was decided
        connection.execute("SET session_replication_role = replica")
        connection.execute("""UPDATE intake_request SET facts = facts || '{"cause": "none"}'""")
    changed = verify(what="replay")
    assert (changed.returncode, changed.stdout[:8]) == (1, "request ")
    assert verify(f"K-{number}", str(file), what="export").returncode == 0
    again = verify(f"K-{number}", str(file), what="export")
    assert (again.returncode, "File exists" in again.stderr) == (2, True)

    elsewhere = {"PATH": os.environ["PATH"], "KAKETSUKE_HOME": str(tmp_path / "other")}
    # Neither Django nor a database driver may even be looked for there.
    asked = (
        "import sys; sys.modules.update(django=None, psycopg=None);"
        "from kaketsuke.cli.main import main; sys.exit(main(sys.argv[1:]))"
    )

    def check(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", asked, "audit", "verify-export", str(file), *words]
        return subprocess.run(command, env=elsewhere, capture_output=True, text=True, check=False)

    key = json.loads(file.read_text())["key"]
    stands = check("--key", key)
    assert (stands.returncode, "The export stands" in stands.stdout) == (0, True), stands.stderr
    assert stands.stdout.count(" with their row of the timeline") == 2
    assert check("--key", "ab" * 32).returncode == 1
    file.write_text(file.read_text().replace('"kind": "Opened"', '"kind": "Closed"'))
    assert check().returncode == 1
    file.write_text("{}")
    assert check().returncode == 2
