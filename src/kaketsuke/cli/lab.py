"""`lab`: invented nights under the old rule and the new one, so that anyone may repeat them."""

import argparse
import json
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from kaketsuke.cli.subparsers import Subparsers
    from kaketsuke.lab.comparing import Comparison

CANNOT_WRITE: Final = 2
TITLES: Final = {
    "door_mean": ("time to the door, mean", "min"),
    "door_p90": ("time to the door, 9 of 10", "min"),
    "longest_wait": ("longest wait", "min"),
    "until_yes": ("until somebody says yes", "min"),
    "asked": ("technicians asked a case", ""),
    "firms_in_vain": ("firms asked in vain a case", ""),
}


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the commands of this module."""
    lab = subparsers.add_parser("lab", help="try rules on invented nights")
    questions = lab.add_subparsers(required=True, metavar="EXPERIMENT")
    night = questions.add_parser(
        "night", help="nearest first one by one against waves, on the same nights"
    )
    night.add_argument("--seed", type=_at_least(0), default=1, help="of the first night")
    night.add_argument("--replications", type=_at_least(1), default=10, help="how many nights")
    night.add_argument("--cases", type=_at_least(1), default=300, help="of each night")
    night.add_argument("--processes", type=_at_least(1), default=1, help="nights side by side")
    night.add_argument("--plot", metavar="FILE.svg", help="draw the times to the door")
    night.add_argument("--json", action="store_true", help="print one JSON object")
    night.set_defaults(run=run_night)


def _at_least(least: int) -> "type[int]":
    def number(words: str) -> int:
        found = int(words)
        if found < least:
            raise argparse.ArgumentTypeError(f"must be {least} or more")
        return found

    return number  # type: ignore[return-value]  # argparse takes any callable


def run_night(args: argparse.Namespace) -> int:
    """Play, print, and draw where asked."""
    from kaketsuke.lab import comparing, nights, picture

    size = nights.Size(cases=args.cases)
    asked = {"replications": args.replications, "size": size}
    if args.processes > 1:
        with ProcessPoolExecutor(args.processes) as executor:
            found = comparing.compare(args.seed, executor=executor, **asked)
    else:
        found = comparing.compare(args.seed, **asked)
    if args.plot:
        try:
            Path(args.plot).write_text(picture.svg(found), encoding="utf-8")
        except OSError as fault:
            print(
                f"kaketsuke lab night: cannot write {args.plot}: {fault.strerror}", file=sys.stderr
            )
            return CANNOT_WRITE
    print(json.dumps(found.to_json()) if args.json else _table(found))
    return 0


def _table(found: "Comparison") -> str:
    first, second = found.names[0], found.names[-1]
    head = f"{'':28}{first:>18}{second:>18}{'difference':>22}"
    rows = [head]
    for name, (title, unit) in TITLES.items():
        scale = 60.0 if unit else 1.0
        old, new, gap = found.of(first, name), found.of(second, name), found.difference(name)
        told = f"{gap.mean / scale:+.2f} ± {gap.half_width / scale:.2f}"
        rows.append(
            f"{title:28}{old.mean / scale:>18.2f}{new.mean / scale:>18.2f}{told:>22} {unit}"
        )
    return "\n".join(rows)
