"""Collects translatable words from code and templates, without system tools.

Source words are Japanese; one catalogue holds the English of all of them, another the easy Japanese
of those that residents read. Sorted, without line numbers, so that a change of code shows in a
catalogue only where words changed.
"""

import sys
from io import BytesIO
from pathlib import Path

import polib
from babel.messages.extract import extract
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parents[2] / "src" / "kaketsuke"
# Which files' words a language must have: English all, easy Japanese what a resident's link shows.
EVERYTHING = ("**/*.py", "**/*.html")
OF_RESIDENTS = (
    "web/join/*.py",
    "web/my/*.py",
    "web/resident/*.py",
    "residents/limits.py",
    "residents/queries.py",
    "residents/services/changing.py",
    "people/services.py",
    "residents/services/enrolling.py",
    "residents/services/proving.py",
    "people/normalise.py",
    "web/templates/join/*.html",
    "web/templates/my/*.html",
    "web/templates/public/*.html",
    "web/answering.py",
    "web/badges.py",
    "web/data_words.py",
    "web/templatetags/*.py",
    "web/templates/resident/*.html",
    "web/templates/money/*.html",
    "web/templates/field/bill.html",
    "web/templates/errors/expired.html",
    "web/templates/components/contacts.html",
    "web/templates/components/error_summary.html",
    "web/templates/components/need.html",
    "web/templates/base/phone.html",
)
LANGUAGES = {"en": EVERYTHING, "ja_Easy": OF_RESIDENTS}
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "_text": None,
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


def path_of(language: str) -> Path:
    """Return where a language's catalogue lies."""
    return SOURCE / "locale" / language / "LC_MESSAGES" / "django.po"


def collected(language: str) -> list[Message]:
    """Return every translatable word that a language must have, sorted."""
    files = {
        path
        for pattern in LANGUAGES[language]
        for path in SOURCE.glob(pattern)
        if "migrations" not in path.parts
    }
    found = set[Message]().union(*(messages_of(path) for path in files))
    return sorted(found, key=lambda each: (each[1], each[0] or ""))


def catalogue(language: str) -> polib.POFile:
    """Return a language's catalogue as it stands."""
    path = path_of(language)
    return polib.pofile(str(path), wrapwidth=0) if path.exists() else polib.POFile(wrapwidth=0)


def updated(language: str) -> polib.POFile:
    """Return the catalogue with exactly the words in use, translations kept."""
    known = {(entry.msgctxt, entry.msgid): entry for entry in catalogue(language)}
    fresh = polib.POFile(wrapwidth=0)
    fresh.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for context, singular, plural in collected(language):
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
    """Return whether the entry lacks its translation."""
    texts = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
    return not all(texts)


def main() -> int:
    """Write the catalogues, or with --check say whether they are complete."""
    complete = [_one(language, check="--check" in sys.argv) for language in LANGUAGES]
    return 0 if all(complete) else 1


def _one(language: str, *, check: bool) -> bool:
    fresh = updated(language)
    missing = [entry.msgid for entry in fresh if is_empty(entry)]
    if check:
        same = str(fresh) == str(catalogue(language))
        words = "up to date" if same else "out of date"
        sys.stdout.write(f"{language}: {words}, {len(missing)} untranslated\n")
        return same and not missing
    path_of(language).parent.mkdir(parents=True, exist_ok=True)
    fresh.save(str(path_of(language)))
    sys.stdout.write(f"{language}: {len(fresh)} entries, {len(missing)} untranslated\n")
    return True


if __name__ == "__main__":
    sys.exit(main())
