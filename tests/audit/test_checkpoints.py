"""Whoever may write the tables cannot rewrite or cut the past unseen: a signed sum lies outside."""

import gzip
import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from kaketsuke.accounts import context
from kaketsuke.audit import buckets, checkpoints, queries, services
from kaketsuke.audit.models import Checkpoint, Entry, Head
from kaketsuke.database import ids
from tests import bucket as places
from tests.world import NOW

pytestmark = pytest.mark.django_db
CASE, OTHER = ids.new_id(), ids.new_id()
in_folder_and_bucket = pytest.mark.parametrize("kept", ["folder", "bucket"], indirect=True)


@pytest.fixture
def kept(settings, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch):
    """Two chains of five entries, one look at somebody, and a checkpoint of them.

    With "bucket" it comes from there, and the folder is gone.
    """
    settings.CHECKPOINT_FOLDER = tmp_path / "outside"
    with context.as_system():
        for subject in (CASE, OTHER):
            for step in range(1, 6):
                services.append(
                    "case", subject, actor="system", kind=f"Step{step}", payload={}, now=NOW
                )
        services.record_access(
            viewer_id=ids.new_id(),
            viewer_role="operator",
            person_id=OTHER,
            case_id=None,
            purpose="case_page",
            ground="desk",
            now=NOW - timedelta(hours=1),
        )
        made = checkpoints.make(now=NOW)
        yield (
            made
            if getattr(request, "param", "") != "bucket"
            else _from_bucket(made, settings, tmp_path, monkeypatch)
        )


def _from_bucket(
    made: checkpoints.Kept, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> checkpoints.Kept:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", places.KEY_ID)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", places.SECRET)
    settings.CHECKPOINT_BUCKET, settings.CHECKPOINT_REGION = "s3://bucket", places.REGION
    with places.serving() as served:
        settings.CHECKPOINT_ENDPOINT = served.endpoint
        bucket = buckets.configured()
        assert bucket is not None
        buckets.catch_up(bucket, clock=lambda: NOW)
        shutil.rmtree(made.path.parent)
        (tmp_path / "brought").mkdir()
        return checkpoints.read(bucket.fetch_with_earlier(made.path.name, tmp_path / "brought"))


def _sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))


def _against(kept: checkpoints.Kept) -> list[tuple[str, int]]:
    return [(fault.kind, fault.seq) for fault in checkpoints.faults_against(kept)]


def _all_faults(kept: checkpoints.Kept) -> set[str]:
    return {
        *(fault.kind for fault in checkpoints.faults_against(kept)),
        *(fault.kind for fault in queries.verify_chains()),
    }


def test_what_was_not_touched_stands_and_may_grow(kept):
    services.append("case", CASE, actor="system", kind="Later", payload={}, now=NOW)
    services.append("case", ids.new_id(), actor="system", kind="New", payload={}, now=NOW)
    assert _against(kept) == []


@in_folder_and_bucket
@pytest.mark.parametrize("last", [1, 3, 4])
def test_a_tail_that_was_cut_with_its_head_is_found_and_named(kept, last):
    _sql("DELETE FROM audit_entry WHERE subject_id = %s AND seq > %s", CASE, last)
    _sql(
        "UPDATE audit_head SET seq = %s, mac = (SELECT mac FROM audit_entry WHERE subject_id = %s"
        " AND seq = %s) WHERE subject_id = %s",
        last,
        CASE,
        last,
        CASE,
    )
    assert list(queries.verify_chains()) == []  # alone it looks whole
    assert _against(kept) == [("cut", 5)]


@in_folder_and_bucket
def test_a_chain_that_went_with_its_head_is_found(kept):
    _sql("DELETE FROM audit_entry WHERE subject_id = %s", CASE)
    _sql("DELETE FROM audit_head WHERE subject_id = %s", CASE)
    assert list(queries.verify_chains()) == []
    assert _against(kept) == [("cut", 5)]


@in_folder_and_bucket
def test_a_past_rewritten_with_the_secret_of_the_chains_is_found(kept):
    """Somebody who knows even the chains' key writes a chain of their own in its place."""
    Entry.objects.filter(subject_id=CASE).delete()
    Head.objects.filter(subject_id=CASE).delete()
    for step in range(1, 6):
        services.append("case", CASE, actor="other", kind=f"Step{step}", payload={}, now=NOW)
    assert list(queries.verify_chains()) == []
    assert _against(kept) == [("changed", 5)]


@in_folder_and_bucket
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_entry SET actor = 'x' WHERE subject_id = %s AND seq = 3",
        "DELETE FROM audit_entry WHERE subject_id = %s AND seq = 3",
        "UPDATE audit_entry SET seq = seq + 1 - 2 * ((seq + 1) %% 2) "
        "WHERE subject_id = %s AND seq IN (4, 5)",
        "INSERT INTO audit_entry SELECT gen_random_uuid(), subject_kind, subject_id, 6,"
        " event_at - interval '1 day', entered_at - interval '1 day', actor, kind, payload,"
        " prev_mac, mac FROM audit_entry WHERE subject_id = %s AND seq = 5",
    ],
    ids=["update", "delete", "reorder", "insert back-dated"],
)
def test_update_delete_reorder_and_a_backdated_insert_are_found(kept, change):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DROP CONSTRAINT audit_entry_place_in_chain")
    _sql(change, CASE)
    assert _all_faults(kept)


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM audit_access",
        "UPDATE audit_access SET viewer_id = gen_random_uuid()",
        "UPDATE audit_access SET viewer_role = 'supervisor'",
        "UPDATE audit_access SET viewer_role = ''",
        "INSERT INTO audit_access SELECT gen_random_uuid(), viewer_id, person_id, case_id,"
        " purpose, ground, at, viewer_role FROM audit_access",
    ],
)
def test_a_changed_access_record_is_found(kept, change):
    _sql(change)
    assert _against(kept) == [("changed", 0)]


def test_the_next_checkpoint_sums_the_looks_since(kept):
    later = NOW + timedelta(days=1)
    services.record_access(
        viewer_id=None,
        viewer_role="",  # as it stands from before roles were kept
        person_id=CASE,
        case_id=None,
        purpose="x",
        ground="desk",
        now=NOW,
    )
    second = checkpoints.make(now=later)
    assert second.content["accesses"]["count"] == 1
    assert second.content["previous"] == kept.content["root"]
    assert checkpoints.newest() == second.path
    assert (_against(kept), _against(second)) == ([], [])
    assert Checkpoint.objects.count() == 2


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM audit_access WHERE person_id = %s",
        "INSERT INTO audit_access SELECT gen_random_uuid(), viewer_id, person_id, case_id,"
        " purpose, ground, at, viewer_role FROM audit_access WHERE person_id = %s",
    ],
    ids=["delete", "insert back-dated"],
)
def test_a_look_of_long_ago_is_held_by_the_checkpoints_before_the_newest(kept, change):
    newest = checkpoints.make(now=NOW + timedelta(days=1))
    _sql(change, OTHER)
    assert _against(newest) == []
    earlier, gaps = checkpoints.since_the_break(newest)
    assert ([each.path for each in earlier], gaps) == ([kept.path], [])
    assert [each.kind for each in checkpoints.faults_of_accesses(earlier[0])] == ["changed"]


def test_a_window_that_was_moved_so_that_nobody_sums_it_is_found(kept):
    moved = {**kept.content["accesses"], "until": (NOW + timedelta(hours=2)).isoformat()}
    row = Checkpoint.objects.get()
    row.content["checkpoint"]["accesses"] = moved
    row.save()
    newest = checkpoints.make(now=NOW + timedelta(days=1))
    earlier, gaps = checkpoints.since_the_break(newest)
    assert (earlier, [each.kind for each in gaps]) == ([], ["changed"])


def test_a_database_robbed_of_its_checkpoints_writes_over_none(kept):
    """So too one that was restored from a time before the newest checkpoint."""
    lying = {each.name: each.read_bytes() for each in checkpoints.folder().iterdir()}
    Checkpoint.objects.all().delete()
    assert checkpoints.make(now=NOW).path.name == "checkpoint-000002.json"
    assert checkpoints.make(now=NOW, above=7).path.name == "checkpoint-000008.json"
    assert all((checkpoints.folder() / name).read_bytes() == lying[name] for name in lying)


def test_a_place_that_takes_nothing_is_said_and_no_number_is_used_up(kept, settings, tmp_path):
    (tmp_path / "a file").touch()
    settings.CHECKPOINT_FOLDER = tmp_path / "a file"
    with pytest.raises(checkpoints.CannotKeepCheckpoint, match="KAKETSUKE_CHECKPOINT_FOLDER"):
        checkpoints.make(now=NOW)
    settings.CHECKPOINT_FOLDER = tmp_path / "outside"
    (tmp_path / "outside" / "checkpoint-000002-heads.gz").touch()  # somebody's own
    with pytest.raises(checkpoints.CannotKeepCheckpoint, match="is there already"):
        checkpoints.make(now=NOW)
    assert Checkpoint.objects.count() == 1
    kept.path.with_name("x.json").write_text("[]")
    with pytest.raises(checkpoints.CannotUseCheckpoint, match="cannot be read"):
        checkpoints.read(kept.path.with_name("x.json"))


def test_a_checkpoint_or_list_that_was_changed_is_refused(kept, settings):
    told = json.loads(kept.path.read_text())
    told["checkpoint"]["chains"] = 1
    changed = kept.path.with_name("changed.json")
    changed.write_text(json.dumps(told))
    with pytest.raises(checkpoints.CannotUseCheckpoint, match="signature"):
        checkpoints.read(changed)
    settings.CHECKPOINT_KEY = "44" * 32
    with pytest.raises(checkpoints.CannotUseCheckpoint, match="another key"):
        checkpoints.read(kept.path)


def test_a_list_of_heads_that_was_changed_is_refused(kept):
    with gzip.open(kept.heads, "rt") as told:
        lines = told.read().splitlines()
    with gzip.open(kept.heads, "wt") as out:
        out.write("\n".join(lines[:1]) + "\n")
    with pytest.raises(checkpoints.CannotUseCheckpoint, match="is not the list"):
        _against(kept)


def test_a_head_from_before_the_running_sum_is_summed_from_its_entries(kept):
    root = kept.content["root"]
    Head.objects.update(running=None)
    assert checkpoints.make(now=NOW).content["root"] == root
    services.append("case", CASE, actor="system", kind="Later", payload={}, now=NOW)
    assert Head.objects.get(subject_id=CASE).running is not None
