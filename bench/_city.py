"""A made city: main roads on a grid, in each block streets that join them at few places, rivers."""

from typing import Any, Final

import numpy as np

from kaketsuke.engine.travel.roads import extract, network, provider

BLOCK_M, LOCAL = 900.0, 18  # side of a block, streets each way in it
RIVER: Final = 4  # so many blocks apart a river or railway, bridged by every second main road
NORTH: Final = 1 / 111_195
EAST: Final = NORTH / 0.814
CORNER: Final = np.array([35.5, 139.5])


class _Drawing:
    """Ways as they are drawn; a point stands at most once at any place."""

    def __init__(self) -> None:
        self.points: list[tuple[float, float]] = []
        self.number: dict[tuple[int, int], int] = {}
        self.nodes: list[int] = []
        self.starts: list[int] = []
        self.roads: list[int] = []
        self.directions: list[int] = []

    def point(self, x: float, y: float) -> int:
        key = (round(x), round(y))
        if key not in self.number:
            self.number[key] = len(self.points)
            self.points.append((x, y))
        return self.number[key]

    def way(self, road: str, direction: int, *nodes: int) -> None:
        self.starts.append(len(self.nodes))
        self.nodes += nodes
        self.roads.append(extract.NUMBER[road])
        self.directions.append(direction)

    def ways(self) -> extract.Ways:
        xy = np.array(self.points)[self.nodes]
        return extract.Ways(
            start=np.array([*self.starts, len(self.nodes)], np.int64),
            node=np.array(self.nodes, np.int64),
            latitude=CORNER[0] + xy[:, 1] * NORTH,
            longitude=CORNER[1] + xy[:, 0] * EAST,
            road=np.array(self.roads, np.uint8),
            limit_kmh=np.zeros(len(self.roads), np.uint8),
            direction=np.array(self.directions, np.int8),
        )


def city(blocks: int, seed: int = 1) -> network.Network:
    """Some 300 junctions a block, ready to be asked."""
    chance, drawing = np.random.default_rng(seed), _Drawing()
    step = BLOCK_M / (LOCAL + 1)
    for row in range(blocks + 1):
        for column in range(blocks):
            road = "primary" if row % 4 == 0 else "secondary"
            along = [(column * BLOCK_M + at * step, row * BLOCK_M) for at in range(LOCAL + 2)]
            if column % RIVER == 2 and row % 2:
                along = along[1:]  # no bridge
            drawing.way(road, extract.BOTH, *(drawing.point(x, y) for x, y in along))
            drawing.way(road, extract.BOTH, *(drawing.point(y, x) for x, y in along))
    for row in range(blocks):
        for column in range(blocks):
            banks = {side for side, at in ((0, column), (2, row)) if at % RIVER == 2}
            _block(drawing, chance, column * BLOCK_M, row * BLOCK_M, banks)
    built = network.build(drawing.ways(), source=f"a made city of {blocks} by {blocks} blocks")
    return provider.ordered(built)


def _block(
    drawing: _Drawing, chance: np.random.Generator, x: float, y: float, banks: set[int]
) -> None:
    """Streets between neighbouring corners, of which some are missing; few reach the main roads."""
    step = BLOCK_M / (LOCAL + 1)
    doors = {
        (side, int(at)) for side in {0, 1, 2, 3} - banks for at in chance.integers(1, LOCAL + 1, 2)
    }
    for i in range(LOCAL + 1):
        for j in range(1, LOCAL + 1):
            at_edge = i in {0, LOCAL}
            for turned in (False, True):
                side = 2 * turned + (i == LOCAL)
                if (side, j) not in doors if at_edge else chance.random() > 0.66:
                    continue
                ends = ((i, j), (i + 1, j))
                first, last = (
                    drawing.point(
                        *(x + step * (b if turned else a), y + step * (a if turned else b))
                    )
                    for a, b in ends
                )
                one_way = not at_edge and chance.random() < 0.15
                direction = extract.FORWARD if one_way else extract.BOTH
                drawing.way("residential", direction, first, last)


def places(built: network.Network, count: int, seed: int) -> Any:
    """Places near streets all over the city, some tens of metres off."""
    chance = np.random.default_rng(seed)
    near = chance.integers(0, len(built.latitude), count)
    rows = np.column_stack([built.latitude[near], built.longitude[near]])
    return rows + chance.normal(0.0, 30 * NORTH, rows.shape)
