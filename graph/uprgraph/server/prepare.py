"""What a server makes of a store before it serves it: the search index, and the files of the whole to download.

Each is made by a process of its own (``python -m uprgraph.server.prepare index FILE``) and kept in the user's
cache until the store is built anew.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import hashlib
import logging
import os
import shutil
import signal
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import uprgraph
from uprgraph import export, store
from uprgraph.errors import StoreError, UprgraphError
from uprgraph.server.settings import Settings
from uprgraph.version import VERSION

LOG = logging.getLogger("uprgraph.server")
DOWNLOADS = ("uprgraph.ttl.gz", "uprgraph.nt.gz", "uprgraph.jsonld.gz", "uprgraph.nq.gz")
"""The merge as Turtle, N-Triples and JSON-LD, and the sources with their graphs as N-Quads."""
SUMS = "SHA256SUMS"
"""The file of their checksums, as sha256sum writes it; it is the last that is written."""
DAYS = 30
"""Days after which what was made of a store that is not served any more is removed."""


async def index(settings: Settings) -> Settings:
    """The settings with a search index, which is made unless it is there. Raises StoreError."""
    folder = _folder(settings)
    path = folder / "search.sqlite"
    if not path.exists():
        LOG.info("making the search index, once for this build of the store")
        await _run(settings, "index", str(path))
    offered = settings.files and not settings.remote
    return replace(settings, index=str(path), downloads=str(folder / "downloads") if offered else None)


async def downloads(settings: Settings) -> None:
    """Makes the files of the whole, unless they are there; this may take minutes."""
    if settings.downloads and not Path(settings.downloads, SUMS).exists():
        await _run(settings, "downloads", settings.downloads)


async def _run(settings: Settings, *arguments: str) -> None:
    """Runs this module; the store, whose address may hold a password, is named where no list of processes shows it."""
    named = {"UPR_STORE": settings.store} if settings.store else {}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "uprgraph.server.prepare", *arguments, env={**os.environ, **named}
    )
    try:
        if await process.wait():
            raise StoreError("the server could not be prepared; the lines above say why")
    except asyncio.CancelledError:
        process.terminate()
        raise


def _folder(settings: Settings) -> Path:
    """Where things that are made of this build of the store are kept; one for this run alone where nothing stays."""
    from platformdirs import user_cache_path

    pointer = Path(settings.store or store.default_path(), store.POINTER)
    if settings.remote or not pointer.exists():
        return _folder_of_this_run()
    known = f"{pointer.resolve()}|{pointer.stat().st_mtime_ns}|{pointer.read_text()}|{VERSION}"
    kept = user_cache_path("uprgraph") / "serve"
    folder = kept / hashlib.sha256(known.encode()).hexdigest()[:16]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        os.utime(folder)
    except OSError:
        return _folder_of_this_run()
    for other in kept.iterdir():
        with contextlib.suppress(OSError):  # another server may remove it at the same time
            if other.stat().st_mtime < time.time() - DAYS * 86400:
                shutil.rmtree(other, ignore_errors=True)
    return folder


def _folder_of_this_run() -> Path:
    folder = tempfile.mkdtemp(prefix="uprgraph-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def write_index(path: Path) -> None:
    """Makes the search index of a store; there is none or a whole one."""
    from uprgraph.server.search import Index

    part = path.with_suffix(f".{os.getpid()}")
    try:
        Index.build(uprgraph.open().store, part)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def write_downloads(folder: Path) -> None:
    """Writes the whole store in each of the formats, and their checksums last."""
    part = folder.with_name(f"downloads.{os.getpid()}")
    part.mkdir(parents=True)
    try:
        opened = uprgraph.open().store
        for name in DOWNLOADS:
            export.export(opened, part / name)
        sums = [f"{hashlib.sha256((part / name).read_bytes()).hexdigest()}  {name}\n" for name in DOWNLOADS]
        (part / SUMS).write_text("".join(sums), encoding="ascii")
        shutil.rmtree(folder, ignore_errors=True)
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def checksums(settings: Settings) -> dict[str, tuple[str, int]]:
    """Name of a download -> its SHA-256 and its bytes; empty while there are none."""
    if settings.downloads is None:
        return {}
    with contextlib.suppress(OSError):
        lines = Path(settings.downloads, SUMS).read_text(encoding="ascii").splitlines()
        named = (line.split("  ", 1) for line in lines)
        return {name: (sha256, Path(settings.downloads, name).stat().st_size) for sha256, name in named}
    return {}


if __name__ == "__main__":
    with contextlib.suppress(AttributeError, OSError):
        os.nice(5)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that nothing half made is left
    what, target = sys.argv[1:]
    try:
        {"index": write_index, "downloads": write_downloads}[what](Path(target))
    except UprgraphError as error:
        sys.exit(f"upr: {error}")
