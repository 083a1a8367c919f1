"""A restore drill: what was erased after the backup is erased in it again, and at the end of the
epoch not even the backup's own keys open it.
"""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings

from kaketsuke.accounts import context
from kaketsuke.accounts.viewers import SYSTEM
from kaketsuke.people import epochs, sealing
from kaketsuke.people import queries as people_queries
from kaketsuke.privacy import outside
from kaketsuke.privacy import services as privacy_services
from kaketsuke.runtime import backups, postgres, roles
from tests import cluster, world
from tests.world import NOW, SATO_EMAIL, SATO_PHONE

RESTORED = "kaketsuke_restored"
DAY = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def restored(test_cluster: postgres.Cluster):
    """An empty database beside the tests' own."""
    backups.make_empty(test_cluster, RESTORED)
    yield RESTORED
    test_cluster.psql(f"DROP DATABASE {RESTORED} WITH (FORCE)")


def _opened(test_cluster: postgres.Cluster, person_id: Any) -> str | None:
    """What somebody with the restored database and the present master key reads of a name."""
    with psycopg.connect(
        host=str(test_cluster.socket), dbname=RESTORED, user=postgres.SUPERUSER
    ) as connection:
        wrapped = connection.execute(
            "SELECT wrapped_key FROM keys.people_subjectkey WHERE subject_id = %s", [person_id]
        ).fetchone()
        family = connection.execute(
            "SELECT family_sealed FROM people_person WHERE id = %s", [person_id]
        ).fetchone()
    if not wrapped or wrapped[0] is None or not family or family[0] is None:
        return None
    key = sealing.unwrap(wrapped[0], subject_kind="person", subject_id=person_id)
    return sealing.open_sealed(key, family[0], context=f"people.person.family:{person_id}")


@pytest.mark.clause("4.10")
@pytest.mark.django_db(transaction=True)
def test_a_restore_forgets_again_and_the_end_of_an_epoch_closes_old_backups(
    test_cluster: postgres.Cluster, restored: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(settings, "CHECKPOINT_FOLDER", tmp_path / "outside")
    w = world.build()
    made = backups.back_up(test_cluster, tmp_path / "b", name=cluster.DATABASE, now=DAY)
    privacy_services.erase_person(w.sato.pk, because="request", actor=SYSTEM, now=NOW)

    backups.restore(test_cluster, made.folder, made.keys, name=restored)
    assert _opened(test_cluster, w.sato.pk) == "佐藤"  # the backup alone still knows her
    forgotten = _forget(test_cluster, outside.path())
    assert "1 erasures" in forgotten.stdout, forgotten.stderr
    assert _opened(test_cluster, w.sato.pk) is None
    assert _opened(test_cluster, w.aoki.pk) == "青木"
    dumped = _everything(test_cluster)
    index = sealing.blind_index("phone", "+819000000203").hex()
    assert not [each for each in ("佐藤", "花子", SATO_PHONE, SATO_EMAIL, index) if each in dumped]

    # The epoch ends: the living are wrapped anew, the master key of the backup is gone.
    old = settings.MASTER_KEY
    monkeypatch.setattr(settings, "MASTER_KEY", "77" * 32)
    monkeypatch.setattr(settings, "MASTER_KEYS_BEFORE", [old])
    with context.as_system():
        assert epochs.rewrap_all() > 0
        assert {line.epoch for line in epochs.inventory() if line.live} == {2}
    monkeypatch.setattr(settings, "MASTER_KEYS_BEFORE", [])
    with context.as_system():
        assert people_queries.names_of([w.aoki.pk])[w.aoki.pk].family == "青木"
    with pytest.raises(sealing.CannotOpen):
        _opened(test_cluster, w.aoki.pk)

    with pytest.raises(backups.CannotBackUp, match="holds tables already"):
        backups.restore(test_cluster, made.folder, made.keys, name=restored)


def _forget(test_cluster: postgres.Cluster, listed: Path) -> subprocess.CompletedProcess[str]:
    names = ("SECRET_KEY", "MASTER_KEY", "INDEX_KEY", "AUDIT_KEY", "CHECKPOINT_KEY")
    environment = {
        **os.environ,
        **{f"KAKETSUKE_{name}": getattr(settings, name) for name in names},
        "KAKETSUKE_HOME": str(listed.parent),
        "DATABASE_URL": f"postgresql://{roles.OWNER}@/{RESTORED}?host={test_cluster.socket}",
    }
    command = [sys.executable, "-m", "kaketsuke.cli.main", "forget", str(listed)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def _everything(test_cluster: postgres.Cluster) -> str:
    found = []
    tables = test_cluster.psql(
        "SELECT schemaname || '.' || tablename FROM pg_tables"
        " WHERE schemaname IN ('public', 'keys') AND tablename <> 'terms_version'",
        database=RESTORED,
    )
    for table in tables.splitlines():
        found.append(test_cluster.psql(f"SELECT row_to_json(t) FROM {table} t", database=RESTORED))  # noqa: PERF401, S608 - our own names
    return "\n".join(found)


@pytest.mark.django_db(transaction=True)
def test_dumps_of_keys_are_kept_thirty_days(test_cluster: postgres.Cluster, tmp_path: Path):
    first = backups.back_up(test_cluster, tmp_path, name=cluster.DATABASE, now=DAY)
    assert first.keys.stat().st_mode & 0o777 == 0o600
    later = DAY + timedelta(days=31)
    second = backups.back_up(test_cluster, tmp_path, name=cluster.DATABASE, now=later)
    assert second.forgotten == 1
    assert not first.keys.exists()
    assert (first.folder / backups.DATA).exists()


def test_a_backup_without_its_keys_is_refused(test_cluster: postgres.Cluster, tmp_path: Path):
    with pytest.raises(backups.CannotBackUp, match="missing"):
        backups.restore(test_cluster, tmp_path, tmp_path / "none.dump", name="postgres")


def test_a_server_of_ones_own_is_backed_up_with_its_own_tools(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/kaketsuke")
    with pytest.raises(backups.CannotBackUp, match="its tools"):
        backups.embedded(tmp_path)


def test_sealed_files_go_into_the_backup_and_back_into_a_new_home(tmp_path):
    home, backup, new_home = (tmp_path / name for name in ("home", "backup", "new"))
    (home / "evidence" / "claim").mkdir(parents=True)
    (home / "evidence" / "claim" / "one.sealed").write_bytes(b"sealed")
    (home / "outbox").mkdir()
    assert backups.copy_files(home, backup) == backups.copy_files(home, backup) == 1
    assert backups.copy_files(backup, new_home) == 1
    assert (new_home / "evidence" / "claim" / "one.sealed").read_bytes() == b"sealed"
    assert not (backup / "outbox").exists()
    assert backups.copy_files(tmp_path / "nothing", tmp_path / "nowhere") == 0
