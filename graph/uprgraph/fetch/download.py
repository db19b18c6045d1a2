"""One file from one address, whatever happens on the way: gone on with after a cut, checked, named when whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from uprgraph.errors import NotFetched
from uprgraph.fetch.kinds import Kind, old_word
from uprgraph.fetch.partial import Kept, Origin, Partial, fetched_before, kept, partial, sha256_of
from uprgraph.fetch.web import GO_ON, Absent, Answer, Passing, Tries, Web, host, web_page

Progress = Callable[[str, float], None]
"""Called with the name of what is being done and how much of it is done, 0 to 1."""
ENOUGH = 512
"""The bytes after which the beginning is looked at."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A whole file, its checksum, and what was done: ``fetched``, ``unchanged`` or ``kept`` (not asked)."""

    path: Path
    sha256: str
    size: int
    outcome: str
    remark: str
    notes: tuple[str, ...] = ()
    """What does not add up in what came, each in a line."""


def download(
    web: Web, address: str, path: Path, kind: Kind, progress: Progress | None = None, force: bool = False
) -> Fetched:
    """Fetches *address* as *path*, a file of *kind*.

    A file that is there already is fetched anew only when the server says that it has changed, or
    with *force*. Raises NotFetched; what has come then stays as ``NAME.part`` and is gone on with
    the next time, except for what was no file of that kind.
    """
    before = None if force else kept(path)
    changed = not force and before is None and path.exists()
    if before is not None and before.origin.address == address and not before.origin.can_be_asked:
        return unasked(path, before, f"{host(address)} gives no way to ask whether it has changed")
    if changed and not fetched_before(path):
        return foreign(path)
    if before is not None and before.origin.address != address:
        before = None
    with partial(path) as coming:
        transfer = _Transfer(web, address, coming, kind, progress or (lambda name, share: None))
        origin = transfer.complete(before)
        if origin is None and before is not None:
            return Fetched(path, before.sha256, before.size, "unchanged", f"{host(address)} has no newer one")
        assert origin is not None
        whole = coming.finish(origin)
    remark = f"from {host(address)}" + ("; what was there had been changed, and is replaced" if changed else "")
    return Fetched(path, whole.sha256, whole.size, "fetched", remark)


def unasked(path: Path, known: Kept, why: str) -> Fetched:
    """A file that was fetched before and is left as it is."""
    return Fetched(path, known.sha256, known.size, "kept", f"it is there already, and {why}; --force fetches it again")


def foreign(path: Path) -> Fetched:
    """A file of that name that was not fetched by this program: it is somebody's and stays."""
    remark = "a file of this name is there already and was not fetched by upr; --force replaces it"
    return Fetched(path, sha256_of(path), path.stat().st_size, "kept", remark)


class _Transfer:
    def __init__(self, web: Web, address: str, coming: Partial, kind: Kind, progress: Progress) -> None:
        self._web, self._address, self._coming, self._kind = web, address, coming, kind
        self._report = progress
        self._most = coming.size

    def complete(self, before: Kept | None) -> Origin | None:
        """The origin of the bytes when all have come; None where the file *before* is still current."""
        tries = Tries(self._web)
        while True:
            try:
                return self._go_on(before)
            except Passing as trouble:
                # Counted from the most that ever came, so that a file that keeps changing comes to an end.
                progressed, self._most = self._coming.size > self._most, max(self._most, self._coming.size)
                tries.again(trouble, progressed)

    def _go_on(self, before: Kept | None) -> Origin | None:
        had = self._coming.origin()
        asking = {"Accept": "*/*", "Accept-Encoding": "identity"}
        if had and had.address == self._address and had.validator:
            asking |= {"Range": f"bytes={self._coming.size}-", "If-Range": had.validator}
        elif before:
            asking |= _if_changed(before.origin)
        with self._web.open(self._address, asking) as answer:
            origin = Origin(self._address, answer.header("ETag"), answer.header("Last-Modified"))
            if answer.status == 304 and before is None:
                raise NotFetched(f"{host(self._address)}: says that nothing has changed, which was not asked")
            if answer.status == 304 or (before and answer.status == 200 and origin.same_state(before.origin)):
                self._coming.discard()
                return None
            if answer.status in (206, 416):
                origin = self._continued(answer, origin, had if "Range" in asking else None)
            else:
                origin = self._begun(answer, origin)
            self._take(answer, origin)
        self._check_end(origin)
        return origin

    def _begun(self, answer: Answer, origin: Origin) -> Origin:
        """Begins the file; one that comes packed cannot be gone on with, since ranges count packed bytes."""
        if answer.packed:
            self._coming.begin(Origin(self._address))
            return origin
        origin = Origin(self._address, origin.etag, origin.modified, answer.length)
        self._refuse_size(origin.length or 0)
        self._coming.begin(origin)
        return origin

    def _continued(self, answer: Answer, origin: Origin, had: Origin | None) -> Origin:
        """Takes a part as the rest of what has come; raises Passing where it is none, to begin again."""
        if had is None:
            raise NotFetched(f"{host(self._address)}: answers with a part of the file, which was not asked for")
        size = self._coming.size
        said = re.fullmatch(r"bytes (\d{1,18})-\d{1,18}/(\d{1,18}|\*)", answer.header("Content-Range") or "")
        length = int(said[2]) if said and said[2] != "*" else had.length
        fits = (
            answer.status == 206
            and said is not None
            and int(said[1]) == size
            and (had.length is None or length == had.length)
            and (origin.etag is None or origin.etag == had.etag)
            and not answer.packed
        )
        if not fits:
            self._coming.discard()
            raise Passing(f"{host(self._address)}: the file has changed meanwhile; {GO_ON}", 0.0)
        self._coming.file.seek(0, 2)
        return Origin(had.address, had.etag, had.modified, length)

    def _take(self, answer: Answer, origin: Origin) -> None:
        size, looked = self._coming.size, self._coming.size >= ENOUGH
        name = f"fetching {self._coming.path.name}"
        for piece in answer.pieces():
            size += len(piece)
            self._refuse_size(size)
            self._coming.file.write(piece)
            if not looked and size >= ENOUGH:
                self._check_beginning()
                looked = True
            self._report(name, min(1.0, size / origin.length) if origin.length else 0.0)
        if origin.length is not None and size < origin.length:
            raise Passing(f"{host(self._address)}: {size:,} of {origin.length:,} bytes came; {GO_ON}")

    def _refuse_size(self, size: int) -> None:
        if size > self._web.limit:
            self._coming.discard()
            raise NotFetched(f"{self._address}: larger than {self._web.limit:,} bytes, which is not taken")

    def _check_beginning(self) -> None:
        self._coming.file.seek(0)
        start = self._coming.file.read(20_000)
        self._coming.file.seek(0, 2)
        if self._kind.begins(start):
            return
        self._coming.discard()
        if old_word(start):
            raise Absent(f"{host(self._address)}: has it in Word's format of before 2007 only; --format pdf fetches it")
        raise Absent(f"{host(self._address)}: sends {web_page(start)} instead of {self._kind.name}")

    def _check_end(self, origin: Origin) -> None:
        self._check_beginning()
        if self._kind.whole(self._coming.part):
            return
        said = f"after the {origin.length:,} bytes that the server announced" if origin.length is not None else "early"
        self._coming.discard()
        raise NotFetched(f"{host(self._address)}: the file ends {said} and is not whole as {self._kind.name}")


def _if_changed(origin: Origin) -> dict[str, str]:
    """The headers of a conditional request."""
    asking = {"If-None-Match": origin.etag} if origin.etag else {}
    return asking | ({"If-Modified-Since": origin.modified} if origin.modified else {})
