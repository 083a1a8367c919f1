"""Backups are whole or not there, and dumps of keys are forgotten in time.

What an operator does with them, and what they must not yield, is told in `cli/test_whole_home`.
"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kaketsuke.privacy import outside
from kaketsuke.runtime import backups, postgres
from tests import cluster

DAY = datetime(2026, 11, 22, tzinfo=UTC)
PERSON, OTHER = (f"{each * 8}-0000-4000-8000-000000000000" for each in "12")


@pytest.mark.django_db(transaction=True)
def test_dumps_of_keys_are_kept_thirty_days(test_cluster: postgres.Cluster, tmp_path: Path):
    first = backups.back_up(test_cluster, tmp_path, name=cluster.DATABASE, now=DAY)
    assert first.keys.stat().st_mode & 0o777 == 0o600
    (first.keys.parent / "somebody's own.dump").touch()
    (first.keys.parent / "20261101T000000Z.part").touch()  # its backup was killed
    later = DAY + timedelta(days=31)
    second = backups.back_up(test_cluster, tmp_path, name=cluster.DATABASE, now=later)
    assert second.forgotten == 1
    left = {each.name for each in first.keys.parent.iterdir()}
    assert left == {"somebody's own.dump", second.keys.name}
    assert (first.folder / backups.DATA).exists()
    with pytest.raises(backups.CannotBackUp, match="is there already"):
        backups.back_up(test_cluster, tmp_path, name=cluster.DATABASE, now=later)
    assert second.keys.exists()
    with pytest.raises(backups.CannotBackUp, match="belongs to another backup"):
        backups.found(first.folder, first.folder / backups.MANIFEST)
    (first.folder / backups.MANIFEST).write_text("[]")
    with pytest.raises(backups.CannotBackUp, match="is not one of a backup"):
        backups.found(first.folder, second.keys)


def test_a_dump_that_was_cut_before_it_was_summed_leaves_no_database(
    test_cluster: postgres.Cluster, tmp_path: Path
):
    (tmp_path / backups.DATA).write_bytes(b"PGDMP and no more")
    with pytest.raises(backups.CannotBackUp, match="pg_restore ended with"):
        backups.restore(test_cluster, backups.Made(tmp_path, tmp_path / backups.DATA))
    names = test_cluster.psql("SELECT datname FROM pg_database")
    assert backups.RESTORING not in names


def test_a_server_of_ones_own_is_backed_up_with_its_own_tools(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/kaketsuke")
    with pytest.raises(backups.CannotBackUp, match="its tools"):
        backups.embedded(tmp_path)


def test_sealed_files_go_into_the_backup_and_back_into_a_new_home(tmp_path: Path):
    home, backup, new_home = (tmp_path / name for name in ("home", "backup", "new"))
    (home / "evidence" / "claim").mkdir(parents=True)
    (home / "evidence" / "claim" / "one.sealed").write_bytes(b"sealed")
    (home / "evidence" / "claim" / "two.part").write_bytes(b"half")
    (home / "outbox").mkdir()
    assert backups.copy_files(home, backup) == backups.copy_files(home, backup) == 1
    assert backups.copy_files(backup, new_home) == 1
    assert (new_home / "evidence" / "claim" / "one.sealed").read_bytes() == b"sealed"
    assert not (backup / "outbox").exists()
    assert backups.copy_files(tmp_path / "nothing", tmp_path / "nowhere") == 0


def _list(tmp_path: Path, *lines: str) -> Path:
    (tmp_path / "list.jsonl").write_text("\n".join(lines))
    return tmp_path / "list.jsonl"


def test_a_list_of_erasures_that_was_cut_by_a_kill_is_read_and_a_spoilt_one_is_not(tmp_path: Path):
    one, two = (json.dumps({"person": each, "subjects": []}) for each in (PERSON, OTHER))
    assert [str(each.person_id) for each in outside.read(_list(tmp_path, one, two, ""))] == [
        PERSON,
        OTHER,
    ]
    assert len(outside.read(_list(tmp_path, one, two[:30]))) == 1  # killed while it wrote
    assert len(outside.read(_list(tmp_path, one, two[:30], two, ""))) == 2  # and written again
    for spoilt in ((two[:30], one, ""), (one, "null", two), ("{}", ""), (two[:60], "")):
        with pytest.raises(outside.NotTheList, match="Fetch the list"):
            outside.read(_list(tmp_path, *spoilt))
    assert outside.read(tmp_path / "none.jsonl") == []
