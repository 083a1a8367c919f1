"""`world` and `play`: what the demo is made of and the case it plays. Called by `demo`."""

import argparse
import os

from kaketsuke.cli import processes
from kaketsuke.cli.subparsers import Subparsers
from kaketsuke.runtime import product

SEED = 1  # any number; the world is the same every time for the same one


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the commands of this module."""
    world = subparsers.add_parser("world", help="build the demo world if it is absent")
    world.add_argument("--seed", type=int, default=SEED, help="the number it is built from")
    world.add_argument("--sign-ins", action="store_true", help="only print the ways to sign in")
    world.set_defaults(run=run_world)

    play = subparsers.add_parser("play", help="play one whole case through a running server")
    play.add_argument("base_url", help="where the demo serves")
    play.set_defaults(run=run_play)


def run_world(args: argparse.Namespace) -> int:
    """Build the world through services, or print its sign-ins."""
    with processes.said_plainly() as outcome, processes.database_expected():
        _set_up_django()
        from kaketsuke.demo import world

        with processes.tables_expected():
            if args.sign_ins:
                _print_sign_ins()
            else:
                world.ensure(args.seed)
                world.sign_the_record()
    return outcome.code


def _print_sign_ins() -> None:
    from kaketsuke.demo import world

    for way in world.sign_ins():
        print(way)
    print("\n  作業員のユーザー名は、打診のとき案件の画面に出る番号です（例: w-e01）")
    print("\n  電話をかけて試せる部屋（/console/ で番号を入力）")
    for call in world.situations():
        print(call)


def run_play(args: argparse.Namespace) -> int:
    """Play the case over HTTP alone and return 1 with the step that failed, if one did."""
    _set_up_django()
    from kaketsuke.demo import play

    return play.play(args.base_url)


def _set_up_django() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", product.SETTINGS)
    django.setup()
