"""The process that makes bodies: reads jobs from its standard input, one at a time, and writes answers.

It may be killed at any moment: it holds the store open for reading and writes nothing.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import struct
import traceback
from typing import IO, Any

LENGTH = struct.Struct(">Q")
GRACE = 5
"""Seconds after the time limit at which a worker ends by itself, should its parent be gone."""


def main() -> None:
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)  # whatever a library prints must not stand among the answers
    # A service manager tells all processes to stop; what is under way ends, and the parent ends its workers.
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.SIG_IGN)
    settings, nice = receive(requests)
    _bound(settings.limits.memory, nice)

    from uprgraph.server import jobs

    site = jobs.open_site(settings)
    send(replies, None)
    while True:
        try:
            job, seconds = receive(requests)
        except EOFError:
            return
        _alarm(seconds + GRACE)
        try:
            answer = jobs.run(site, settings, job)
        except MemoryError:
            os._exit(MEMORY)
        except Exception:
            traceback.print_exc()
            answer = jobs.failed(site, job)
        _alarm(0)
        send(replies, answer)


MEMORY = 77
"""Exit code of a worker that could not get the memory it asked for."""


def _bound(memory: int, nice: int) -> None:
    """Sets what the system enforces by itself: memory, no core files, and less of the processor than pages get."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(AttributeError, OSError):
        os.nice(nice)


def _alarm(seconds: float) -> None:
    """The system's own alarm ends the process even within the engine, which knows no time limit."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def send(stream: IO[bytes], value: Any) -> None:
    body = pickle.dumps(value)
    stream.write(LENGTH.pack(len(body)))
    stream.write(body)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """The next value; raises EOFError where the parent has closed the stream."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise EOFError
    return pickle.loads(stream.read(LENGTH.unpack(head)[0]))


if __name__ == "__main__":
    main()
