"""Which ways can be driven, in which directions? Roads out of an OpenStreetMap extract."""

from __future__ import annotations

import re
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

# The classes of road in the order in which files of roads number them.
CLASSES: Final = (
    "motorway",
    "motorway_link",
    "trunk",
    "trunk_link",
    "primary",
    "primary_link",
    "secondary",
    "secondary_link",
    "tertiary",
    "tertiary_link",
    "unclassified",
    "residential",
    "living_street",
    "service",
    "road",
)
NUMBER: Final = {name: number for number, name in enumerate(CLASSES)}
# The more special word about who may drive goes before the more general one.
WHO_MAY: Final = ("motorcar", "motor_vehicle", "vehicle", "access")
NOT_FOR_US: Final = frozenset(
    {"no", "private", "agricultural", "forestry", "emergency", "military"}
)
BOTH, FORWARD, BACKWARD = 0, 1, -1
KMH_A_MILE: Final = 1.609344


class RoadsUnusable(ValueError):
    """A file of roads, or what it is made of, cannot be used; the message is one sentence."""


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """Ways as they are mapped: the points of all of them in a row, and what is said of each."""

    start: NDArray[np.int64]  # [ways + 1] where each begins in the row of points
    node: NDArray[np.int64]  # [points] ways that meet share a node
    latitude: NDArray[np.float64]  # [points]
    longitude: NDArray[np.float64]  # [points]
    road: NDArray[np.uint8]  # [ways] number of the class
    limit_kmh: NDArray[np.uint8]  # [ways] 0 where none is posted
    direction: NDArray[np.int8]  # [ways] BOTH, FORWARD or BACKWARD along the points


def read(path: Path) -> Ways:
    """Return the drivable ways of an extract (.osm.pbf, .osm).

    Raises:
        RoadsUnusable: where the file cannot be read or holds no roads.
    """
    import osmium  # noqa: PLC0415 - needed by nobody who only asks for times

    if not path.is_file():
        raise RoadsUnusable(f"there is no file {path}")
    gathered = _Gathered()
    try:
        ways = (
            osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY)
            .with_locations()
            .with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
            .with_filter(osmium.filter.KeyFilter("highway"))
        )
        for way in ways:
            gathered.take(way)
    except RuntimeError as fault:
        raise RoadsUnusable(f"{path} is no OpenStreetMap extract: {fault}") from None
    if not gathered.roads:
        raise RoadsUnusable(f"{path} holds no roads that can be driven")
    return gathered.ways()


class _Gathered:
    """Ways as they come; a way with points outside the extract is cut into its known parts."""

    def __init__(self) -> None:
        self.starts, self.nodes = array("q"), array("q")
        self.latitudes, self.longitudes = array("d"), array("d")
        self.roads, self.limits, self.directions = array("B"), array("B"), array("b")

    def take(self, way: Any) -> None:
        tags = {tag.k: tag.v for tag in way.tags}
        road, direction = road_of(tags), direction_of(tags)
        if road is None or direction is None:
            return
        limit, begun = limit_of(tags), len(self.nodes)
        for node in way.nodes:
            if not node.location.valid():
                self._end(begun, road, limit, direction)
                begun = len(self.nodes)
            elif len(self.nodes) == begun or self.nodes[-1] != node.ref:
                self.nodes.append(node.ref)
                self.latitudes.append(node.location.lat)
                self.longitudes.append(node.location.lon)
        self._end(begun, road, limit, direction)

    def _end(self, begun: int, road: int, limit: int, direction: int) -> None:
        if len(self.nodes) - begun < 2:
            del self.nodes[begun:], self.latitudes[begun:], self.longitudes[begun:]
            return
        self.starts.append(begun)
        self.roads.append(road)
        self.limits.append(limit)
        self.directions.append(direction)

    def ways(self) -> Ways:
        return Ways(
            start=np.append(np.array(self.starts, np.int64), len(self.nodes)),
            node=np.array(self.nodes, np.int64),
            latitude=np.array(self.latitudes, np.float64),
            longitude=np.array(self.longitudes, np.float64),
            road=np.array(self.roads, np.uint8),
            limit_kmh=np.array(self.limits, np.uint8),
            direction=np.array(self.directions, np.int8),
        )


def road_of(tags: Mapping[str, str]) -> int | None:
    """Return the number of the road's class; absent where a car may or can not go."""
    road = NUMBER.get(tags.get("highway", ""))
    said = next((tags[name] for name in WHO_MAY if name in tags), "yes")
    if tags.get("area") == "yes" or said in NOT_FOR_US:
        return None
    return road


def direction_of(tags: Mapping[str, str]) -> int | None:
    """Return in which direction one may drive; absent where it changes with the hour."""
    said = tags.get("oneway")
    if said in {"yes", "true", "1"}:
        return FORWARD
    if said in {"-1", "reverse"}:
        return BACKWARD
    if said == "reversible":
        return None
    implied = (
        tags.get("junction") in {"roundabout", "circular"} or tags.get("highway") == "motorway"
    )
    return FORWARD if implied and said is None else BOTH


def limit_of(tags: Mapping[str, str]) -> int:
    """Return the posted limit in km/h, 0 where none can be read."""
    said = tags.get("maxspeed", "")
    if said == "walk":
        return 6
    number = re.fullmatch(r"(\d{1,3})(?:\s*(km/h|kmh|mph))?", said)
    if number is None:
        return 0
    kmh = int(number[1]) * (KMH_A_MILE if number[2] == "mph" else 1.0)
    return min(round(kmh), 255)
