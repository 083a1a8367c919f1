"""A template of this room and plain data become a PDF that every machine prints the same.

Data reach the template as data (`sys.inputs`), never as source: nothing that a person typed can be
read as a command. The documents are tagged and archivable (PDF/UA-1 and PDF/A-2a).
"""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from kaketsuke.printing import glyphs

TEMPLATES = Path(__file__).with_name("templates")


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(glyphs.FONT.parent)],
    )


def pdf(template: str, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """Return the document as PDF; the same data and moment give the same bytes.

    `template` is the name of a file in `templates` without its ending. `data` is what JSON can
    say; characters that the fonts lack are printed as 〓. `at` is aware: the document's own date.
    Raises: LookupError for an unknown template.
    """
    source = TEMPLATES / f"{template}.typ"
    if not source.is_file():
        raise LookupError(f"There is no template {template!r}.")
    written = typst.Compiler(
        str(source), root=str(TEMPLATES), font_paths=_fonts(), ignore_system_fonts=True
    ).compile(
        format="pdf",
        sys_inputs={"data": json.dumps(glyphs.all_printable(data), ensure_ascii=False)},
        pdf_standards=["ua-1", "a-2a"],
        timestamp=at.replace(microsecond=0),  # a document's date has seconds only
    )
    if not isinstance(written, bytes):
        raise TypeError("A PDF is one file.")
    return written
