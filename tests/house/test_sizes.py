"""Sizes are governed at the tail: that is where beauty is lost first."""

import ast
from pathlib import Path

import pytest

from tests.house.sources import ROOT, SOURCE, name, python_files, text, tree

FILE_LINES, TEST_FILE_LINES, FUNCTION_LINES, TEMPLATE_LINES = 400, 600, 60, 160
# A path relative to the root, with the reason why it may be longer.
ALLOWED: dict[str, str] = {}


def written_by_hand() -> list[Path]:
    found = python_files("src/kaketsuke", "tests", "bench")
    return [path for path in found if "migrations" not in path.parts]


def length(path: Path) -> int:
    return len(text(path).splitlines())


def test_files_stay_short_enough_to_hold_in_the_head():
    too_long = {
        name(path): lines
        for path in written_by_hand()
        if (lines := length(path)) > (TEST_FILE_LINES if "tests" in path.parts else FILE_LINES)
        and name(path) not in ALLOWED
    }
    assert too_long == {}


def test_functions_fit_on_a_screen():
    too_long = {
        f"{name(path)}:{node.lineno} {node.name}": lines
        for path in written_by_hand()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES
    }
    assert too_long == {}


def test_templates_stay_short():
    too_long = {
        name(path): lines
        for path in SOURCE.rglob("*.html")
        if (lines := length(path)) > TEMPLATE_LINES
    }
    assert too_long == {}


@pytest.mark.parametrize("document", ["README.md", "README.ja.md"])
def test_the_way_in_stays_short(document: str):
    assert length(ROOT / document) <= 130
