"""Is this file what it says? The parser that opens it is the judge, never its name or header.

Pure: bytes in, a media type out. Photos keep every byte (they are evidence); they are only ever
handed out as attachments under a sandbox.
"""

import io
import warnings
from typing import Final

import pypdf
from PIL import Image, UnidentifiedImageError

MOST_BYTES: Final = 10 * 1024 * 1024
MOST_PIXELS: Final = 40_000_000
MOST_PAGES: Final = 100
IMAGES: Final = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
# What a document may hold so that opening it does something by itself.
ACTS_BY_ITSELF: Final = ("/OpenAction", "/AA", "/AcroForm", "/Names")
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
            with Image.open(io.BytesIO(content), formats=tuple(IMAGES)) as photo:
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
        root = reader.root_object
        if any(name in root for name in ACTS_BY_ITSELF if name != "/Names"):
            raise NotEvidence("acts")
        names = root.get("/Names")
        kept = names.get_object() if names is not None else {}
        if any(name in kept for name in ("/JavaScript", "/EmbeddedFiles")):
            raise NotEvidence("acts")
        if any("/AA" in page for page in reader.pages):
            raise NotEvidence("acts")
    except NotEvidence:
        raise
    except Exception as error:  # as above
        raise NotEvidence("damaged") from error
    return "application/pdf"
