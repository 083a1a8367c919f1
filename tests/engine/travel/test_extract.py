"""What of an OpenStreetMap extract can be driven, and in which direction."""

import pytest

from kaketsuke.engine.travel.roads import extract, network

HEAD = '<?xml version="1.0"?><osm version="0.6" generator="a test">'
NODES = "".join(
    f'<node id="{number}" version="1" lat="{35.6 + number * 0.001:.4f}" lon="139.7"/>'
    for number in range(1, 8)
)


def file(tmp_path, *ways, nodes=NODES):
    """An extract of ways, each as its nodes and tags."""
    drawn = "".join(
        f'<way id="{number}" version="1">'
        + "".join(f'<nd ref="{node}"/>' for node in points)
        + "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
        + "</way>"
        for number, (points, tags) in enumerate(ways, 1)
    )
    path = tmp_path / "made.osm"
    path.write_text(HEAD + nodes + drawn + "</osm>")
    return path


def test_a_way_is_read_with_its_points_class_limit_and_direction(tmp_path):
    tags = {"highway": "primary", "maxspeed": "50", "oneway": "yes"}
    found = extract.read(file(tmp_path, ([1, 2, 3], tags), ([3, 4], {"highway": "residential"})))
    assert found.start.tolist() == [0, 3, 5]
    assert found.node.tolist() == [1, 2, 3, 3, 4]
    assert [extract.CLASSES[road] for road in found.road] == ["primary", "residential"]
    assert found.limit_kmh.tolist() == [50, 0]
    assert found.direction.tolist() == [extract.FORWARD, extract.BOTH]
    assert found.latitude[0] == pytest.approx(35.601)


def test_points_outside_the_extract_cut_a_way_and_doubled_points_count_once(tmp_path):
    street = {"highway": "residential"}
    found = extract.read(file(tmp_path, ([1, 2, 2, 99, 3, 4, 98, 5], street)))
    assert found.node.tolist() == [1, 2, 3, 4]
    assert found.start.tolist() == [0, 2, 4]


@pytest.mark.parametrize(
    ("tags", "drivable"),
    [
        ({"highway": "residential"}, True),
        ({"highway": "footway"}, False),
        ({"highway": "construction"}, False),
        ({"building": "yes"}, False),
        ({"highway": "service", "access": "private"}, False),
        ({"highway": "service", "access": "private", "motor_vehicle": "yes"}, True),
        ({"highway": "residential", "motor_vehicle": "no"}, False),
        ({"highway": "residential", "vehicle": "no", "motorcar": "destination"}, True),
        ({"highway": "residential", "access": "destination"}, True),
        ({"highway": "service", "area": "yes"}, False),
    ],
)
def test_who_may_drive(tags, drivable):
    assert (extract.road_of(tags) is not None) == drivable


@pytest.mark.parametrize(
    ("tags", "direction"),
    [
        ({}, extract.BOTH),
        ({"oneway": "yes"}, extract.FORWARD),
        ({"oneway": "-1"}, extract.BACKWARD),
        ({"oneway": "no"}, extract.BOTH),
        ({"oneway": "reversible"}, None),
        ({"junction": "roundabout"}, extract.FORWARD),
        ({"junction": "roundabout", "oneway": "no"}, extract.BOTH),
        ({"highway": "motorway"}, extract.FORWARD),
        ({"highway": "motorway", "oneway": "no"}, extract.BOTH),
    ],
)
def test_in_which_direction(tags, direction):
    assert extract.direction_of(tags) == direction


@pytest.mark.parametrize(
    ("said", "kmh"),
    [("50", 50), ("30 mph", 48), ("60 km/h", 60), ("walk", 6), ("none", 0), ("JP:urban", 0),
     ("50;60", 0), ("999", 255), ("", 0)],
)  # fmt: skip
def test_posted_limits(said, kmh):
    assert extract.limit_of({"maxspeed": said}) == kmh


def test_a_file_that_is_none_is_refused_with_a_sentence(tmp_path):
    text = tmp_path / "text.osm.pbf"
    text.write_text("no map")
    with pytest.raises(extract.RoadsUnusable, match="no OpenStreetMap extract"):
        extract.read(text)
    with pytest.raises(extract.RoadsUnusable, match="no file"):
        extract.read(tmp_path / "absent.osm.pbf")
    with pytest.raises(extract.RoadsUnusable, match="no roads"):
        extract.read(file(tmp_path, ([1, 2], {"highway": "footway"})))


def test_what_was_read_becomes_streets(tmp_path):
    street = {"highway": "residential"}
    ways = extract.read(file(tmp_path, ([1, 2, 3], street), ([2, 5], street), ([6, 7], street)))
    built = network.build(ways, smallest_piece=3)
    assert built.pieces == [4]
    assert len(built.tail) == 3
