"""Answers that are kept: made once for all who ask the same at the same time, packed once."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import pickle
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property

from uprgraph.server.answers import Answer

SMALL = 1024
"""Bytes below which packing an answer gains nothing."""
OBJECTS = 1024
"""Bytes, about, of what holds a kept answer."""


@dataclass
class Kept:
    """An answer with what belongs to its bytes: entity tag and packed form (RFC 9110)."""

    answer: Answer

    @cached_property
    def tag(self) -> str:
        """A weak tag: the packed body and the plain one are the same in meaning."""
        return f'W/"{hashlib.sha256(self.answer.body).hexdigest()[:20]}"'

    @cached_property
    def packed(self) -> bytes | None:
        """The body in gzip, None where that is no shorter; the same bytes each time."""
        if len(self.answer.body) < SMALL:
            return None
        packed = gzip.compress(self.answer.body, compresslevel=5, mtime=0)
        return packed if len(packed) < len(self.answer.body) else None

    @property
    def size(self) -> int:
        return len(self.answer.body) + len(self.__dict__.get("packed") or b"")


async def packed(answer: Answer) -> Kept:
    """An answer with its packed form and tag, which are made in a thread: a long one takes seconds."""
    kept = Kept(answer)
    if answer.status == 200:
        await asyncio.to_thread(lambda: (kept.packed, kept.tag))
    return kept


class Cache:
    """The answers of late, of at most *room* bytes with what was asked; only status 200 and 204 are kept."""

    def __init__(self, room: int = 64 << 20) -> None:
        self._room = room
        self._kept: OrderedDict[bytes, Kept] = OrderedDict()
        self._held = 0
        self._making: dict[bytes, asyncio.Task[Kept]] = {}

    async def get(self, job: object, make: Callable[[], Awaitable[Answer]]) -> Kept:
        """What is kept for *job*, else what *make* gives; whoever asks meanwhile waits for the same."""
        key = pickle.dumps(job)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if key not in self._making:
            task = asyncio.ensure_future(self._make(key, make))
            making = self._making
            making[key] = task
            task.add_done_callback(lambda _: making.pop(key, None))
        # A reader who goes away must not end what others wait for.
        return await asyncio.shield(self._making[key])

    async def _make(self, key: bytes, make: Callable[[], Awaitable[Answer]]) -> Kept:
        store = self._kept
        kept = await packed(await make())
        size = _room(key, kept)
        if kept.answer.status in (200, 204) and size < self._room // 4 and store is self._kept:
            store[key] = kept
            self._held += size
            while self._held > self._room:
                self._held -= _room(*store.popitem(last=False))
        return kept

    def clear(self) -> None:
        """Forgets all; what is being made is given to those who wait, and not kept."""
        self._kept = OrderedDict()
        self._held = 0
        self._making = {}


def _room(key: bytes, kept: Kept) -> int:
    """What a kept answer takes: long addresses and the objects around a short answer count too."""
    return len(key) + kept.size + OBJECTS
