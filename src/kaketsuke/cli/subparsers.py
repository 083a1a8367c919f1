"""What each command adds its own parser to."""

import argparse

Subparsers = argparse._SubParsersAction  # noqa: SLF001 - argparse names the type nowhere else
