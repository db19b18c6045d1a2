"""What the requests share: pools of workers, kept answers, and the store they are of."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from uprgraph import store as stores
from uprgraph.errors import UprgraphError
from uprgraph.server.answers import HTML, Answer, text
from uprgraph.server.jobs import Job, error_page
from uprgraph.server.kept import Cache, Kept
from uprgraph.server.settings import Settings
from uprgraph.server.site import Site
from uprgraph.server.workers import Busy, Pool, Stopped

LOG = logging.getLogger("uprgraph.server")
LOOK = 2
"""Seconds between two looks at whether the store was built anew."""
RETRY = 5
"""Seconds after which a client that found no free worker is asked to come again."""
CLIENTS = 500
"""Pages that may wait for a worker."""


class Service:
    """The server without its addresses."""

    def __init__(
        self,
        settings: Settings,
        prepare: Callable[[Settings], Awaitable[Settings]] | None = None,
        later: Callable[[Settings], Awaitable[None]] | None = None,
    ) -> None:
        self.settings = settings
        self.cache = Cache()
        self.ready = False
        self._prepare, self._later = prepare, later
        self._generation = generation(settings)
        self._make_pools()
        self._watch: asyncio.Task[None] | None = None
        self._making: asyncio.Task[None] | None = None
        self._ending: set[asyncio.Task[None]] = set()

    def _make_pools(self) -> None:
        limits = self.settings.limits
        size = max(2, min(4, os.cpu_count() or 2))
        long = limits.seconds + 10
        self.pages = Pool(self.settings, size, waiting=CLIENTS, patience=long)
        self.questions = Pool(self.settings, size, waiting=CLIENTS, patience=long, nice=3)
        self.queries = Pool(self.settings, limits.queries, waiting=limits.waiting, patience=limits.patience, nice=6)

    async def start(self) -> None:
        if self._prepare:
            self.settings = await self._prepare(self.settings)
            self._make_pools()
        await asyncio.gather(*(pool.warm() for pool in self.pools))
        self.ready = True
        self._watch = asyncio.ensure_future(self._look())
        self._beside()

    async def stop(self) -> None:
        """Lets what is under way end, for a few seconds, and then every process."""
        self.ready = False
        for task in (self._watch, self._making):
            if task:
                task.cancel()
        await asyncio.gather(*(pool.close() for pool in self.pools), *self._ending, return_exceptions=True)

    def _beside(self) -> None:
        """Has made, beside the running server, what it need not wait for."""
        if self._making:
            self._making.cancel()
        if self._later:
            self._making = asyncio.ensure_future(self._made(self._later))

    async def _made(self, later: Callable[[Settings], Awaitable[None]]) -> None:
        """What *later* makes, then the page that most readers come to first; descriptions tell of the new files."""
        home = Job("page", {"kind": "home", "key": "", "given": {}})
        await self.kept(home, "pages")
        try:
            await later(self.settings)
        except UprgraphError as error:
            LOG.warning("%s", error)
        self.cache.clear()
        await self.kept(home, "pages")

    @property
    def pools(self) -> tuple[Pool, Pool, Pool]:
        return self.pages, self.questions, self.queries

    async def kept(self, job: Job, pool: str) -> Kept:
        """The answer of a job that is the same for all who ask."""
        return await self.cache.get(job, lambda: self.run(job, pool))

    async def run(self, job: Job, pool: str) -> Answer:
        """The answer of a job, or why there is none: 503 where all is busy, 500 where it took too much."""
        try:
            answer: Answer = await getattr(self, pool).run(job)
        except Busy:
            said = f"the server has as much to do as it takes on; try again in {RETRY} seconds"
            return self.refused(job, said, 503, (("retry-after", str(RETRY)),))
        except Stopped as stopped:
            return self.refused(job, self._reason(stopped.reason), 500)
        return answer

    def _reason(self, reason: str) -> str:
        limits, less = self.settings.limits, "ask for less, or for one thing at a time"
        return {
            "time": f"stopped: it took longer than {limits.seconds:g} seconds; {less}",
            "memory": f"stopped: it took more memory than {limits.memory >> 20} MiB; {less}",
        }.get(reason, "the process that was to answer has ended; try again")

    def refused(self, job: Job, said: str, status: int, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
        if job.name in ("page", "dataset-page"):
            page = error_page(Site(None, self.settings.root, self.settings.public), said, status)  # type: ignore[arg-type]
            return Answer(page.encode(), HTML, status, headers)
        return text(said, status, headers)

    async def _look(self) -> None:
        """Turns to a new build of the store as soon as it is there."""
        while True:
            await asyncio.sleep(LOOK)
            with contextlib.suppress(UprgraphError, OSError):
                if (now := generation(self.settings)) != self._generation:
                    await self._turn(now)

    async def _turn(self, now: str | None) -> None:
        LOG.info("the store was built anew; turning to the new build")
        before = self.pools
        if self._prepare:
            self.settings = await self._prepare(replace(self.settings, index=None, downloads=None))
        self._make_pools()
        self.cache.clear()
        self._generation = now
        self._beside()
        for pool in before:
            task = asyncio.ensure_future(pool.close(self.settings.limits.seconds + 10))
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)


def generation(settings: Settings) -> str | None:
    """What tells the build that is served from others; None for a store that is elsewhere, or in memory.

    A folder that was removed and built again has a build of the same name.
    """
    if settings.remote:
        return None
    folder = Path(settings.store) if settings.store else stores.default_path()
    found = stores.current(folder)
    return f"{found.name} of {(folder / stores.POINTER).stat().st_mtime_ns}" if found else None
