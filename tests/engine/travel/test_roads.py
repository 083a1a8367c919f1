"""Times on roads: the same as a plain search finds, on any map."""

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kaketsuke.engine import travel
from kaketsuke.engine.travel import Because, providers, speeds
from kaketsuke.engine.travel.roads import districts, extract, grid, network, provider, snapping
from tests.engine.travel import maps
from tests.engine.travel.maps import at

FORWARD, BACKWARD = {"direction": extract.FORWARD}, {"direction": extract.BACKWARD}
SQUARE = ([(0, 0), (0, 2)], [(0, 2), (2, 2)], [(2, 2), (2, 0)], [(2, 0), (0, 0)])


def hour(of_day):
    return datetime(2026, 11, 24, of_day, 15, tzinfo=speeds.TOKYO)


NIGHT, RUSH = hour(2), hour(8)


def seconds(roads, origin, destination, moment=NIGHT):
    return roads.matrix(travel.places([origin]), travel.places([destination]), moment)[0, 0]


def metres(one, other):
    return travel.great_circle_m(travel.places([one]), travel.places([other]))[0, 0]


def at_kmh(one, other, kmh):
    return metres(one, other) / (kmh / 3.6)


points = st.tuples(st.integers(0, 4), st.integers(0, 4))
lines = st.tuples(
    st.lists(points, min_size=2, max_size=5),
    st.sampled_from([extract.BOTH, extract.BOTH, extract.FORWARD, extract.BACKWARD]),
    st.sampled_from(["residential", "primary", "motorway", "service"]),
)
spots = st.lists(st.tuples(st.floats(-0.5, 4.5), st.floats(-0.5, 4.5)), min_size=1, max_size=6)


def drawn(line):
    path, direction, road = line
    steps = [point for at, point in enumerate(path) if at == 0 or path[at - 1] != point]
    return [*steps, {"direction": direction, "road": road}]


@given(
    st.lists(lines, min_size=1, max_size=10),
    spots,
    spots,
    st.sampled_from([2, 8, 13]),
    st.sampled_from([0, 1, 2, 3, 5, 8, districts.LARGEST]),
)
@settings(max_examples=200)
def test_times_are_those_of_a_plain_search_on_any_map(
    given_lines, origins, destinations, of_day, largest
):
    ways = [way for way in map(drawn, given_lines) if len(way) > 2]
    assume(ways)
    try:
        roads = maps.roads(*ways, largest_district=largest)
    except extract.RoadsUnusable:
        assume(False)
    here, there = (travel.places([at(*spot) for spot in each]) for each in (origins, destinations))
    found = roads.matrix(here, there, hour(of_day))
    ms = roads.weighting(hour(of_day)).street_ms
    expected = maps.plain_search(roads, ms, here, there)
    assert np.array_equal(np.isfinite(found), np.isfinite(expected))
    known = np.isfinite(found)
    assert np.allclose(found[known], expected[known], rtol=0, atol=1e-6)


@maps.needs_extract
def test_times_are_those_of_a_plain_search_on_a_real_map():
    built = network.build(extract.read(maps.LIECHTENSTEIN))
    assert 2_000 < len(built.latitude) < 20_000
    ordered = provider.ordered(built)
    chance = np.random.default_rng(7)
    near = chance.integers(0, len(built.latitude), 60)
    rows = np.column_stack([built.latitude[near], built.longitude[near]])
    rows += chance.normal(0, 0.002, rows.shape)
    for largest in (20, districts.LARGEST):
        roads = provider.Roads(ordered, largest_district=largest)
        the_same_both_ways(roads, rows[:50], rows[50:])


def the_same_both_ways(roads, some, others):
    for here, there in ((some, others), (others, some)):
        found = roads.matrix(here, there, RUSH)
        expected = maps.plain_search(roads, roads.weighting(RUSH).street_ms, here, there)
        assert np.isfinite(found).mean() > 0.9
        assert np.array_equal(np.isfinite(found), np.isfinite(expected))
        known = np.isfinite(found)
        assert np.allclose(found[known], expected[known], rtol=0, atol=1e-6)


def test_a_straight_street_takes_its_length_over_its_speed():
    roads = maps.roads([(0, 0), (0, 1), (0, 2)])
    assert seconds(roads, at(0, 0), at(0, 2)) == pytest.approx(at_kmh(at(0, 0), at(0, 2), 20), 1e-3)


def test_places_between_junctions_count_from_where_they_are():
    roads = maps.roads([(0, 0), (0, 4)])
    quarter = at_kmh(at(0, 0), at(0, 1), 20)
    assert seconds(roads, at(0, 1), at(0, 2)) == pytest.approx(quarter, 1e-3)
    assert seconds(roads, at(0, 3), at(0, 1)) == pytest.approx(2 * quarter, 1e-3)


def test_a_one_way_street_is_not_driven_against():
    roads = maps.roads([(0, 0), (0, 2), FORWARD], *SQUARE[1:])
    there, back = seconds(roads, at(0, 0.5), at(0, 1.5)), seconds(roads, at(0, 1.5), at(0, 0.5))
    assert back > 6 * there
    turned = maps.roads([(0, 0), (0, 2), BACKWARD], *SQUARE[1:])
    assert seconds(turned, at(0, 1.5), at(0, 0.5)) == pytest.approx(there, 1e-3)


def test_a_roundabout_is_driven_round_one_way():
    ring = [(0, 0), (0, 1), (1, 1), (1, 0), (0, 0), FORWARD]
    roads = maps.roads(ring, [(0, 0), (-2, 0)], [(1, 1), (3, 1)])
    quarter = at_kmh(at(0, 0), at(0, 1), 20)
    assert seconds(roads, at(0, 0), at(0, 1)) == pytest.approx(quarter, 1e-2)
    assert seconds(roads, at(0, 1), at(0, 0)) > 2.5 * quarter


def test_a_loop_that_meets_the_network_once_can_be_entered_and_left():
    roads = maps.roads([(0, 0), (0, 2)], [(0, 2), (1, 2), (1, 3), (0, 3), (0, 2)])
    assert np.isfinite(seconds(roads, at(0, 0), at(1, 2.5)))
    assert np.isfinite(seconds(roads, at(1, 2.5), at(0, 0)))


def test_the_faster_of_two_roads_is_taken():
    slow = maps.roads([(0, 0), (0, 4)], [(0, 0), (1, 0), (1, 4), (0, 4)])
    fast = maps.roads([(0, 0), (0, 4)], [(0, 0), (1, 0), (1, 4), (0, 4), {"road": "trunk"}])
    assert seconds(fast, at(0, 0), at(0, 4)) < seconds(slow, at(0, 0), at(0, 4))


def test_a_posted_limit_holds_where_it_is_lower():
    for limit, kmh in ((10, 10), (100, 20), (0, 20)):
        roads = maps.roads([(0, 0), (0, 2), {"limit": limit}])
        expected = at_kmh(at(0, 0), at(0, 2), kmh)
        assert seconds(roads, at(0, 0), at(0, 2)) == pytest.approx(expected, 1e-3)


def test_the_rush_hour_is_slower_by_the_share_of_the_class():
    roads = maps.roads([(0, 0), (0, 2)], road="primary")
    night, rush = (seconds(roads, at(0, 0), at(0, 2), moment) for moment in (NIGHT, RUSH))
    assert rush == pytest.approx(night / 0.7, 1e-3)


def test_weightings_of_hours_alike_are_kept_and_few():
    roads = maps.roads([(0, 0), (0, 2)])
    assert roads.weighting(hour(1)) is roads.weighting(hour(3))
    for of_day in range(24):
        roads.weighting(hour(of_day))
    assert len(roads._kept) <= provider.KEPT_WEIGHTINGS


def test_a_new_weighting_of_all_streets_is_used():
    roads = maps.roads([(0, 0), (0, 2)])
    here, there = (side(roads, place) for place in (at(0, 0), at(0, 2)))
    traffic = roads.weighted(np.full(len(roads.network.tail), 77_000, np.int64))
    assert traffic.between(here, there)[0, 0] == pytest.approx(77.0, abs=0.5)


def side(roads, place):
    """A place of which it is known where it is on the roads."""
    rows = travel.places([place])
    return provider.Asked((rows[:0], roads.grid.snap(rows).spots))


def test_a_crew_asked_for_case_after_case_gets_the_times_of_each_case_and_hour():
    roads = maps.roads(*SQUARE, [(0, 0), (2, 2), {"road": "primary"}])
    chance = np.random.default_rng(2)
    crews = [travel.places([at(*spot) for spot in chance.uniform(0, 2, (40, 2))]) for _ in (1, 2)]
    doors = travel.places([at(*spot) for spot in chance.uniform(0, 2, (6, 2))])
    for moment in (NIGHT, RUSH, NIGHT):
        for door in doors:
            for crew in (*crews, crews[0].copy()):
                fresh = maps.roads(*SQUARE, [(0, 0), (2, 2), {"road": "primary"}])
                for one, other in ((crew, door[None]), (door[None], crew)):
                    assert np.array_equal(
                        roads.matrix(one, other, moment), fresh.matrix(one, other, moment)
                    )
    assert len(roads._known) <= provider.KEPT_CREWS


def test_threads_do_not_disturb_each_other():
    roads = maps.roads(*SQUARE)
    chance = np.random.default_rng(4)
    crews = [travel.places([at(*spot) for spot in chance.uniform(0, 2, (40, 2))]) for _ in range(8)]
    doors = travel.places([at(*spot) for spot in chance.uniform(0, 2, (5, 2))])
    alone = [roads.matrix(crew, doors, NIGHT) for crew in crews]
    with ThreadPoolExecutor(4) as at_once:
        together = list(at_once.map(lambda crew: roads.matrix(crew, doors, NIGHT), crews * 10))
    assert all(np.array_equal(found, alone[each % 8]) for each, found in enumerate(together))


def test_a_place_beside_the_road_walks_to_it_and_one_far_off_is_not_there():
    roads = maps.roads([(0, 0), (0, 4)])
    beside = seconds(roads, at(0.2, 1), at(0, 2))
    assert beside > seconds(roads, at(0, 1), at(0, 2)) + 30
    far = at(3, 1)
    assert seconds(roads, far, at(0, 2)) == np.inf
    assert roads.covers(
        travel.places([at(0, 1), far, (np.nan, 139.0), (43.0, 141.3)])
    ).tolist() == [
        True,
        False,
        False,
        False,
    ]


def test_between_pieces_no_road_leads_and_small_pieces_are_left_out():
    two = ([(0, 0), (0, 4)], [(4, 0), (4, 3)])
    apart = maps.roads(*two)
    assert apart.network.pieces == [2, 2]
    assert seconds(apart, at(0, 0), at(4, 0)) == np.inf
    assert np.isfinite(seconds(apart, at(4, 0), at(4, 3)))
    large = network.build(maps.ways(*two, [(0, 4), (1, 4)]), smallest_piece=3)
    assert large.pieces == [3]


def test_a_street_that_leads_only_in_or_only_out_is_left_out():
    yard = [(0, 2), (-2, 2), FORWARD]
    roads = maps.roads(*SQUARE, yard)
    assert roads.network.pieces == [4]


def test_a_motorway_above_the_door_is_not_where_the_door_is():
    roads = maps.roads(
        [(0, 0), (0, 4)], [(0, 0), (0.1, 0.1), (0.1, 3.9), (0, 4), {"road": "motorway"}]
    )
    snapped = roads.grid.snap(travel.places([at(0.1, 2)]))
    assert roads.network.classes[roads.network.road[snapped.street[0]]] == "residential"


def test_a_map_without_a_way_back_is_refused_with_a_sentence():
    with pytest.raises(extract.RoadsUnusable, match="leads anywhere and back"):
        network.build(maps.ways([(0, 0), (0, 2), FORWARD]))


def test_no_places_give_an_empty_matrix():
    roads = maps.roads([(0, 0), (0, 4)])
    none, one = travel.places([]), travel.places([at(0, 1)])
    assert roads.matrix(none, one, NIGHT).shape == (0, 1)
    assert roads.matrix(one, none, NIGHT).shape == (1, 0)
    assert roads.matrix(none, none, NIGHT).shape == (0, 0)


@given(st.integers(0, 1_000), st.integers(1, 30))
@settings(max_examples=25)
def test_the_nearest_street_is_the_nearest_of_all(seed, count):
    chance = np.random.default_rng(seed)
    lines = chance.uniform(0, 4, (count, 2, 2)).round(2)
    ways = maps.ways(*[[tuple(one), tuple(other)] for one, other in lines])
    built = network.build(ways, smallest_piece=1)
    rows = travel.places([at(*spot) for spot in chance.uniform(-1, 5, (40, 2))])
    found = snapping.Grid(built).snap(rows)
    expected = np.array([nearest(built, *row) for row in rows])
    expected[expected > snapping.FURTHEST_M] = np.inf
    assert np.allclose(found.metres, expected, atol=0.1)
    assert ((found.street >= 0) == np.isfinite(expected)).all()
    assert ((found.along >= 0) & (found.along <= 1)).all()


def nearest(built, latitude, longitude):
    """Metres to the nearest street by looking at every one of its parts."""
    east = grid.METRES_A_DEGREE * np.cos(np.radians(latitude))
    x = (built.bend_longitude - longitude) * east
    y = (built.bend_latitude - latitude) * grid.METRES_A_DEGREE
    best = np.inf
    for begins, ends in zip(built.bend_start[:-1], built.bend_start[1:], strict=True):
        for part in range(begins, ends - 1):
            dx, dy = x[part + 1] - x[part], y[part + 1] - y[part]
            share = np.clip(-(x[part] * dx + y[part] * dy) / (dx * dx + dy * dy), 0, 1)
            best = min(best, np.hypot(x[part] + share * dx, y[part] + share * dy))
    return best


def test_a_file_of_roads_is_what_was_built(tmp_path):
    built = provider.ordered(network.build(maps.ways(*SQUARE), source="a square", smallest_piece=1))
    file = tmp_path / "square.npz"
    network.save(built, file)
    again = network.read(file)
    assert again.digest == built.digest
    assert again.source == "a square"
    here, there = travel.places([at(0, 0)]), travel.places([at(2, 2)])
    both = [provider.Roads(each).matrix(here, there, NIGHT) for each in (built, again)]
    assert both[0] == both[1]
    content = file.read_bytes()
    network.save(built, file)
    assert file.read_bytes() == content


def test_a_file_that_was_damaged_or_is_none_is_refused_with_a_sentence(tmp_path):
    built = network.build(maps.ways(*SQUARE), smallest_piece=1)
    whole = tmp_path / "whole.npz"
    network.save(built, whole)
    arrays = dict(np.load(whole))
    spoilt = {
        "text": b"no archive",
        "empty": b"",
        "cut": whole.read_bytes()[:900],
        "swapped": whole.read_bytes().replace(b"motorway".decode().encode("utf-32-le"), b"x" * 32),
    }
    for name, content in spoilt.items():
        (tmp_path / name).write_bytes(content)
    np.savez(tmp_path / "version.npz", **(arrays | {"version": np.array(99)}))
    np.savez(tmp_path / "changed.npz", **(arrays | {"length_m": arrays["length_m"] + 1}))
    np.savez(tmp_path / "less.npz", **{k: v for k, v in arrays.items() if k != "order"})
    for name in (*spoilt, "version.npz", "changed.npz", "less.npz", "absent"):
        with pytest.raises(extract.RoadsUnusable):
            network.read(tmp_path / name)


def test_without_the_package_a_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "routingkit_cch", None)
    with pytest.raises(extract.RoadsUnusable, match="pip install"):
        provider.ordering()


def test_roads_named_in_the_settings_answer_without_estimates(tmp_path):
    built = provider.ordered(network.build(maps.ways(*SQUARE), smallest_piece=1))
    file = tmp_path / "square.npz"
    network.save(built, file)
    guarded = providers.chosen(roads=str(file))
    here, there = travel.places([at(0, 0)]), travel.places([at(2, 2), at(40, 2)])
    answer = guarded.ask(here, there, NIGHT)
    while answer.because is Because.STARTING:
        guarded._provider.base._over.wait(30)
        answer = guarded.ask(here, there, NIGHT)
    assert answer.estimated.tolist() == [[False, True]]
    assert answer.because is Because.OFF_ROADS
