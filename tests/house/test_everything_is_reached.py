"""What nobody calls is not kept: every name is reached from where the product starts.

The walk begins at what runs without being called by our own code (bodies of modules, tasks, tags,
tables of pages, commands, set-up) and follows what each reached function or class mentions. A name
that only tests, benches or other unreached names call is found: use it, or take it away.
"""

import ast
import gc
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.house.sources import ROOT, SOURCE, name, python_files, text, tree

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
Name = tuple[str, str]
# Decorators that hand a function on: to the queue, the templates, the API, a column's look-ups.
HANDS_ON = {
    *("task", "periodic", "simple_tag", "filter", "inclusion_tag", "tag"),
    *("get", "post", "exception_handler", "register_lookup"),
}
# What a module's name promises: Django and the command line call these by themselves.
CALLED_BY_NAME = {
    r"kaketsuke\.cli\.\w+": r"register",
    r"kaketsuke\.cli\.main": r"main",
    r"kaketsuke\.\w+\.apps": r"\w+",
    r"kaketsuke\.\w+\.migrations\.\w+": r"\w+",
}
# `(module, name)` with the reason why it stays although nothing in the product reaches it.
KEPT: dict[Name, str] = {
    ("kaketsuke.engine.one_by_one", "rolling_assignment"): (
        "the rule of many desks, which tests and ./script/bench hold the plan against"
    ),
}
FULL_NAME = re.compile(r"kaketsuke(?:\.\w+)+(?::\w+)?")


@dataclass
class Module:
    """What a module defines, what it brings in under which full name, and what it runs itself."""

    name: str
    defined: dict[str, Definition] = field(default_factory=dict)
    brought: dict[str, str] = field(default_factory=dict)
    runs: list[ast.AST] = field(default_factory=list)


def read(path: Path) -> Module:
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    module = Module(".".join(parts).removesuffix(".__init__"))
    for node in tree(path).body:
        match node:
            case ast.ImportFrom() | ast.Import():
                module.brought |= names_brought(node)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                module.defined[node.name] = node
                module.runs += node.decorator_list
                if is_handed_on(node) or is_called_by_name(module.name, node.name):
                    module.runs.append(node)
            case ast.Assign(targets=[ast.Name(id="__all__")]):
                pass
            case _:
                module.runs.append(node)
    return module


def names_brought(node: ast.Import | ast.ImportFrom) -> dict[str, str]:
    if isinstance(node, ast.Import):
        # `import a.b` binds `a`; its dotted mentions are full names already.
        return {each.asname: each.name for each in node.names if each.asname}
    return {each.asname or each.name: f"{node.module}.{each.name}" for each in node.names}


def is_handed_on(node: Definition) -> bool:
    decorators = [each.func if isinstance(each, ast.Call) else each for each in node.decorator_list]
    return any(isinstance(each, ast.Attribute) and each.attr in HANDS_ON for each in decorators)


def is_called_by_name(module: str, name: str) -> bool:
    return any(
        re.fullmatch(where, module) and re.fullmatch(called, name)
        for where, called in CALLED_BY_NAME.items()
    )


@cache
def modules() -> dict[str, Module]:
    found = {module.name: module for module in map(read, python_files("src/kaketsuke"))}
    gc.freeze()  # all these trees stay; the walk over them need not be interrupted to look at them
    return found


def mentioned(node: ast.AST, module: Module) -> set[str]:
    """Return the full names of the house that a piece of code mentions, and some more."""
    written: set[str] = set()
    strings: list[str] = []
    names = module.brought | {each: f"{module.name}.{each}" for each in module.defined}
    for each in ast.walk(node):
        if isinstance(each, ast.Name | ast.Attribute):
            written.add(dotted(each))
        elif isinstance(each, ast.Constant) and "kaketsuke" in str(each.value):
            strings += FULL_NAME.findall(str(each.value))
        elif isinstance(each, ast.ImportFrom | ast.Import):
            names |= names_brought(each)
    parted = [each.partition(".") for each in written]
    full = {f"{names.get(first, first)}{dot}{rest}" for first, dot, rest in parted}
    return full.union(each.replace(":", ".") for each in strings)


def dotted(node: ast.AST) -> str:
    """Return `a.b.c` as it is written, and nothing for what does not begin with a name."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def defined_as(full_name: str) -> Name | None:
    """Return where a full name is defined, through the packages that hand it on."""
    parts = full_name.split(".")
    for count in range(len(parts) - 1, 0, -1):
        module = modules().get(".".join(parts[:count]))
        if module is not None:
            break
    else:
        return None
    name, rest = parts[count], parts[count + 1 :]
    if name in module.defined:
        return module.name, name
    handed_on = ".".join([module.brought.get(name, full_name), *rest])
    return defined_as(handed_on) if handed_on != full_name and name in module.brought else None


def named_in_scripts() -> Iterator[str]:
    """Yield what the scripts of the house mention of it: they set up and start the product."""
    for path in (ROOT / "script").iterdir():
        brought = {
            name: f"{package}.{name}"
            for package, names in re.findall(r"from (kaketsuke[\w.]*) import ([\w, ]+)", text(path))
            for name in names.split(", ")
        }
        for first, rest in re.findall(r"\b(\w+)\.(\w+)\(", text(path)):
            if first in brought:
                yield f"{brought[first]}.{rest}"


def reached() -> set[Name]:
    found: set[Name] = set()
    waiting = set(named_in_scripts())
    for module in modules().values():
        waiting |= set().union(*(mentioned(node, module) for node in module.runs))
    seen = set(waiting)
    while waiting:
        name = defined_as(waiting.pop())
        if name is not None and name not in found:
            found.add(name)
            module = modules()[name[0]]
            fresh = mentioned(module.defined[name[1]], module) - seen
            waiting |= fresh
            seen |= fresh
    return found


def test_every_name_is_reached_from_where_the_product_starts():
    run_by_themselves = {
        (module.name, name)
        for module in modules().values()
        for name, node in module.defined.items()
        if node in module.runs
    }
    every = {(module.name, name) for module in modules().values() for name in module.defined}
    assert sorted(every - run_by_themselves - reached()) == sorted(KEPT)


def test_every_property_is_read():
    words = {
        word
        for ending in ("html", "txt", "js", "typ")
        for path in SOURCE.rglob(f"*.{ending}")
        for word in re.findall(r"\w+", text(path))
    }
    properties: dict[str, str] = {}
    for path in python_files("src/kaketsuke"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute):
                words.add(node.attr)
            elif isinstance(node, ast.FunctionDef) and "property" in map(
                dotted, node.decorator_list
            ):
                properties[node.name] = name(path)
    assert {each: where for each, where in properties.items() if each not in words} == {}
