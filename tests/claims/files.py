"""Photos and documents as people send them, and as attackers do."""

import io
from typing import Any

import pypdf
from PIL import Image
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject


def photo(kind: str = "JPEG", size: tuple[int, int] = (40, 30), colour: str = "red") -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, colour).save(written, kind)
    return written.getvalue()


def document(pages: int = 1, *, javascript: bool = False, **root: Any) -> bytes:
    writer = pypdf.PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(200, 200)
    if javascript:
        kept = DictionaryObject({NameObject("/JavaScript"): DictionaryObject()})
        writer.root_object[NameObject("/Names")] = kept
    for name, value in root.items():
        writer.root_object[NameObject(f"/{name}")] = value
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def document_with_a_note(kind: str, action: str = "") -> bytes:
    """Return a page with one thing to press on it; what it does is kept elsewhere in the file."""
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(200, 200)
    note = DictionaryObject({NameObject("/Subtype"): NameObject(kind)})
    if action:
        named = writer._add_object(NameObject(action))
        note[NameObject("/A")] = DictionaryObject({NameObject("/S"): named})
    page[NameObject("/Annots")] = ArrayObject([writer._add_object(note)])
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def phone_photo() -> bytes:
    """Return a picture with a second one behind it, as many phones write it."""
    written = io.BytesIO()
    first, second = (Image.new("RGB", (40, 30), colour) for colour in ("red", "blue"))
    first.save(written, "MPO", save_all=True, append_images=[second])
    return written.getvalue()


def document_that_opens() -> bytes:
    action = DictionaryObject(
        {NameObject("/S"): NameObject("/URI"), NameObject("/URI"): TextStringObject("x")}
    )
    return document(OpenAction=action)


def locked_document() -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("secret", algorithm="RC4-128")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()
