"""The numbers that Word counts by itself: they stand in no text of a DOCX."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DEPTH = 9
_HIGHEST = 9999
"""A list is not longer; a larger number is a trap."""
_PATTERN = 40


def value(element: Any, tag: str) -> str | None:
    """The value of the child *tag* of an element, such as ``<w:start w:val="1"/>``."""
    child = element.find(f"{WORD}{tag}") if element is not None else None
    return child.get(f"{WORD}val") if child is not None else None


def number(text: str | None, otherwise: int) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text) else otherwise


@dataclass(slots=True)
class Level:
    """How one depth of a list counts."""

    start: int = 1
    form: str = "none"
    pattern: str = ""
    legal: bool = False
    restart: int | None = None


@dataclass(slots=True)
class _List:
    levels: dict[int, Level] = field(default_factory=dict)
    by_style: dict[str, int] = field(default_factory=dict)
    link: str | None = None


class Numbers:
    """The numbers of a document's paragraphs, asked in their order."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self._styles = {style.get(f"{WORD}styleId"): style for style in _all(styles, "style")}
        self._default = next((s.get(f"{WORD}styleId") for s in _all(styles, "style") if _is_default(s)), None)
        self._lists = {list_.get(f"{WORD}abstractNumId"): _list(list_) for list_ in _all(numbering, "abstractNum")}
        self._nums = {num.get(f"{WORD}numId"): num for num in _all(numbering, "num")}
        self._counts: dict[tuple[str, int], int] = {}
        self._begun: set[str] = set()

    def of(self, paragraph: Any) -> str:
        """The number of a paragraph with the tab behind it, such as ``12.`` or ``140.3``; empty where it has none."""
        place = self._place(paragraph)
        if place is None:
            return ""
        num, name, depth = place
        levels = self._lists[name].levels
        level = levels.get(depth, Level())
        self._begin(num, name, levels)
        self._counts[name, depth] = self._counts.get((name, depth), level.start - 1) + 1
        for deeper in range(depth + 1, _DEPTH):
            restart = levels.get(deeper, Level()).restart
            if restart is None or (restart and depth < restart):
                self._counts.pop((name, deeper), None)
        if level.form in ("bullet", "none"):
            return ""

        def count(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            shown = levels.get(at, Level(form="decimal"))
            return counted(self._counts.get((name, at), shown.start), "decimal" if level.legal else shown.form)

        text = re.sub(r"%([1-9])", count, level.pattern).strip()
        return f"{text}\t" if text else ""

    def indent(self, paragraph: Any) -> float:
        """The indentation of a paragraph in points, its own or its style's."""
        for properties in self._properties(paragraph):
            found = properties.find(f"{WORD}ind")
            text = found is not None and (found.get(f"{WORD}left") or found.get(f"{WORD}start"))
            if text:
                return number(text, 0) / 20
        return 0.0

    def _begin(self, num: str, name: str, levels: dict[int, Level]) -> None:
        """A numbering that begins anew somewhere sets the counts of its list back once."""
        if num in self._begun:
            return
        self._begun.add(num)
        for override in _all(self._nums[num], "lvlOverride"):
            depth = number(override.get(f"{WORD}ilvl"), 0)
            if (start := value(override, "startOverride")) is not None:
                self._counts[name, depth] = number(start, 1) - 1

    def _properties(self, paragraph: Any) -> Iterator[Any]:
        """The properties that hold for a paragraph: its own, then those of its style and the styles behind that."""
        own = paragraph.find(f"{WORD}pPr")
        if own is not None:
            yield own
        for style in self._chain(value(own, "pStyle") or self._default):
            found = self._styles[style].find(f"{WORD}pPr")
            if found is not None:
                yield found

    def _chain(self, style: str | None) -> Iterator[str]:
        met: set[str] = set()
        while style is not None and style in self._styles and style not in met:
            met.add(style)
            yield style
            style = value(self._styles[style], "basedOn")

    def _place(self, paragraph: Any) -> tuple[str, str, int] | None:
        """(numbering, list, depth) of a paragraph that stands in a list, by itself or by its style."""
        num = depth = None
        for properties in self._properties(paragraph):
            found = properties.find(f"{WORD}numPr")
            if found is None:
                continue
            depth = depth or value(found, "ilvl")
            if (num := value(found, "numId")) is not None:
                break
        name = self._named(num)
        if num is None or name is None:
            return None
        style = value(paragraph.find(f"{WORD}pPr"), "pStyle") or ""
        return num, name, min(number(depth, self._lists[name].by_style.get(style, 0)), _DEPTH - 1)

    def _named(self, num: str | None) -> str | None:
        """The list that a numbering counts; one that a style of lists defines is looked up there."""
        for _ in range(5):
            name = value(self._nums[num], "abstractNumId") if num in self._nums else None
            if name not in self._lists:
                return None
            link = self._lists[name].link
            if link is None:
                return name
            style = self._styles.get(link)
            properties = style.find(f"{WORD}pPr") if style is not None else None
            num = value(properties.find(f"{WORD}numPr"), "numId") if properties is not None else None
        return None


def _all(element: Any, tag: str) -> list[Any]:
    return [] if element is None else element.findall(f"{WORD}{tag}")


def _is_default(style: Any) -> bool:
    return style.get(f"{WORD}type") == "paragraph" and style.get(f"{WORD}default") in ("1", "true", "on")


def _list(element: Any) -> _List:
    found = _List(link=value(element, "numStyleLink"))
    for level in _all(element, "lvl"):
        depth = number(level.get(f"{WORD}ilvl"), 0)
        restart = value(level, "lvlRestart")
        found.levels[depth] = Level(
            start=number(value(level, "start"), 1),
            form=value(level, "numFmt") or "decimal",
            pattern=(value(level, "lvlText") or "")[:_PATTERN],
            legal=level.find(f"{WORD}isLgl") is not None,
            restart=number(restart, 0) if restart is not None else None,
        )
        if style := value(level, "pStyle"):
            found.by_style[style] = depth
    return found


_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_ROMAN_ONES = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def counted(count: int, form: str) -> str:
    """A number as a list writes it.

    >>> counted(28, "lowerLetter"), counted(14, "upperRoman"), counted(3, "decimalZero")
    ('bb', 'XIV', '03')
    """
    if not 0 < count <= _HIGHEST:
        return str(count)
    if form in ("lowerLetter", "upperLetter"):
        text = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
    elif form in ("lowerRoman", "upperRoman"):
        text = ""
        for size, sign in _ROMAN + _ROMAN_ONES:
            text += sign * (count // size)
            count %= size
    elif form == "decimalZero":
        text = f"{count:02}"
    elif form in ("bullet", "none"):
        text = ""
    else:
        text = str(count)
    return text.upper() if form.startswith("upper") else text
