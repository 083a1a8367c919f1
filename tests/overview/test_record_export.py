"""A part of the record leaves the house with its proof; the file alone shows whether it stands."""

import copy
import json

import pytest

from kaketsuke.accounts import context
from kaketsuke.audit import checkpoints, proofs
from kaketsuke.database import ids
from kaketsuke.intake.models import Request
from kaketsuke.overview import record_export, replay
from tests import stories, world
from tests.world import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(settings, tmp_path):
    settings.CHECKPOINT_FOLDER = tmp_path
    with context.as_system():
        yield stories.sato_is_helped(world.build())


@pytest.fixture
def export(case):
    checkpoints.make(now=NOW)
    return json.loads(json.dumps(record_export.export(record_export.chains_of_case(case.number))))


def test_an_export_stands_by_itself_and_says_no_name(export):
    found = proofs.verify_export(export)
    assert found.faults == ()
    assert [name.split()[0] for name, _entries, _rows in found.chains] == ["case", "request"]
    assert sum(entries for _name, entries, _rows in found.chains) > 2
    del export["chains"][0]["entries"][0]["row"]
    (before, after) = (each.chains[0] for each in (found, proofs.verify_export(export)))
    assert after == (before[0], before[1], before[2] - 1)
    assert "佐藤" not in json.dumps(export, ensure_ascii=False)


def _changed(export, change):
    other = copy.deepcopy(export)
    change(other)
    return proofs.verify_export(other).faults


@pytest.mark.parametrize(
    "change",
    [
        lambda e: e["chains"][-1]["entries"][0].update(actor="x"),
        lambda e: e["chains"][-1]["entries"].pop(),
        lambda e: e["chains"][-1]["entries"].reverse(),
        lambda e: e["chains"][-1]["entries"][0]["row"].update(event="x"),
        lambda e: e["chains"][-1]["head"].update(seq=99),
        lambda e: e["chains"][-1]["way"].append(["left", "00" * 32]),
        lambda e: e["checkpoint"].update(root="00" * 32),
        lambda e: e.update(signature="00" * 64),
        lambda e: e.update(key=proofs.public_key("44" * 32)),
    ],
)
def test_whatever_is_changed_in_the_file_is_found(export, change):
    assert _changed(export, change)


def test_another_signer_is_told_apart(export):
    assert proofs.verify_export(export, expected_key=export["key"]).faults == ()
    assert proofs.verify_export(export, expected_key="ab" * 32).faults


def test_without_a_checkpoint_there_is_nothing_to_prove(case):
    with pytest.raises(record_export.CannotExport, match="audit checkpoint"):
        record_export.export(record_export.chains_of_case(case.number))


def test_every_past_request_is_decided_as_it_was(case):
    counted = replay.Replayed()
    assert list(replay.differences(counted)) == []
    assert counted.decisions == 1


def test_a_decision_that_would_be_another_today_is_told(case):
    other = Request.objects.get(pk=case.request_id)
    other.pk, other.state, other.answer = ids.new_id(), "declined", {"outcome": "decline"}
    other.save(force_insert=True)
    found = [each.sentence for each in replay.differences(replay.Replayed())]
    assert "outcome was 'decline' and would be 'accept'" in found[0]
