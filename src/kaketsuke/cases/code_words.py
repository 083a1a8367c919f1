"""The code word that resident and technician tell each other: two plain Japanese words."""

import random
from typing import Final

FIRST: Final = (
    "あおい", "あかい", "しろい", "きいろい", "みどりの", "ちいさな", "おおきな", "まるい",
    "ながい", "しずかな", "げんきな", "やさしい", "はやい", "あたたかい", "すずしい", "ひかる",
)  # fmt: skip
SECOND: Final = (
    "ふくろう", "きつね", "うさぎ", "つばめ", "ペンギン", "いるか", "くじら", "かもめ",
    "りんご", "みかん", "ぶどう", "さくら", "もみじ", "ひまわり", "おにぎり", "とうだい",
    "かばん", "ぼうし", "てがみ", "とけい", "ふうせん", "かざぐるま", "でんしゃ", "ヨット",
)  # fmt: skip


def draw(chance: random.Random) -> str:
    """Return a pair of words."""
    return f"{chance.choice(FIRST)}{chance.choice(SECOND)}"
