"""Collects translatable words from code and templates, without system tools.

Source words are Japanese; the catalogue holds their English. Sorted, without line numbers, so that
a change of code shows in it only where words changed.
"""

import sys
from io import BytesIO
from pathlib import Path

import polib
from babel.messages.extract import extract
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parents[2] / "src" / "kaketsuke"
CATALOGUE = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
Message = tuple[str | None, str, str | None]


def messages_of(path: Path) -> set[Message]:
    """Return (context, singular, plural) of every translatable word in a file."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        # What is left is Python only in its calls: indentation would stop the tokenizer.
        text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())
    found: set[Message] = set()
    for _line, words, _comments, context in extract(
        "python", BytesIO(text.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"}
    ):
        singular, plural = (words, None) if isinstance(words, str) else (words[0], words[1])
        if singular:
            found.add((context, singular, plural))
    return found


def collected() -> list[Message]:
    """Return every translatable word of the product, sorted."""
    files = [
        path
        for pattern in ("*.py", "*.html")
        for path in SOURCE.rglob(pattern)
        if "migrations" not in path.parts
    ]
    found = set[Message]().union(*(messages_of(path) for path in files))
    return sorted(found, key=lambda each: (each[1], each[0] or ""))


def catalogue() -> polib.POFile:
    """Return the English catalogue as it stands."""
    if CATALOGUE.exists():
        return polib.pofile(str(CATALOGUE), wrapwidth=0)
    return polib.POFile(wrapwidth=0)


def updated() -> polib.POFile:
    """Return the catalogue with exactly the words in use, translations kept."""
    known = {(entry.msgctxt, entry.msgid): entry for entry in catalogue()}
    fresh = polib.POFile(wrapwidth=0)
    fresh.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": "en",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for context, singular, plural in collected():
        old = known.get((context, singular))
        entry = polib.POEntry(msgctxt=context, msgid=singular)
        if plural is None:
            entry.msgstr = old.msgstr if old else ""
        else:
            entry.msgid_plural = plural
            entry.msgstr_plural = old.msgstr_plural if old else {0: "", 1: ""}
        fresh.append(entry)
    return fresh


def is_empty(entry: polib.POEntry) -> bool:
    """Return whether the entry lacks its English."""
    texts = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
    return not all(texts)


def main() -> int:
    """Write the catalogue, or with --check say whether it is complete."""
    fresh = updated()
    missing = [entry.msgid for entry in fresh if is_empty(entry)]
    if "--check" in sys.argv:
        same = str(fresh) == str(catalogue())
        sys.stdout.write(
            f"{'up to date' if same else 'out of date'}, {len(missing)} untranslated\n"
        )
        return 0 if same and not missing else 1
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    fresh.save(str(CATALOGUE))
    sys.stdout.write(f"{len(fresh)} entries, {len(missing)} untranslated\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
