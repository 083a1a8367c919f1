"""Malformed facts of a request or an attendance name where the fault is, never what was said."""

import pytest

from kaketsuke.rules import questions
from kaketsuke.rules.facts import MalformedFacts


@pytest.mark.parametrize(
    ("question", "obj", "path"),
    [
        ("request", [], ""),
        ("request", None, ""),
        ("request", "text", ""),
        ("request", {"color": 1}, "color"),
        ("request", {"requester": {"rolle": "resident"}}, "requester.rolle"),
        ("request", {"requester": {"role": "tenant"}}, "requester.role"),
        ("request", {"requester": {"role": "Resident"}}, "requester.role"),
        ("request", {"requester": {"role": 1}}, "requester.role"),
        ("request", {"requester": {"is_registrant": 1}}, "requester.is_registrant"),
        ("request", {"requester": {"is_registrant": "true"}}, "requester.is_registrant"),
        ("request", {"requester": []}, "requester"),
        ("request", {"requester.role": "resident"}, "requester.role"),
        ("request", {"contract": {"status": True}}, "contract.status"),
        ("request", {"received_at": "2026-05-01T10:00:00"}, "received_at"),
        ("request", {"received_at": "2026-05-01"}, "received_at"),
        ("request", {"received_at": "2026-13-01T10:00:00+09:00"}, "received_at"),
        ("request", {"received_at": "2026-01-01T10:00:00+09:60"}, "received_at"),
        ("request", {"received_at": 1767225600}, "received_at"),
        ("request", {"conduct": "4.7.5"}, "conduct"),
        ("request", {"conduct": ["4.7.5", "4.7.4"]}, "conduct[1]"),
        ("request", {"conduct": [None]}, "conduct[0]"),
        ("request", {"lock_on_record": "yes"}, "lock_on_record"),
        ("site", {"leave": 0}, "leave"),
        ("site", {"photo_id": {"address_matches": "unknown"}}, "photo_id.address_matches"),
        ("site", {"photo_id": {"address_matches": 1}}, "photo_id.address_matches"),
        ("site", {"photo_id": {"kind": "in_hand"}}, "photo_id.kind"),
        ("site", {"attendee": {"role": "resident"}}, "attendee.role"),
        ("site", {"requester": None}, "requester"),
    ],
)
def test_a_fault_names_its_path(question, obj, path):
    with pytest.raises(MalformedFacts) as fault:
        questions.answer(question, obj)
    assert fault.value.path == path


@pytest.mark.parametrize("stamp", ["2026-05-01T10:00+09:00", "2026-05-01T01:00:00Z"])
def test_a_timestamp_with_an_offset_is_understood(stamp):
    assert questions.answer("request", {"received_at": stamp})["outcome"] == "ask"


@pytest.mark.parametrize("question", ["request", "site"])
def test_absent_and_null_facts_and_groups_are_all_unknown(question):
    described = questions.schema(question)["facts"]["properties"]
    empty = questions.answer(question, {})
    assert empty["outcome"] == "ask"
    assert questions.answer(question, dict.fromkeys(described)) == empty
    nulls = {
        name: dict.fromkeys(schema["properties"]) if "properties" in schema else None
        for name, schema in described.items()
    }
    assert questions.answer(question, nulls) == empty


def test_a_strange_key_still_makes_one_readable_line():
    with pytest.raises(MalformedFacts) as fault:
        questions.answer("request", {"a\nb\ud800 名": 1})
    assert str(fault.value).isascii()
    assert "\n" not in str(fault.value)


def test_no_fault_repeats_what_was_said():
    with pytest.raises(MalformedFacts) as fault:
        questions.answer("request", {"cause": "青木さんのお部屋"})
    assert "青木" not in str(fault.value)
