"""`kaketsuke audit verify`, as a person or a nightly job runs it."""

import json
import os
import subprocess
import sys

import psycopg
import pytest
from django.conf import settings

from kaketsuke.accounts import context
from kaketsuke.audit import services
from kaketsuke.database import ids
from kaketsuke.runtime import postgres, roles
from tests import cluster, stories, world
from tests.world import NOW

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def verify(test_cluster, tmp_path):
    keys = ("CHECKPOINT_KEY", "SECRET_KEY", "MASTER_KEY", "INDEX_KEY", "AUDIT_KEY")
    environment = {
        **os.environ,
        **{f"KAKETSUKE_{name}": getattr(settings, name) for name in keys},
        "KAKETSUKE_HOME": str(tmp_path),
        "DATABASE_URL": f"postgresql://{roles.OWNER}@/{cluster.DATABASE}?host={test_cluster.socket}",
    }

    def run(*words: str, what: str = "verify") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "kaketsuke.cli.main", "audit", what, *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    return run


def test_it_says_how_much_stands_and_names_the_first_broken_entry(verify, test_cluster):
    subject = ids.new_id()
    with context.as_system():
        for step in range(1, 5):
            services.append(
                "account", subject, actor="system", kind=f"Step{step}", payload={}, now=NOW
            )
    stands = verify()
    assert (stands.returncode, stands.stdout) == (0, "The record stands: 4 entries.\n")

    with psycopg.connect(
        host=str(test_cluster.socket), dbname=cluster.DATABASE, user=postgres.SUPERUSER
    ) as connection:
        connection.execute("UPDATE audit_entry SET actor = 'x' WHERE seq IN (2, 3)")
    broken = verify()
    assert broken.returncode == 1
    assert broken.stdout == f"account {subject} entry 2: its content is not what was written\n"
    assert len(verify("--all").stdout.splitlines()) == 2


def _case_number() -> int:
    with context.as_system():
        return stories.sato_is_helped(world.build()).number


def test_a_second_machine_checks_an_export_without_database_or_secret(verify, tmp_path):
    number, file = _case_number(), tmp_path / "record.json"
    made = verify(what="checkpoint")
    assert made.returncode == 0, made.stderr
    held, stands_too = verify("--against", "newest").stdout.splitlines()
    assert held.startswith("Held against checkpoint 1 of ")
    assert stands_too.startswith("The record stands")
    assert verify(what="replay").stdout == "All 1 decisions are the same today.\n"
    assert verify(f"K-{number}", str(file), what="export").returncode == 0

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
    assert check("--key", "ab" * 32).returncode == 1
    file.write_text(file.read_text().replace('"kind": "Opened"', '"kind": "Closed"'))
    assert check().returncode == 1
    file.write_text("{}")
    assert check().returncode == 2
