"""What people type: money in a field that reads it as it is meant."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

from django import forms

from kaketsuke import web
from kaketsuke.web.fields import YenField

TEMPLATES = sorted((Path(web.__path__[0]) / "templates").rglob("*.html"))
# An input of the template's own for an amount, or any box that the scroll wheel changes.
MONEY_BOX = re.compile(r'<input[^>]*\bname="\w*yen"(?![^>]*hidden)|type="number"')


def fields_of_pages() -> Iterator[tuple[str, forms.Field]]:
    """Yield every field that a form of the pages declares, by its form and name."""
    for module in pkgutil.walk_packages(web.__path__, f"{web.__name__}."):
        importlib.import_module(module.name)
    found, left = set(), [forms.Form]
    while left:
        for form in left.pop().__subclasses__():
            if form not in found:
                found.add(form)
                left.append(form)
    for form in sorted(found, key=lambda each: (each.__module__, each.__name__)):
        if form.__module__.startswith(web.__name__):
            for name, field in form.base_fields.items():
                yield f"{form.__module__}.{form.__name__}.{name}", field


def test_money_is_typed_into_a_field_that_reads_any_width_and_no_wheel_changes() -> None:
    amounts = {
        name: field
        for name, field in fields_of_pages()
        if name.endswith("_yen") and not field.widget.is_hidden
    }
    assert amounts
    assert [name for name, field in amounts.items() if not isinstance(field, YenField)] == []
    by_hand = [path.name for path in TEMPLATES if MONEY_BOX.search(path.read_text("utf-8"))]
    assert by_hand == []
