"""A pool of processes that answer one job each at a time and are killed when it takes too much.

The engine has no time limit and ignores signals while it works, so only the end of its process stops a query.
"""

from __future__ import annotations

import asyncio
import contextlib
import pickle
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Coroutine
from typing import Any

from uprgraph.server.answers import Answer
from uprgraph.server.settings import Settings
from uprgraph.server.worker import LENGTH, MEMORY

WATCH = 0.05
"""Seconds between two looks at the memory of a worker."""
START = 120
"""Seconds that a worker may take to open its store."""


class Stopped(Exception):
    """A job did not come to its end; ``reason`` is ``time``, ``memory`` or ``broken``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Busy(Exception):
    """All workers have work and enough jobs wait already."""


class Worker:
    """One process and the pipe to it."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self._killed = False

    @classmethod
    async def start(cls, settings: Settings, nice: int) -> Worker:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "uprgraph.server.worker", stdin=PIPE, stdout=PIPE
        )
        worker = cls(process)
        try:
            async with asyncio.timeout(START):
                await worker._send((settings, nice))
                await worker._receive()
        except BaseException:
            worker.kill()
            raise
        return worker

    async def run(self, job: Any, seconds: float, memory: int) -> Answer:
        """The answer of a job; the process is killed and Stopped raised where it takes more than it may."""
        watch = asyncio.ensure_future(self._over(memory))
        work = asyncio.ensure_future(self._ask(job, seconds))
        try:
            done, _ = await asyncio.wait({watch, work}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if work in done:
                return await self._told(work)
            raise Stopped("memory" if watch in done else "time")
        except BaseException:
            self.kill()
            raise
        finally:
            watch.cancel()
            work.cancel()
            await asyncio.gather(watch, work, return_exceptions=True)

    async def _told(self, work: asyncio.Future[Answer]) -> Answer:
        try:
            return work.result()
        except (EOFError, ConnectionError):
            code = await self.process.wait()
            if self._killed:
                raise Stopped("broken") from None
            raise Stopped("memory" if code in (MEMORY, -signal.SIGABRT, -signal.SIGKILL) else "broken") from None

    async def _ask(self, job: Any, seconds: float) -> Answer:
        await self._send((job, seconds))
        answer: Answer = await self._receive()
        return answer

    async def _over(self, memory: int) -> None:
        """Ends when the process holds more than *memory* bytes."""
        import psutil

        with contextlib.suppress(psutil.NoSuchProcess):
            process = psutil.Process(self.process.pid)
            while process.memory_info().rss <= memory:
                await asyncio.sleep(WATCH)
            return
        await asyncio.Event().wait()

    async def _send(self, value: Any) -> None:
        assert self.process.stdin is not None
        body = pickle.dumps(value)
        self.process.stdin.write(LENGTH.pack(len(body)) + body)
        await self.process.stdin.drain()

    async def _receive(self) -> Any:
        assert self.process.stdout is not None
        try:
            head = await self.process.stdout.readexactly(LENGTH.size)
            return pickle.loads(await self.process.stdout.readexactly(LENGTH.unpack(head)[0]))
        except asyncio.IncompleteReadError:
            raise EOFError("the worker has ended") from None

    @property
    def alive(self) -> bool:
        return self.process.returncode is None and not self._killed

    def kill(self) -> None:
        self._killed = True
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()


class Pool:
    """At most *size* workers, started when there is work for them; jobs beyond these wait in turn."""

    def __init__(
        self,
        settings: Settings,
        size: int,
        *,
        waiting: int,
        patience: float,
        nice: int = 0,
        seconds: float | None = None,
    ) -> None:
        self.settings, self.size, self.waiting, self.patience, self.nice = settings, size, waiting, patience, nice
        self.seconds = settings.limits.seconds if seconds is None else seconds
        self._free: list[Worker] = []
        self._slots = asyncio.Semaphore(size)
        self._queued = 0
        self._working: set[Worker] = set()
        self._beside: set[asyncio.Task[Any]] = set()
        self._closed = False

    async def run(self, job: Any) -> Answer:
        """The answer of a job. Raises Busy and Stopped; a caller that is cancelled ends the job."""
        await self._slot()
        worker: Worker | None = None
        try:
            worker = await self._worker()
            self._working.add(worker)
            return await worker.run(job, self.seconds, self.settings.limits.memory)
        finally:
            if worker is not None:
                self._working.discard(worker)
                self._leave(worker)
            self._slots.release()

    async def warm(self) -> None:
        """Starts a worker ahead of the work, unless there are enough."""
        try:
            worker = await Worker.start(self.settings, self.nice)
        except (EOFError, OSError, TimeoutError):
            return  # the next job will find out, and say so
        if self._closed or len(self._free) + len(self._working) >= self.size:
            worker.kill()
            self._keep(worker.process.wait())
        else:
            self._free.append(worker)

    async def _slot(self) -> None:
        if self._slots.locked() and self._queued >= self.waiting:
            raise Busy
        self._queued += 1
        try:
            async with asyncio.timeout(self.patience):
                await self._slots.acquire()
        except TimeoutError:
            raise Busy from None
        finally:
            self._queued -= 1

    async def _worker(self) -> Worker:
        while self._free:
            worker = self._free.pop()
            if worker.alive:
                return worker
        try:
            return await Worker.start(self.settings, self.nice)
        except (EOFError, OSError, TimeoutError):
            raise Stopped("broken") from None

    def _leave(self, worker: Worker) -> None:
        """Keeps a worker for the next job, or sees to the end of one that was killed."""
        if worker.alive and not self._closed:
            self._free.append(worker)
            return
        worker.kill()
        self._keep(worker.process.wait())
        if not self._closed:
            self._keep(self.warm())

    def _keep(self, work: Coroutine[Any, Any, Any]) -> None:
        """Sees to the end of what nobody waits for."""
        task = asyncio.ensure_future(work)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    async def close(self, seconds: float = 10) -> None:
        """Lets running jobs end within *seconds*, then ends every process."""
        self._closed = True
        until = time.monotonic() + seconds
        while self._working and time.monotonic() < until:
            await asyncio.sleep(0.05)
        for worker in [*self._free, *self._working]:
            worker.kill()
            self._keep(worker.process.wait())
        self._free.clear()
        await asyncio.gather(*self._beside, return_exceptions=True)
