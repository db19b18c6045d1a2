"""A file that is on its way: ``NAME.part`` holds what has come, ``NAME.part.json`` says of what.

The result takes its name in one step when it is whole, with its checksum beside it
(``NAME.sha256``, as ``sha256sum -c`` reads it) and a hidden ``.NAME.fetched.json`` that says where it
came from, so that the next command can ask whether it has changed.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from uprgraph.errors import NotFetched
from uprgraph.files import replacing


@dataclass(frozen=True, slots=True)
class Origin:
    """Where bytes come from, and how the server names that state of them."""

    address: str
    etag: str | None = None
    modified: str | None = None
    length: int | None = None

    @property
    def validator(self) -> str | None:
        """What If-Range may name (RFC 9110, 13.1.5): a strong ETag, else the date of the last change."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.modified

    @property
    def can_be_asked(self) -> bool:
        """Whether the server can be asked for what has changed since."""
        return bool(self.etag or self.modified)

    def same_state(self, other: Origin) -> bool:
        """Whether both are known to be the same bytes."""
        if self.etag or other.etag:
            return self.etag == other.etag
        return self.modified is not None and self.modified == other.modified


@dataclass(frozen=True, slots=True)
class Kept:
    """A whole file of an earlier command: its origin, and its checksum and size at that time."""

    origin: Origin
    sha256: str
    size: int


class Partial:
    """The file on its way, open and locked."""

    def __init__(self, path: Path, file: IO[bytes]) -> None:
        self.path, self.file = path, file
        self.part = _beside(path, ".part")
        self._note = _beside(path, ".part.json")

    @property
    def size(self) -> int:
        self.file.flush()
        return os.fstat(self.file.fileno()).st_size

    def age(self, now: float) -> float:
        """Seconds since something came last."""
        return now - os.fstat(self.file.fileno()).st_mtime

    def origin(self) -> Origin | None:
        """Of what the bytes are that have come, if they can be gone on with."""
        return _origin(_json(self._note)) if self.size else None

    def begin(self, origin: Origin) -> None:
        """Forgets what has come; what comes now is of *origin*."""
        self.file.truncate(0)
        self.file.seek(0)
        with replacing(self._note) as note:
            json.dump(asdict(origin), note)

    def discard(self) -> None:
        """Forgets what has come."""
        self.file.truncate(0)
        self.file.seek(0)
        self._note.unlink(missing_ok=True)

    def finish(self, origin: Origin) -> Kept:
        """Gives the whole file its name, writes checksum and origin beside it."""
        self.file.flush()
        os.fsync(self.file.fileno())
        kept = Kept(origin, sha256_of(self.part), self.size)
        os.replace(self.part, self.path)
        with replacing(_beside(self.path, ".sha256")) as checksum:
            checksum.write(f"{kept.sha256}  {self.path.name}\n")
        with replacing(_record(self.path)) as record:
            json.dump(asdict(kept), record)
        self._note.unlink(missing_ok=True)
        return kept


@contextmanager
def partial(path: Path) -> Iterator[Partial]:
    """The partial file of *path*, made with its folder if need be; an empty one does not stay, nor its folder.

    Raises NotFetched where another command is fetching the same file.
    """
    import fcntl

    new_folder = not path.parent.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    part = _beside(path, ".part")
    with open(part, "a+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # The other command may have given the file its name between the two lines above.
            mine = os.path.samestat(os.fstat(file.fileno()), os.stat(part))
        except OSError:
            mine = False
        if not mine:
            raise NotFetched(f"{part}: another command is fetching this file; wait until it has ended")
        coming = Partial(path, file)
        try:
            yield coming
        finally:
            if not coming.size and part.exists():
                coming.discard()
                part.unlink()
                if new_folder:
                    with suppress(OSError):  # something else has come into it meanwhile
                        path.parent.rmdir()


def kept(path: Path) -> Kept | None:
    """What is known of a whole file; None where it is not there, was changed, or did not come from here."""
    said = _json(_record(path))
    if said is None or not path.is_file():
        return None
    origin, size = _origin(said.get("origin")), said.get("size")
    if origin is None or path.stat().st_size != size or sha256_of(path) != said.get("sha256"):
        return None
    return Kept(origin, said["sha256"], size)


def fetched_before(path: Path) -> bool:
    """Whether the file, changed or not, was fetched by an earlier command."""
    return _record(path).exists()


def sha256_of(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _record(path: Path) -> Path:
    return path.with_name(f".{path.name}.fetched.json")


def _origin(said: object) -> Origin | None:
    """The origin that a note tells of; None for a note that somebody else wrote."""
    if not isinstance(said, dict) or not isinstance(said.get("address"), str):
        return None
    etag, modified, length = said.get("etag"), said.get("modified"), said.get("length")
    return Origin(
        said["address"],
        etag if isinstance(etag, str) else None,
        modified if isinstance(modified, str) else None,
        length if isinstance(length, int) else None,
    )


def _json(path: Path) -> dict[str, Any] | None:
    """What a note says; None for one that is missing or broken, which is as good as none."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return said if isinstance(said, dict) else None
