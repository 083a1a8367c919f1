"""A sample of who serves where, read from the companies' names; it says of itself that it is one.

The official text names the companies and not their areas (F-3). Until the office has entered them,
the sample lets a postal code lead to one company.
"""

import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import lru_cache
from importlib import resources
from typing import Final

CODE: Final = 5


@lru_cache(maxsize=1)
def _words() -> dict[str, tuple[str, ...]]:
    """Return the beginnings of codes by the word in a company's name."""
    text = (
        resources.files("kaketsuke.parties").joinpath("data/sample_areas.toml").read_text("utf-8")
    )
    return {each["word"]: tuple(each["codes"]) for each in tomllib.loads(text)["sample"]}


def by_municipality(names: Collection[str], known_codes: Iterable[str]) -> dict[str, str]:
    """Return the company's name by the code of a municipality.

    A beginning is held against `known_codes`; a whole code of the table counts whether known or
    not. What two companies would claim by equally long beginnings is nobody's.
    """
    claimed: defaultdict[str, set[str]] = defaultdict(set)
    for word, codes in _words().items():
        bearers = [name for name in names if word in name]
        if len(bearers) == 1:
            for code in codes:
                claimed[code].add(bearers[0])
    whole = {code for code in claimed if len(code) == CODE}
    found = {}
    for code in sorted(whole | set(known_codes)):
        fitting = [begun for begun in claimed if code.startswith(begun)]
        claimants = claimed[max(fitting, key=len)] if fitting else set()
        if len(claimants) == 1:
            found[code] = next(iter(claimants))
    return found
