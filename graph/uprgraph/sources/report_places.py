"""References to paragraphs of the dialogue that early reports print beside the makers: ``(Peru) (para. 22 (a))``."""

from __future__ import annotations

import re

_PLACE = r"\d{1,3}(?:\s?\([a-z]\))?"
_NEXT = rf"(?:\s*,\s*(?:and\s+)?|\s+(?:and|to)\s+|\s*[-–]\s*)(?:{_PLACE}|\([a-z]\))"
_WORDS = (
    r"(?:(?:as )?(?:contained|reflected|noted|made) in |in )?para(?:graph)?s?\.?\s*"
    rf"(?P<places>{_PLACE}(?:{_NEXT})*)"
    r"(?:\s+(?:above|below|of the (?:present )?report))?"
)
_REFERENCE = re.compile(rf"\s*(?:(?:see|cf\.)\s+)?{_WORDS}\s*", re.IGNORECASE)
_SEE = re.compile(rf"\s*[,;]?\s*[(\[]?(?:see|cf\.)\s+{_WORDS}[)\]]?\s*$", re.IGNORECASE)
_AT_END = re.compile(rf"[(\[](?:(?:see|cf\.)\s+)?{_WORDS}[)\]]\s*$", re.IGNORECASE)
_AMONG = re.compile(
    rf"\s*(?:[,;:–-]\s*|(?P<open>\())(?:(?:see|cf\.)\s+)?{_WORDS}(?(open)\))(?=\s*(?:$|[,;/]|and\b))", re.I
)
_BRACKETED = re.compile(rf"[\s;,.]*\[(?:(?:see|cf\.)\s+)?{_WORDS}\]", re.IGNORECASE)


def reference(inner: str) -> str | None:
    """The places, where the words between two parentheses are a reference and nothing else.

    >>> reference("see paras. 6 (a) and 7 above"), reference("Convention No. 7, para. 2")
    ('6 (a) and 7', None)
    """
    found = _REFERENCE.fullmatch(inner)
    return found["places"] if found else None


def bracketed(tail: str) -> tuple[str, int] | None:
    """The places in brackets that a text begins with, and where the brackets end."""
    found = _BRACKETED.match(tail)
    return (found["places"], found.end()) if found else None


def among_makers(inner: str) -> tuple[str, list[str]]:
    """A list of makers without the references in it, and their places.

    >>> among_makers("Chile, para. 6 (b)"), among_makers("Chile (para. 6) and Italy (para. 7)")
    (('Chile', ['6 (b)']), ('Chile and Italy', ['6', '7']))
    """
    return _AMONG.sub("", inner), [found["places"] for found in _AMONG.finditer(inner)]


def before_makers(words: str) -> tuple[str, list[str]]:
    """A text without a reference at its end that says that it is one.

    >>> before_makers("Weave mats, see paragraph 7"), before_makers("Keep article 2 (para. 3)")
    (('Weave mats', ['7']), ('Keep article 2 (para. 3)', []))
    """
    found = _SEE.search(words)
    return (words[: found.start()], [found["places"]]) if found else (words, [])


def may_refer(words: str) -> str | None:
    """What at the end of a text may be a reference, or belong to a treaty or a document that the text names."""
    found = _AT_END.search(words)
    return found[0].strip() if found else None
