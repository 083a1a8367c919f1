"""Checkpoints in a bucket: signed, put once, waited for, and enough to find a rewritten past."""

from pathlib import Path

import pytest
from django.db import connection

from kaketsuke.accounts import context
from kaketsuke.audit import buckets, checkpoints, services
from kaketsuke.audit.models import CheckpointCopy
from kaketsuke.config import checks
from kaketsuke.database import ids
from kaketsuke.privacy import outside, tasks
from tests import bucket as places
from tests.world import NOW

CASE = ids.new_id()


@pytest.fixture
def place(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with places.serving() as served:
        settings.CHECKPOINT_FOLDER = tmp_path / "outside"
        settings.CHECKPOINT_BUCKET = "s3://bucket/kaketsuke"
        settings.CHECKPOINT_ENDPOINT = served.endpoint
        settings.CHECKPOINT_REGION = places.REGION
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", places.KEY_ID)
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", places.SECRET)
        yield served


def _made() -> checkpoints.Kept:
    with context.as_system():
        for step in range(1, 4):
            services.append("case", CASE, actor="system", kind=f"Step{step}", payload={}, now=NOW)
        made = checkpoints.make(now=NOW)
        outside.copy_for(made)
    return made


def test_the_reckoning_of_signatures_is_the_published_one():
    """The example "GET Object" of Amazon's description of signature version 4."""
    headers = {
        "host": "examplebucket.s3.amazonaws.com",
        "range": "bytes=0-9",
        "x-amz-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "x-amz-date": "20130524T000000Z",
    }
    found = places.signature(
        "GET",
        "/test.txt",
        headers,
        secret="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        signed=";".join(headers),
        scope="20130524/us-east-1/s3/aws4_request",
    )
    assert found == "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"


@pytest.mark.django_db
def test_a_bucket_that_was_away_gets_everything_in_order_once_it_is_back(place):
    place.is_away = True
    _made()
    with pytest.raises(buckets.CannotReachBucket, match="KAKETSUKE_CHECKPOINT_BUCKET"):
        tasks.keep_outside(0)
    assert not place.files
    with context.as_system():
        checkpoints.make(now=NOW)
    place.is_away = False
    tasks.keep_outside(0)
    tasks.keep_outside(0)  # nothing is left to do, and nothing is written over
    assert sorted(place.files) == [
        "kaketsuke/checkpoint-000001-erasures.jsonl",
        "kaketsuke/checkpoint-000001-heads.gz",
        "kaketsuke/checkpoint-000001.json",
        "kaketsuke/checkpoint-000002-heads.gz",
        "kaketsuke/checkpoint-000002.json",
    ]
    with context.as_system():
        assert CheckpointCopy.objects.count() == 2
    assert place.refused == 0


@pytest.mark.django_db
def test_a_past_rewritten_together_with_folder_and_table_is_found_against_the_bucket(
    place, tmp_path: Path
):
    made = _made()
    tasks.keep_outside(0)
    with context.as_system(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_entry WHERE subject_id = %s AND seq = 3", [CASE])
        cursor.execute("UPDATE audit_head SET seq = 2 WHERE subject_id = %s", [CASE])
    for file in checkpoints.folder().iterdir():
        file.unlink()
    bucket = buckets.configured()
    assert bucket is not None
    assert bucket.names() == [made.path.name]
    brought = checkpoints.read(bucket.fetch(bucket.names()[-1], tmp_path))
    with context.as_system():
        assert [each.kind for each in checkpoints.faults_against(brought)] == ["cut"]


@pytest.mark.django_db
def test_another_checkpoint_under_the_same_number_is_refused_and_nothing_written_over(place):
    place.files["kaketsuke/checkpoint-000001.json"] = b"{}"
    _made()
    with pytest.raises(buckets.CannotReachBucket, match="Nothing was written over"):
        tasks.keep_outside(0)
    assert place.files["kaketsuke/checkpoint-000001.json"] == b"{}"
    with context.as_system():
        assert not CheckpointCopy.objects.exists()


@pytest.mark.django_db
def test_a_wrong_secret_is_said_without_showing_it(place, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    _made()
    with pytest.raises(buckets.CannotReachBucket) as caught:
        tasks.keep_outside(0)
    assert "another" not in str(caught.value)
    assert place.refused > 0


@pytest.mark.parametrize(
    ("bucket", "endpoint"),
    [
        ("bucket", ""),
        ("https://bucket", ""),
        ("s3://", ""),
        ("s3://name:word@bucket", ""),
        ("s3://bucket", "http://store.example"),
        ("s3://bucket", "https://name:word@store.example"),
    ],
)
def test_a_place_that_can_be_none_is_said_before_serving(settings, bucket, endpoint):
    settings.CHECKPOINT_BUCKET, settings.CHECKPOINT_ENDPOINT = bucket, endpoint
    with pytest.raises(checks.CannotServe, match="bucket for checkpoints"):
        checks.demand_bucket()


@pytest.mark.django_db
def test_without_a_bucket_nothing_is_asked_of_any(settings):
    settings.CHECKPOINT_BUCKET = ""
    tasks.keep_outside(0)
