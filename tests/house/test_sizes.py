"""Sizes are governed at the tail: that is where beauty is lost first."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "kaketsuke"
FILE_LINES, TEST_FILE_LINES, FUNCTION_LINES, TEMPLATE_LINES = 400, 600, 60, 160
# A path relative to the root, with the reason why it may be longer.
ALLOWED: dict[str, str] = {}


def python_files() -> list[Path]:
    found = [
        *SOURCE.rglob("*.py"),
        *(ROOT / "tests").rglob("*.py"),
        *(ROOT / "bench").rglob("*.py"),
    ]
    return [path for path in found if "migrations" not in path.parts]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_files_stay_short_enough_to_hold_in_the_head():
    too_long = {
        name(path): lines
        for path in python_files()
        if (lines := len(path.read_text(encoding="utf-8").splitlines()))
        > (TEST_FILE_LINES if "tests" in path.parts else FILE_LINES)
        and name(path) not in ALLOWED
    }
    assert too_long == {}


def test_functions_fit_on_a_screen():
    too_long = {
        f"{name(path)}:{node.lineno} {node.name}": length
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES
    }
    assert too_long == {}


def test_templates_stay_short():
    too_long = {
        name(path): lines
        for path in SOURCE.rglob("*.html")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > TEMPLATE_LINES
    }
    assert too_long == {}


@pytest.mark.parametrize("document", ["README.md", "README.ja.md"])
def test_the_way_in_stays_short(document: str):
    assert len((ROOT / document).read_text(encoding="utf-8").splitlines()) <= 130
