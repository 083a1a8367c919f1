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


# Where the server tells what is wrong beside the field, no bubble of the browser stands before it.
# A phone at a door may be without a signal: there the page itself asks first.
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
TOLD_BESIDE = re.compile(r"components/(field|error_summary)\.html|decision_fields\.html")
# From so many letters on people paste.
LONG = 100


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
    by_hand = [path.name for path in TEMPLATES if MONEY_BOX.search(_text(path))]
    assert by_hand == []


def test_no_box_cuts_a_long_text_while_it_is_pasted() -> None:
    cut = [
        name
        for name, field in fields_of_pages()
        if isinstance(field, forms.CharField)
        and ((field.max_length or 0) >= LONG or isinstance(field.widget, forms.Textarea))
        and "maxlength" in field.widget.attrs
        and not name.endswith(".email")  # no address is as long
    ]
    assert sorted(cut) == []
    assert [
        path.name for path in TEMPLATES if re.search(r"<textarea[^>]*maxlength", _text(path))
    ] == []


def test_what_the_server_tells_no_browser_tells_before_it() -> None:
    left = [
        f"{path.parent.name}/{path.name}"
        for path in TEMPLATES
        if "field" not in path.parts
        for form in FORM.findall(_text(path))
        if 'method="post"' in form and TOLD_BESIDE.search(form) and "novalidate" not in form
    ]
    assert left == []


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
