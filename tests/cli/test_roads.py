"""`kaketsuke roads`: one JSON object, or exit 2 and one line."""

import json

import pytest

from kaketsuke.cli import main
from tests.engine.travel import test_extract

STREET = {"highway": "residential", "maxspeed": "30"}
WHOLE = ((1, 2, 3, 4), STREET), ((3, 6), STREET), ((4, 7), {"highway": "footway"})


@pytest.fixture
def roads(tmp_path, capsys):
    def run(*words):
        code = main.main(["roads", *map(str, words)])
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def extract(tmp_path):
    return test_extract.file(tmp_path, *WHOLE)


def test_an_extract_becomes_a_file_of_roads_beside_it(roads, extract):
    code, said, _ = roads("build", extract)
    held = json.loads(said)
    assert code == 0
    assert held["file"] == str(extract.with_name("made.roads.npz"))
    assert (held["junctions"], held["streets"], held["pieces"]) == (4, 3, [4])
    assert held["kilometres"] == pytest.approx(0.111 * 6, abs=0.1)
    code, said, _ = roads("show", held["file"])
    assert json.loads(said)["digest"] == held["digest"]


def test_a_way_is_answered_with_where_its_ends_are(roads, extract, tmp_path):
    out = tmp_path / "elsewhere.npz"
    roads("build", extract, "--out", out)
    at = ("--at", "2026-11-24T02:00+09:00")
    _, said, _ = roads("way", out, "35.601,139.7", "35.606,139.7", *at)
    answer = json.loads(said)
    assert answer["seconds"] == pytest.approx(0.556 / 20 * 3600, rel=0.02)
    assert answer["destination_m_from_road"] == pytest.approx(0, abs=0.5)
    _, said, _ = roads("way", out, "35.601,139.7", "36,140", *at)
    assert json.loads(said)["seconds"] is None
    assert json.loads(said)["seconds_by_distance"] > 0


def test_what_cannot_be_used_gets_one_line(roads, extract, tmp_path):
    for words in (
        ("build", tmp_path / "absent.osm.pbf"),
        ("build", extract, "--out", tmp_path / "no" / "where.npz"),
        ("build", extract, "--out", tmp_path),
        ("show", extract),
        ("way", extract, "35,139", "35,139"),
    ):
        code, said, complaint = roads(*words)
        assert (code, said, complaint.count("\n")) == (2, "", 1)
        assert complaint.startswith(f"kaketsuke roads {words[0]}: ")


@pytest.mark.parametrize(
    "words",
    [("x", "35,139"), ("35,139", "91,139"), ("35,139", "35,nan"), ("35,139", "35,139", "--at", "8"),
     ("35,139", "35,139", "--at", "2026-11-24T02:00")],
)  # fmt: skip
def test_senseless_places_and_moments_are_refused(roads, words):
    with pytest.raises(SystemExit) as refused:
        roads("way", "any.npz", *words)
    assert refused.value.code == 2
