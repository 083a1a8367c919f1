"""The files of the house, each read and parsed once for all tests of a process."""

import ast
import gc
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "kaketsuke"


@cache
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    # Trees stay until the process ends: looking for garbage among them takes longer than parsing.
    gc.disable()
    try:
        return ast.parse(text(path))
    finally:
        gc.enable()


@cache
def python_files(*folders: str) -> list[Path]:
    """Every Python file below these folders of the root."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
