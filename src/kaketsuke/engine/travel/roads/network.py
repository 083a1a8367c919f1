"""Streets between junctions: the graph on which travel times are sought, and its file.

A street is what lies between two junctions, with its bends; ways are cut where others meet them.
Kept are the pieces within which every place can be reached from every other: the largest, and
others of some size (an island with towns). What lies in a yard behind a one-way gate is not.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kaketsuke.engine.travel.places import EARTH_RADIUS_M
from kaketsuke.engine.travel.roads.extract import BACKWARD, CLASSES, FORWARD, RoadsUnusable, Ways

VERSION: Final = 1  # of the file; another version is refused
SMALLEST_PIECE: Final = 1_000  # junctions; the largest piece is kept whatever its size


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Streets and junctions as flat arrays."""

    latitude: NDArray[np.float64]  # [junctions]
    longitude: NDArray[np.float64]  # [junctions]
    piece: NDArray[np.int32]  # [junctions] 0 is the largest
    tail: NDArray[np.int32]  # [streets] the junction where a street begins
    head: NDArray[np.int32]  # [streets] and where it ends; never the same
    length_m: NDArray[np.float64]  # [streets]
    road: NDArray[np.uint8]  # [streets] number of the class in `classes`
    limit_kmh: NDArray[np.uint8]  # [streets] 0 where none is posted
    forward: NDArray[np.bool_]  # [streets] may be driven from tail to head
    backward: NDArray[np.bool_]  # [streets] may be driven from head to tail
    bend_start: NDArray[np.int64]  # [streets + 1] where its points begin
    bend_latitude: NDArray[np.float64]  # [points]
    bend_longitude: NDArray[np.float64]  # [points]
    order: NDArray[np.int32]  # [junctions] in which they are contracted
    classes: tuple[str, ...] = CLASSES
    source: str = ""  # what it was made of

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return everything in it as arrays by name."""
        return {each.name: np.asarray(getattr(self, each.name)) for each in fields(self)}

    @property
    def digest(self) -> str:
        """The fingerprint of everything in it."""
        whole = hashlib.sha256()
        for name, values in sorted(self.arrays().items()):
            whole.update(f"{name} {values.dtype.str} {values.shape}".encode())
            whole.update(np.ascontiguousarray(values).tobytes())
        return whole.hexdigest()

    @property
    def pieces(self) -> list[int]:
        """How many junctions each piece has, the largest first."""
        return [int(count) for count in np.bincount(self.piece)]


def build(ways: Ways, *, source: str = "", smallest_piece: int = SMALLEST_PIECE) -> Network:
    """Return the streets of the ways; the order of contraction is still as they come.

    Raises:
        RoadsUnusable: where nothing is left from where one could come back.
    """
    streets = _cut(ways)
    junctions, ends_at = np.unique(streets.nodes, return_inverse=True)
    tail, head = ends_at.reshape(2, -1)
    direction = ways.direction[streets.way]
    forward, backward = direction != BACKWARD, direction != FORWARD
    piece = _pieces(len(junctions), tail, head, forward, backward, smallest_piece)
    kept = np.flatnonzero((piece[tail] >= 0) & (piece[tail] == piece[head]))
    if not len(kept):
        raise RoadsUnusable("there is no road that leads anywhere and back")
    stay, ends_at = np.unique(np.concatenate([tail[kept], head[kept]]), return_inverse=True)
    tail, head = ends_at.reshape(2, -1)
    where = np.zeros(len(junctions), np.int64)
    where[np.searchsorted(junctions, streets.nodes.ravel())] = streets.points.ravel()
    points, counts = _points(*streets.points[:, kept])
    way = streets.way[kept]
    return Network(
        latitude=ways.latitude[where[stay]],
        longitude=ways.longitude[where[stay]],
        piece=piece[stay],
        tail=tail.astype(np.int32),
        head=head.astype(np.int32),
        length_m=streets.length_m[kept],
        road=ways.road[way],
        limit_kmh=ways.limit_kmh[way],
        forward=forward[kept],
        backward=backward[kept],
        bend_start=np.concatenate([[0], np.cumsum(counts)]),
        bend_latitude=ways.latitude[points],
        bend_longitude=ways.longitude[points],
        order=np.arange(len(stay), dtype=np.int32),
        source=source,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Streets:
    points: NDArray[np.int64]  # [2, streets] the first and the last point in the row of points
    nodes: NDArray[np.int64]  # [2, streets] their nodes
    way: NDArray[np.int64]  # [streets]
    length_m: NDArray[np.float64]  # [streets]


def _cut(ways: Ways) -> _Streets:
    """Cut ways where they meet; a street that ends where it begins is cut in the middle, too."""
    _, same, uses = np.unique(ways.node, return_inverse=True, return_counts=True)
    cut = uses[same] > 1
    cut[ways.start[:-1]] = cut[ways.start[1:] - 1] = True
    first, last, _ = _between(ways, cut)
    round_again = ways.node[first] == ways.node[last]
    cut[(first[round_again] + last[round_again]) // 2] = True
    first, last, way = _between(ways, cut)
    along = np.concatenate([[0.0], np.cumsum(metres_along(ways.latitude, ways.longitude))])
    points = np.stack([first, last])
    return _Streets(points, ways.node[points], way, along[last] - along[first])


def _between(
    ways: Ways, cut: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the first and last point, and the way, of what lies between two cuts of one way."""
    at = np.flatnonzero(cut)
    way = np.searchsorted(ways.start, at, side="right") - 1
    together = way[:-1] == way[1:]
    return at[:-1][together], at[1:][together], way[:-1][together]


def metres_along(latitude: NDArray[Any], longitude: NDArray[Any]) -> NDArray[np.float64]:
    """Return the metres from each point of a row to the next."""
    lat, lon = np.radians(latitude), np.radians(longitude)
    half = np.sin(np.diff(lat) / 2.0) ** 2
    half += np.cos(lat[:-1]) * np.cos(lat[1:]) * np.sin(np.diff(lon) / 2.0) ** 2
    metres: NDArray[np.float64] = 2.0 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    return metres


def _points(
    first: NDArray[np.int64], last: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return all points from each first to its last in a row, and how many each has."""
    counts = last - first + 1
    begins = np.cumsum(counts) - counts
    return np.arange(counts.sum()) + np.repeat(first - begins, counts), counts


def _pieces(
    junctions: int,
    tail: NDArray[np.int64],
    head: NDArray[np.int64],
    forward: NDArray[np.bool_],
    backward: NDArray[np.bool_],
    smallest: int,
) -> NDArray[np.int32]:
    """Return for each junction its piece, 0 for the largest, or -1 where that is too small."""
    # Only the reading of an extract needs it, and every process loads this module.
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    origins = np.concatenate([tail[forward], head[backward]])
    destinations = np.concatenate([head[forward], tail[backward]])
    graph = csr_array(
        (np.ones(len(origins), np.bool_), (origins, destinations)), shape=(junctions, junctions)
    )
    count, label = connected_components(graph, connection="strong")
    sizes = np.bincount(label, minlength=count)
    by_size = np.argsort(-sizes, kind="stable")
    number = np.empty(count, np.int32)
    number[by_size] = np.arange(count)
    number[(sizes < smallest) & (number > 0)] = -1
    piece: NDArray[np.int32] = number[label]
    return piece


def save(network: Network, path: Path) -> None:
    """Write the file; what stood there before stays whole until the new one is complete."""
    unfinished = path.with_name(f"{path.name}.part")
    with unfinished.open("wb") as stream:
        held = {"version": np.array(VERSION), "digest": np.array(network.digest)}
        np.savez(stream, allow_pickle=False, **held, **network.arrays())
    unfinished.replace(path)


def read(path: Path) -> Network:
    """Return the network of a file that `save` wrote.

    Raises:
        RoadsUnusable: where it is not there, of another version, or not as it was written.
    """
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as kept:
            arrays = {name: kept[name] for name in kept.files}
    except FileNotFoundError:
        raise RoadsUnusable(f"there is no file {path}") from None
    except (
        OSError,
        ValueError,
        EOFError,
        KeyError,
        zipfile.BadZipFile,
        zlib.error,
        TypeError,
        AttributeError,
    ):
        raise RoadsUnusable(f"{path} is no file of roads, or is damaged") from None
    version, digest = arrays.pop("version", None), arrays.pop("digest", None)
    if version is None or int(version) != VERSION or digest is None:
        raise RoadsUnusable(f"{path} is of another version; build it again")
    if set(arrays) != {each.name for each in fields(Network)}:
        raise RoadsUnusable(f"{path} is no file of roads, or is damaged")
    network = Network(
        **{name: values for name, values in arrays.items() if name not in {"classes", "source"}},
        classes=tuple(str(name) for name in arrays["classes"]),
        source=str(arrays["source"]),
    )
    if network.digest != str(digest):
        raise RoadsUnusable(f"{path} is damaged: it is not what was written")
    return network
