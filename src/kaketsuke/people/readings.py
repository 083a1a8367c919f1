"""Kana in Latin letters, for people who read no Japanese."""

import jaconv


def latin(kana: str) -> str:
    """Write hiragana or katakana as it is spoken, しろいくじら as Shiroikujira."""
    return str(jaconv.kana2alphabet(jaconv.kata2hira(kana))).capitalize()
