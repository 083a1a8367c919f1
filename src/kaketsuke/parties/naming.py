"""How names of buildings and rooms are folded, so that what is typed finds what is written."""

import unicodedata

import jaconv


def folded(text: str) -> str:
    """Return the text for comparison: one width, katakana, lower case, no blanks, ヶ as ケ."""
    text = jaconv.hira2kata(unicodedata.normalize("NFKC", text)).lower()
    return "".join(text.split()).replace("ヶ", "ケ").replace("−", "-")


def bigrams(*texts: str) -> list[str]:
    """Return the pairs of neighbouring characters of each text; a pair never spans two texts."""
    found = {
        text[place : place + 2] for text in map(folded, texts) for place in range(len(text) - 1)
    }
    return sorted(found)


def room(text: str) -> str:
    """Return a room as it is kept: half-width, capital, without 号室 and blanks."""
    text = "".join(unicodedata.normalize("NFKC", text).upper().split())
    return text.removesuffix("号室").removesuffix("号")
