"""A text as the words that are looked for: no case, no accents, no punctuation."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
_LETTERS = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ŋ": "n"}
)
"""Letters that readers of English type otherwise and that Unicode does not take apart."""


def words(text: str) -> list[str]:
    """The words of a text in their order, folded.

    >>> words("Côte d’Ivoire, TÜRKİYE: A/HRC/26/16"), words("Straße"), words("no-one's")
    (['cote', 'd', 'ivoire', 'turkiye', 'a', 'hrc', '26', '16'], ['strasse'], ['no', 'one', 's'])
    """
    return _WORD.findall(_folded(text))


def places(text: str) -> list[tuple[str, int, int]]:
    """The same words, each with where it begins and ends in the text.

    >>> places("Côte d’Ivoire")
    [('cote', 0, 4), ('d', 5, 6), ('ivoire', 7, 13)]
    """
    found: list[tuple[str, int, int]] = []
    word, begin, end = "", 0, 0
    for at, sign in enumerate(text):
        letters = _folded(sign)
        if not letters and word:
            end = at + 1
        for letter in letters:
            if letter.isalnum():
                begin = begin if word else at
                word, end = word + letter, at + 1
            elif word:
                found.append((word, begin, end))
                word = ""
    if word:
        found.append((word, begin, end))
    return found


def _folded(text: str) -> str:
    """A text without case and accents: Unicode's compatibility decomposition (NFKD) without marks, casefolded."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    kept = "".join(sign for sign in apart if sign.isascii() or unicodedata.category(sign)[0] != "M")
    return kept.casefold().translate(_LETTERS)
