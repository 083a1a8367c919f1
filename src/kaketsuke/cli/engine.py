"""`engine`: assignments and plans for instances on a file, so that anyone may check the engine."""

import argparse
import contextlib
import json
import lzma
import math
import signal
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from kaketsuke.cli.subparsers import Subparsers

MALFORMED: Final = 2
# Which arrays each question takes: the needed ones, then those that may be absent.
ARRAYS: Final = {
    "assign": (("cost",), ("feasible", "weight")),
    "plan": (("ready", "to_first", "between", "service"), ("feasible", "weight", "until")),
}
# What reading an archive may end with: broken, cut off, encrypted, or packed in an unknown way.
SPOILED: Final = (
    ValueError, EOFError, KeyError, MemoryError, RuntimeError, zipfile.BadZipFile, zlib.error,
    lzma.LZMAError,
)  # fmt: skip


class _Unusable(Exception):
    """The file cannot be used; the message is one sentence."""


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the commands of this module."""
    engine = subparsers.add_parser("engine", help="assign or plan an instance on a file")
    questions = engine.add_subparsers(required=True, metavar="QUESTION")
    assign = questions.add_parser("assign", help="one case each, exact")
    assign.add_argument("file", metavar="FILE.npz")
    assign.set_defaults(run=run_assign)
    plan = questions.add_parser("plan", help="queues of several cases each")
    plan.add_argument("file", metavar="FILE.npz")
    plan.add_argument("--seconds", type=_seconds, default=2.0, help="how long to search")
    plan.add_argument("--steps", type=_steps, help="search for so many steps, not by the clock")
    plan.add_argument("--seed", type=_seed, default=0, help="of the random numbers")
    plan.set_defaults(run=run_plan)


def _seconds(words: str) -> float:
    seconds = float(words)
    if not 0 < seconds < math.inf:
        raise argparse.ArgumentTypeError("must be more than 0 and finite")
    return seconds


def _steps(words: str) -> int:
    steps = int(words)
    if steps < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return steps


def _seed(words: str) -> int:
    seed = int(words)
    if seed < 0:
        raise argparse.ArgumentTypeError("must be 0 or more")
    return seed


def run_assign(args: argparse.Namespace) -> int:
    """Print the best assignment of one case each."""

    def answer(arrays: dict[str, Any]) -> dict[str, Any]:
        from kaketsuke.engine import assignment

        found = assignment.assign(arrays.pop("cost"), **arrays)
        return {
            "technician": list(found.technician),
            "total_seconds": found.total_seconds,
            "elapsed_seconds": found.elapsed_seconds,
        }

    return _answered("assign", args.file, answer)


def run_plan(args: argparse.Namespace) -> int:
    """Print the best plan found within the seconds."""

    def answer(arrays: dict[str, Any]) -> dict[str, Any]:
        from kaketsuke.engine import instances, plan

        instance = instances.Instance(**arrays)
        with _until_signalled() as stopped:
            found = plan.plan(
                instance, seconds=args.seconds, steps=args.steps, seed=args.seed, stopped=stopped
            )
        return {
            "queues": [list(queue) for queue in found.queues],
            "unserved": list(found.unserved),
            "total_response_seconds": found.total_response_seconds,
            "elapsed_seconds": found.elapsed_seconds,
        }

    return _answered("plan", args.file, answer)


@contextlib.contextmanager
def _until_signalled() -> Iterator[Callable[[], bool]]:
    """Ctrl-C or a polite kill ends the search, not the command: the best plan is still printed."""
    signals: list[int] = []
    before = {
        each: signal.signal(each, lambda number, _: signals.append(number))
        for each in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield lambda: bool(signals)
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _answered(question: str, name: str, answer: Callable[[dict[str, Any]], dict[str, Any]]) -> int:
    """Read, solve and print; 2 with one line on stderr where the instance is malformed."""
    from kaketsuke.engine.instances import MalformedInstance

    try:
        print(json.dumps(answer(_arrays(question, name))))
    except (_Unusable, MalformedInstance) as fault:
        line = " ".join(str(fault).split())
        print(f"kaketsuke engine {question}: {line}", file=sys.stderr)
        return MALFORMED
    return 0


def _arrays(question: str, name: str) -> dict[str, Any]:
    """Return the arrays of the file by name; nothing but the known ones, none of objects."""
    import numpy as np

    needed, optional = ARRAYS[question]
    try:
        with open(name, "rb") as stream:  # noqa: PTH123 (also reads pipes such as /dev/stdin)
            kept = np.load(stream, allow_pickle=False)
            if not isinstance(kept, np.lib.npyio.NpzFile):
                raise _Unusable("the file holds one array, not several by name (.npz)")
            unknown = sorted(set(kept.files) - {*needed, *optional})
            missing = [each for each in needed if each not in kept.files]
            if unknown or missing:
                kind = "unknown" if unknown else "missing"
                raise _Unusable(f"{kind} array: {', '.join(unknown or missing)}")
            return {each: kept[each] for each in kept.files}
    except OSError as fault:
        raise _Unusable(f"cannot read the file: {fault.strerror or 'no .npz file'}") from None
    except SPOILED as fault:
        raise _Unusable(f"cannot read the arrays: {fault}") from None
