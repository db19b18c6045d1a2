"""JSON as a stream of items, whatever the size of the file.

What is read: an array of objects; an object with a list of objects under one key, a *page* (``rows`` in
the answers of Uwazi's API); an array of such pages; several of these one after the other, or one a line.
Memory is bounded by the largest object, not by the file.
"""

from __future__ import annotations

import codecs
import hashlib
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from uprgraph.errors import NotReadable, UnknownKind

CHUNK = 1 << 20
PARSED = 1 << 16
"""How many bytes are parsed at a time."""
ITEM_LIMIT = 8 << 20
"""Bytes of the largest object that is read: annotations and rows have a few thousand."""
START = 200
"""Bytes by which JSON is told from other text that begins with a bracket."""
DEPTH_LIMIT = 40
DIGIT_LIMIT = 400
ROWS = "rows"
_JSON = re.compile(rb'(?:\[\s*)?\{\s*["}]|\[\s*\]')
_LONG_NUMBER = re.compile(rb"[0-9]{%d}" % DIGIT_LIMIT)
_DENSE = re.compile(rb"[0-9]{3}")
"""What a long number shows where only some of the bytes are looked at, which is a hundred times faster."""


@dataclass(frozen=True, slots=True)
class Page:
    """An object that held a list of items: how many, and what stood beside the list."""

    rows: int
    beside: dict[str, Any]
    """Texts, numbers and objects that hold only these; of other lists how long they are."""


@dataclass(frozen=True, slots=True)
class Items:
    """A JSON file that holds a list of objects, on top or under one of its keys."""

    path: Path
    sha256: str
    encoding: str
    keys: frozenset[str]
    """The keys of the first object."""
    rows: Callable[[], Iterator[tuple[int, dict[str, Any]]]]
    """Each object with its number, from 1. Whole numbers are int, others text as it is written."""
    position: Callable[[], float]
    pages: list[Page] = field(default_factory=list)
    """The pages that the last reading of the rows came through; complete at its end."""

    def beginning(self) -> str:
        return ", ".join(sorted(self.keys))[:120]


class _Wrong(ValueError):
    """What keeps an item from being read; its number is added where it is known."""


class _Ahead(_Wrong):
    """What is wrong further on in the bytes that are parsed together with the item."""


class _Fed:
    """A file as the parser reads it: without its byte order mark, and with a limit to what one item may take."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._before = b""
        self.since = 0
        if file.read(3) != codecs.BOM_UTF8:
            file.seek(0)

    def read(self, size: int = -1) -> bytes:
        self.since += size
        if self.since > ITEM_LIMIT + PARSED:
            raise _Wrong(f"an object or text of more than {ITEM_LIMIT >> 20} MB")
        chunk = self._file.read(size)
        # ijson's parser in C crashes on numbers that Python refuses to convert (4,300 digits).
        seam = self._before + chunk
        if _DENSE.search(seam[:: DIGIT_LIMIT // 4]) and _LONG_NUMBER.search(seam):
            raise _Ahead(f"a number of {DIGIT_LIMIT} digits or more")
        self._before = chunk[-DIGIT_LIMIT:]
        return chunk


def items(path: Path) -> Items:
    """*path* as items. Raises NotReadable for JSON that is damaged, UnknownKind for what holds no list of objects."""
    sha256, start = _checked(path)
    size = max(1, os.path.getsize(path))
    raw: list[BinaryIO] = []
    pages: list[Page] = []

    def rows() -> Iterator[tuple[int, dict[str, Any]]]:
        with _open(path) as file:
            raw[:] = [file]
            yield from enumerate((item for item, _ in _read(path, file, pages)), start=1)

    def position() -> float:
        return raw[0].tell() / size if raw and not raw[0].closed else 1.0

    if not _JSON.match(start):
        raise UnknownKind(
            f"{path}: no JSON with a list of objects; it begins {start[:40].decode('utf-8', 'replace')!r}"
        )
    return Items(path, sha256, "json", _first(path), rows, position, pages)


def _checked(path: Path) -> tuple[str, bytes]:
    """(SHA-256, the first bytes that are no blanks), once all of the file is known to be UTF-8."""
    digest, decoder, read = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")(), 0
    start = b""
    with _open(path) as content:
        while chunk := content.read(CHUNK):
            if len(start) < START:
                start += chunk[:START]
            digest.update(chunk)
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                raise NotReadable(_other_encoding(path, start, read + error.start)) from error
            read += len(chunk)
    if b"\0" in start[:4]:
        raise NotReadable(_other_encoding(path, start, 0))
    return digest.hexdigest(), start.removeprefix(codecs.BOM_UTF8).lstrip()


def _other_encoding(path: Path, start: bytes, at: int) -> str:
    wide = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in start[:4]
    found = "it is UTF-16 or UTF-32" if wide else f"bytes near {at} are not"
    return f"{path}: JSON is read as UTF-8 only; {found}: save it as UTF-8"


def _open(path: Path) -> BinaryIO:
    try:
        return open(path, "rb")
    except OSError as error:
        raise NotReadable(f"{path}: cannot be read: {error.strerror}") from error


def _first(path: Path) -> frozenset[str]:
    """The keys of the first item. Raises UnknownKind where there is none."""
    with _open(path) as file:
        objects = _read(path, file, [])
        first = next(objects, None)
        if first is None:
            raise UnknownKind(f"{path}: JSON that holds no objects")
        item, alone = first
        if alone and next(objects, None) is None:
            raise UnknownKind(f"{path}: JSON that holds no list of objects, but {', '.join(item)[:120] or 'nothing'}")
    return frozenset(item)


def _read(path: Path, file: BinaryIO, pages: list[Page]) -> Iterator[tuple[dict[str, Any], bool]]:
    """Each item, and whether it stands alone: on top, in no list."""
    import ijson

    pages.clear()
    fed, number = _Fed(file), 0
    parsing = _Parsing(ijson.basic_parse(fed, multiple_values=True, buf_size=PARSED), pages, fed)
    try:
        for item, alone in parsing.values():
            number += 1
            fed.since = 0
            yield item, alone
    except _Ahead as error:
        raise NotReadable(f"{path}, item {number + 1} or soon after it: {error}") from error
    except _Wrong as error:
        raise NotReadable(f"{path}, item {number + 1}: {error}") from error
    except (ijson.JSONError, ValueError, ArithmeticError, RuntimeError, MemoryError) as error:
        raise NotReadable(f"{path}, item {number + 1}: not readable as JSON: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    """The parser's word in one line."""
    said = error.args[0] if error.args else ""
    line = (said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)).strip().split("\n")[0]
    if "premature" in line or "ncomplete" in line:
        return "the file ends too early; fetch it again"
    return line[:120] or type(error).__name__


def _flat(value: Any) -> bool:
    return isinstance(value, str | int) or (isinstance(value, dict) and all(map(_simple, value.values())))


def _simple(value: Any) -> bool:
    return isinstance(value, str | int)


class _Parsing:
    """Events of a parser -> items; what it meets is told by ``values``."""

    def __init__(self, events: Iterator[tuple[str, Any]], pages: list[Page], fed: _Fed) -> None:
        self._events = events
        self._pages = pages
        self._fed = fed

    def values(self) -> Iterator[tuple[dict[str, Any], bool]]:
        """The items of every value of the file; most files are one value."""
        for event, _ in self._events:
            if event == "start_map":
                yield from self._object(alone=True)
            elif event == "start_array":
                for event, _ in self._events:
                    if event == "end_array":
                        break
                    if event != "start_map":
                        raise _Wrong("it is no object")
                    yield from self._object(alone=False)
            else:
                raise _Wrong("it is no object and no list")

    def _object(self, alone: bool) -> Iterator[tuple[dict[str, Any], bool]]:
        """The object that has begun, or the rows of what turns out to be a page."""
        found: dict[str, Any] = {}
        listed: str | None = None
        rows = 0
        for event, key in self._events:
            if event == "end_map":
                break
            if key in found:
                raise _Wrong(f"the key {key!r} stands twice in one object")
            event, value = next(self._events)
            if event == "start_array" and (key == ROWS or alone) and listed != ROWS:
                event, value = next(self._events)
                if event == "start_map" or (event == "end_array" and key == ROWS):
                    if listed is not None:
                        raise _Wrong(f"two lists of objects, {listed!r} and {key!r}, and no word of which to read")
                    listed = key
                    for row in self._rows(event):
                        rows += 1
                        yield row, False
                    value = None
                else:
                    value = self._list(event, value, 2)
            else:
                value = self._value(event, value, 1)
            found[key] = value
        if listed is None:
            yield found, alone
            return
        self._fed.since = 0
        kept = {key: len(value) if isinstance(value, list) else value for key, value in found.items()}
        self._pages.append(Page(rows, {key: value for key, value in kept.items() if _flat(value)}))

    def _rows(self, event: str) -> Iterator[dict[str, Any]]:
        """The objects of a list whose first event this is."""
        while event != "end_array":
            if event != "start_map":
                raise _Wrong("it is no object")
            yield self._map(2)
            event, _ = next(self._events)

    def _value(self, event: str, value: Any, depth: int) -> Any:
        if event == "start_map" or event == "start_array":
            if depth > DEPTH_LIMIT:
                raise _Wrong(f"lists and objects more than {DEPTH_LIMIT} deep")
            return self._map(depth + 1) if event == "start_map" else self._list(*next(self._events), depth + 1)
        return str(value) if type(value) is Decimal else value

    def _map(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for event, key in self._events:
            if event == "end_map":
                break
            if key in found:
                raise _Wrong(f"the key {key!r} stands twice in one object")
            found[key] = self._value(*next(self._events), depth)
        return found

    def _list(self, event: str, value: Any, depth: int) -> list[Any]:
        """The list whose first event this is."""
        found: list[Any] = []
        while event != "end_array":
            found.append(self._value(event, value, depth))
            event, value = next(self._events)
        return found
