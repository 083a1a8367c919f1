"""The command `kaketsuke`."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from typing import Final, NoReturn

# Which module of this room has a command. Only the module of the command asked for is imported:
# `decide` and `terms parse` start without the framework and the database.
COMMANDS: Final[dict[str, str]] = {
    "decide": "decide",
    "terms": "terms",
    "up": "processes",
    "demo": "processes",
    "migrate": "processes",
    "manage": "processes",
    "database": "processes",
    "audit": "audit",
    "backup": "backups",
    "restore": "backups",
    "forget": "backups",
    "keys": "keys",
    "engine": "engine",
    "lab": "lab",
    "roads": "roads",
    "residents": "residents",
    "world": "world",
    "play": "world",
}


INTERRUPTED: Final = 130  # what shells give a command that Ctrl-C ended


class OneLineParser(argparse.ArgumentParser):
    """Says what is wrong with a command line in one line, as every other fault is said."""

    def error(self, message: str) -> NoReturn:
        """End with 2; the usage is one --help away."""
        self.exit(2, f"{self.prog}: {message} (see {self.prog} --help)\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; without one, say what there is."""
    words = sys.argv[1:] if argv is None else list(argv)
    parser = _parser(words)
    if not words:
        parser.print_help()
        return 0
    args = parser.parse_args(words)
    try:
        code = int(args.run(args))
        sys.stdout.flush()
    except BrokenPipeError:
        return _left_by_reader()
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def _left_by_reader() -> int:
    """Whoever read the output has enough; keep the interpreter quiet about it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1


def _parser(words: Sequence[str]) -> OneLineParser:
    """The command asked for, or all of them for whoever asks what there is."""
    parser = OneLineParser(prog="kaketsuke")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    asked = COMMANDS.get(words[0]) if words else None
    for name in [asked] if asked else dict.fromkeys(COMMANDS.values()):
        importlib.import_module(f"kaketsuke.cli.{name}").register(subparsers)
    return parser


if __name__ == "__main__":
    sys.exit(main())
