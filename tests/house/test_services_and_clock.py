"""Habits of the house that no linter knows."""

import ast
import re
from pathlib import Path

from tests.house.sources import ROOT, SOURCE, name, python_files, text, tree

READS_CLOCK = {"web", "api", "cli", "demo", "config"}


def service_files() -> list[Path]:
    return sorted([*SOURCE.glob("*/services.py"), *SOURCE.glob("*/services/*.py")])


def public_functions(path: Path) -> list[str]:
    return [
        node.name
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]


def test_the_clock_is_read_only_at_the_edges():
    offenders = [
        path.relative_to(ROOT).as_posix()
        for path in SOURCE.rglob("*.py")
        if path.relative_to(SOURCE).parts[0] not in READS_CLOCK | {"clock.py"}
        and path.name != "tasks.py"
        and re.search(r"\bclock\.now\(", text(path))
    ]
    assert offenders == []


def test_every_service_is_called_from_beyond_the_services():
    beyond = set(python_files("tests", "src/kaketsuke")).difference(service_files())
    called = {word for path in beyond for word in re.findall(r"\b\w+(?=\()", text(path))}
    uncalled = [
        f"{name(path)}: {function}"
        for path in service_files()
        for function in public_functions(path)
        if function not in called
    ]
    assert uncalled == []


def test_every_environment_variable_is_documented():
    told = text(ROOT / "docs" / "operations.md")
    used = {
        name
        for path in SOURCE.rglob("*.py")
        for name in re.findall(r"KAKETSUKE_[A-Z_]+[A-Z]", text(path))
    }
    assert sorted(name for name in used if name not in told) == []


def test_every_command_is_documented():
    told = "".join(text(path) for path in [*ROOT.glob("docs/*.md"), ROOT / "README.md"])
    commands = set()
    for path in (SOURCE / "cli").glob("*.py"):
        commands.update(re.findall(r"add_parser\(\s*\"([a-z-]+)\"", text(path)))
    assert sorted(name for name in commands if name not in told) == []


def test_a_moment_becomes_a_day_in_japan_only():
    """`now.date()` is the day in Greenwich until nine in the morning: say `timezone.localdate`."""
    read_elsewhere = {"engine", "lab", "sheets", "cli", "clock.py"}
    offenders = [
        name(path)
        for path in python_files("src/kaketsuke")
        if path.relative_to(SOURCE).parts[0] not in read_elsewhere
        and re.search(r"\.date\(\)|ZoneInfo\(", text(path))
    ]
    assert offenders == []
