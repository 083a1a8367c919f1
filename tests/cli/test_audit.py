"""`kaketsuke audit verify`, as a person or a nightly job runs it."""

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
from tests import cluster
from tests.world import NOW

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def verify(test_cluster, tmp_path):
    keys = ("SECRET_KEY", "MASTER_KEY", "INDEX_KEY", "AUDIT_KEY")
    environment = {
        **os.environ,
        **{f"KAKETSUKE_{name}": getattr(settings, name) for name in keys},
        "KAKETSUKE_HOME": str(tmp_path),
        "DATABASE_URL": f"postgresql://{roles.OWNER}@/{cluster.DATABASE}?host={test_cluster.socket}",
    }

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "kaketsuke.cli.main", "audit", "verify", *words]
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
