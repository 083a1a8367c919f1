"""Habits of the house that no linter knows."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "kaketsuke"
READS_CLOCK = {"web", "api", "cli", "demo", "config"}


def service_files() -> list[Path]:
    return sorted([*SOURCE.glob("*/services.py"), *SOURCE.glob("*/services/*.py")])


def public_functions(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]


def test_the_clock_is_read_only_at_the_edges():
    offenders = [
        path.relative_to(ROOT).as_posix()
        for path in SOURCE.rglob("*.py")
        if path.relative_to(SOURCE).parts[0] not in READS_CLOCK | {"clock.py"}
        and path.name != "tasks.py"
        and re.search(r"\bclock\.now\(", path.read_text(encoding="utf-8"))
    ]
    assert offenders == []


def test_every_service_is_called_by_a_test():
    called = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in (ROOT / "tests", SOURCE)
        for path in folder.rglob("*.py")
        if path not in service_files()
    )
    uncalled = [
        f"{path.relative_to(SOURCE).as_posix()}: {function}"
        for path in service_files()
        for function in public_functions(path)
        if not re.search(rf"\b{function}\(", called)
    ]
    assert uncalled == []


def test_every_environment_variable_is_documented():
    told = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    used = {
        name
        for path in SOURCE.rglob("*.py")
        for name in re.findall(r"KAKETSUKE_[A-Z_]+[A-Z]", path.read_text(encoding="utf-8"))
    }
    assert sorted(name for name in used if name not in told) == []


def test_every_command_is_documented():
    told = "".join(
        path.read_text(encoding="utf-8") for path in [*ROOT.glob("docs/*.md"), ROOT / "README.md"]
    )
    commands = set()
    for path in (SOURCE / "cli").glob("*.py"):
        commands.update(
            re.findall(r"add_parser\(\s*\"([a-z-]+)\"", path.read_text(encoding="utf-8"))
        )
    assert sorted(name for name in commands if name not in told) == []
