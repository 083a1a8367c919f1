"""Whoever may write the tables cannot rewrite or cut the past unseen: a signed sum lies outside."""

import gzip
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from kaketsuke.accounts import context
from kaketsuke.audit import checkpoints, queries, services
from kaketsuke.audit.models import Checkpoint, Entry, Head
from kaketsuke.database import ids
from tests.world import NOW

pytestmark = pytest.mark.django_db
CASE, OTHER = ids.new_id(), ids.new_id()


@pytest.fixture
def kept(settings, tmp_path: Path):
    """Two chains of five entries, one look at somebody, and a checkpoint of them."""
    settings.CHECKPOINT_FOLDER = tmp_path / "outside"
    with context.as_system():
        for subject in (CASE, OTHER):
            for step in range(1, 6):
                services.append(
                    "case", subject, actor="system", kind=f"Step{step}", payload={}, now=NOW
                )
        services.record_access(
            viewer_id=ids.new_id(),
            person_id=OTHER,
            case_id=None,
            purpose="case_page",
            ground="desk",
            now=NOW - timedelta(hours=1),
        )
        yield checkpoints.make(now=NOW)


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


def test_a_chain_that_went_with_its_head_is_found(kept):
    _sql("DELETE FROM audit_entry WHERE subject_id = %s", CASE)
    _sql("DELETE FROM audit_head WHERE subject_id = %s", CASE)
    assert list(queries.verify_chains()) == []
    assert _against(kept) == [("cut", 5)]


def test_a_past_rewritten_with_the_secret_of_the_chains_is_found(kept):
    """Somebody who knows even the chains' key writes a chain of their own in its place."""
    Entry.objects.filter(subject_id=CASE).delete()
    Head.objects.filter(subject_id=CASE).delete()
    for step in range(1, 6):
        services.append("case", CASE, actor="other", kind=f"Step{step}", payload={}, now=NOW)
    assert list(queries.verify_chains()) == []
    assert _against(kept) == [("changed", 5)]


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
        "INSERT INTO audit_access SELECT gen_random_uuid(), viewer_id, person_id, case_id,"
        " purpose, ground, at FROM audit_access",
    ],
)
def test_a_changed_access_record_is_found(kept, change):
    _sql(change)
    assert _against(kept) == [("changed", 0)]


def test_the_next_checkpoint_sums_the_looks_since(kept):
    later = NOW + timedelta(days=1)
    services.record_access(
        viewer_id=None, person_id=CASE, case_id=None, purpose="x", ground="desk", now=NOW
    )
    second = checkpoints.make(now=later)
    assert second.content["accesses"]["count"] == 1
    assert second.content["previous"] == kept.content["root"]
    assert checkpoints.newest() == second.path
    assert (_against(kept), _against(second)) == ([], [])
    assert Checkpoint.objects.count() == 2


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
