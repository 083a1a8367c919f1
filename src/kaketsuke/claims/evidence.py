"""Is this file what it says? The parser that opens it is the judge, never its name or header.

Pure: bytes in, a media type out. Photos keep every byte (they are evidence); they are only ever
handed out as attachments under a sandbox.
"""

import io
import warnings
from collections.abc import Iterator
from types import NoneType
from typing import Final

import pypdf
from PIL import Image, UnidentifiedImageError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

MOST_BYTES: Final = 10 * 1024 * 1024
MOST_PIXELS: Final = 40_000_000
MOST_PAGES: Final = 100
MOST_OBJECTS: Final = 50_000
PARSERS: Final = ("JPEG", "PNG", "WEBP")
# A phone's picture with a second one behind it (depth, brightness) is what `MPO` names.
IMAGES: Final = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
}
# What a document holds so that it does something, takes typing or carries other files, wherever
# in it that stands. A link to a page is none of these.
ACTING: Final = frozenset(
    {"/AA", "/AcroForm", "/XFA", "/JavaScript", "/JS", "/EmbeddedFiles", "/EF"}
)
ACTIONS: Final = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE"})
CARRYING: Final = frozenset({"/RichMedia", "/FileAttachment", "/Movie", "/Screen", "/3D", "/Sound"})
ENDINGS: Final = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "application/pdf": "pdf",
}


class NotEvidence(ValueError):
    """The file cannot be kept; `code` says why: large, unknown, damaged, acts."""

    def __init__(self, code: str) -> None:
        """Keep the reason as a code; a page says it in words."""
        super().__init__(code)
        self.code = code


def media_type_of(content: bytes) -> str:
    """Return what kind of photo or document it is, after its parser has read it.

    Raises NotEvidence for anything too large, unknown, damaged, or able to act by itself.
    """
    if len(content) > MOST_BYTES:
        raise NotEvidence("large")
    if content.startswith(b"%PDF-"):
        return _document(content)
    return _photo(content)


def _photo(content: bytes) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=PARSERS) as photo:
                kind = IMAGES[str(photo.format)]
                if photo.width * photo.height > MOST_PIXELS:
                    raise NotEvidence("large")
                photo.load()
    except UnidentifiedImageError as error:
        raise NotEvidence("unknown") from error
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise NotEvidence("large") from error
    except NotEvidence:
        raise
    except Exception as error:  # a hostile file makes its parser fail in ways nobody lists
        raise NotEvidence("damaged") from error
    return kind


def _document(content: bytes) -> str:
    try:
        reader = pypdf.PdfReader(io.BytesIO(content), strict=True)
        if reader.is_encrypted:
            raise NotEvidence("damaged")
        if not 0 < len(reader.pages) <= MOST_PAGES:
            raise NotEvidence("large" if len(reader.pages) else "damaged")
        if any(map(_acts, _dictionaries(reader))):
            raise NotEvidence("acts")
    except NotEvidence:
        raise
    except Exception as error:  # as above
        raise NotEvidence("damaged") from error
    return "application/pdf"


def _dictionaries(reader: pypdf.PdfReader) -> Iterator[DictionaryObject]:
    """Yield every dictionary that is reached from the document's root, each once."""
    seen: set[int] = set()
    waiting: list[object] = [reader.root_object]
    while waiting:
        found = waiting.pop()
        if isinstance(found, IndirectObject):
            if found.idnum in seen:
                continue
            seen.add(found.idnum)
            if len(seen) > MOST_OBJECTS:
                raise NotEvidence("large")
            found = found.get_object()
        if isinstance(found, DictionaryObject):
            yield found
            waiting.extend(found.values())
        elif isinstance(found, ArrayObject):
            waiting.extend(found)


def _acts(found: DictionaryObject) -> bool:
    # Which page to show first is written as a place; anything else there is done on opening.
    opens = not isinstance(_value(found, "/OpenAction"), ArrayObject | NoneType)
    named = _value(found, "/S") in ACTIONS or _value(found, "/Subtype") in CARRYING
    return opens or named or not ACTING.isdisjoint(found)


def _value(found: DictionaryObject, name: str) -> object:
    kept = found.get(name)
    return kept.get_object() if isinstance(kept, IndirectObject) else kept
