"""`roads`: build a file of roads from an OpenStreetMap extract, look into it, ask it for a way."""

import argparse
import json
import math
import os
import re
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kaketsuke.runtime import database, keys, product

if TYPE_CHECKING:
    from kaketsuke.cli.subparsers import Subparsers

UNUSABLE: Final = 2


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the commands of this module."""
    roads = subparsers.add_parser("roads", help="roads for travel times, from OpenStreetMap")
    commands = roads.add_subparsers(required=True, metavar="WHAT")
    build = commands.add_parser("build", help="make a file of roads from an extract")
    build.add_argument("file", metavar="FILE.osm.pbf", type=Path)
    build.add_argument("--out", type=Path, help="where to; beside the extract if absent")
    build.set_defaults(run=run_build)
    show = commands.add_parser("show", help="what a file of roads holds")
    show.add_argument("file", metavar="FILE.roads.npz", type=Path)
    show.set_defaults(run=run_show)
    learn = commands.add_parser("learn", help="let the completed trips correct travel times")
    learn.add_argument("--out", type=Path, required=True, metavar="FILE", help="where to")
    learn.set_defaults(run=run_learn)
    way = commands.add_parser("way", help="how long a way takes on these roads")
    way.add_argument("file", metavar="FILE.roads.npz", type=Path)
    way.add_argument("origin", metavar="LATITUDE,LONGITUDE", type=_place)
    way.add_argument("destination", metavar="LATITUDE,LONGITUDE", type=_place)
    way.add_argument("--at", type=_moment, help="when one sets out, with its offset; now if absent")
    way.set_defaults(run=run_way)


def _place(words: str) -> tuple[float, float]:
    numbers = re.fullmatch(r"\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*", words)
    if numbers is None or abs(float(numbers[1])) > 90 or abs(float(numbers[2])) > 180:
        raise argparse.ArgumentTypeError("write it as latitude,longitude, such as 35.69,139.70")
    return float(numbers[1]), float(numbers[2])


def _moment(words: str) -> datetime:
    try:
        moment = datetime.fromisoformat(words)
    except ValueError:
        raise argparse.ArgumentTypeError("write it as 2026-11-22T08:00+09:00") from None
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError("add the offset, such as 2026-11-22T08:00+09:00")
    return moment


def run_build(args: argparse.Namespace) -> int:
    """Read the extract, keep what can be driven, write one file and say what it holds."""

    def answer() -> dict[str, Any]:
        from kaketsuke.engine.travel.roads import extract, network, provider

        out = args.out or args.file.with_name(f"{args.file.name.split('.')[0]}.roads.npz")
        if not out.parent.is_dir():
            raise extract.RoadsUnusable(f"there is no directory {out.parent}")
        provider.ordering()
        built = network.build(extract.read(args.file), source=args.file.name)
        network.save(provider.ordered(built), out)
        return {"file": str(out), **_held(network.read(out))}

    return _answered("build", answer)


def run_show(args: argparse.Namespace) -> int:
    """Print what a file of roads holds."""

    def answer() -> dict[str, Any]:
        from kaketsuke.engine.travel.roads import network

        return _held(network.read(args.file))

    return _answered("show", answer)


def run_way(args: argparse.Namespace) -> int:
    """Print how long a way takes, and how far its ends lie from the roads."""

    def answer() -> dict[str, Any]:
        from kaketsuke import clock
        from kaketsuke.engine import travel
        from kaketsuke.engine.travel.roads import provider

        roads = provider.read(args.file)
        here, there = travel.places([args.origin]), travel.places([args.destination])
        moment = args.at or clock.now()
        seconds = float(roads.matrix(here, there, moment)[0, 0])
        straight = float(travel.LineByHour().matrix(here, there, moment)[0, 0])
        return {
            "seconds": _finite(seconds),
            "seconds_by_distance": round(straight, 3),
            "origin_m_from_road": _finite(float(roads.grid.snap(here).metres[0])),
            "destination_m_from_road": _finite(float(roads.grid.snap(there).metres[0])),
        }

    return _answered("way", answer)


def run_learn(args: argparse.Namespace) -> int:
    """Read the trips that positions are still kept of, and write down what they teach."""
    from kaketsuke.cli import processes

    try:
        with processes.database_expected():
            os.environ.update(keys.load_or_make(database.home(), data_exists=True))
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", product.SETTINGS)
            import django

            django.setup()
            from kaketsuke.accounts import context

            with processes.tables_expected(), context.as_system():
                return _answered("learn", lambda: _learned(args.out))
    except processes.CANNOT as error:
        print(f"kaketsuke: {error}", file=sys.stderr)
        return UNUSABLE


def _learned(out: Path) -> dict[str, Any]:
    from kaketsuke.dispatch import trips

    return {"file": str(out), **asdict(trips.learn(out))}


def _finite(number: float) -> float | None:
    """JSON knows no infinity: what cannot be reached is null."""
    return round(number, 3) if math.isfinite(number) else None


def _held(network: Any) -> dict[str, Any]:
    return {
        "source": network.source,
        "digest": network.digest,
        "junctions": len(network.latitude),
        "streets": len(network.tail),
        "kilometres": round(float(network.length_m.sum()) / 1000, 1),
        "pieces": network.pieces,
        "south_west": [round(float(each.min()), 5) for each in _sides(network)],
        "north_east": [round(float(each.max()), 5) for each in _sides(network)],
    }


def _sides(network: Any) -> tuple[Any, Any]:
    return network.bend_latitude, network.bend_longitude


def _answered(command: str, answer: Callable[[], dict[str, Any]]) -> int:
    """Print one JSON object; 2 with one line on stderr where a file cannot be used."""
    from kaketsuke.engine.travel.osrm import NoAnswer
    from kaketsuke.engine.travel.roads.extract import RoadsUnusable

    try:
        print(json.dumps(answer(), ensure_ascii=False))
    except (RoadsUnusable, NoAnswer, OSError) as fault:
        print(f"kaketsuke roads {command}: {' '.join(str(fault).split())}", file=sys.stderr)
        return UNUSABLE
    return 0
