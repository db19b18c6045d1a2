"""What a server is started with: which store, under which address, with which limits."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of what one request may take."""

    seconds: float = 30
    """Time of one query or page."""
    memory: int = 2 << 30
    """Bytes that the process of one query may take, its part of the store included."""
    answer: int = 64 << 20
    """Bytes of an answer."""
    queries: int = 2
    """Free queries at once; as many pages and as many questions of the catalogue are answered beside them."""
    waiting: int = 8
    """Free queries that may wait for one of these to end."""
    patience: float = 5
    """Seconds that they wait before 503 is answered."""
    request: int = 256 << 10
    """Bytes of a request's body."""
    rate: int | None = None
    """Requests of one client in a minute; None for any number."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What every process of a server knows."""

    store: str | None = None
    """Path or address of the store; None for the user's."""
    public: str = "http://127.0.0.1:8000"
    """Scheme, host and path of the server as its readers see it, without a slash at the end."""
    index: str | None = None
    """Path of the search index, if one was made."""
    files: bool = True
    """Whether files of the whole dataset are made and offered."""
    downloads: str | None = None
    """Folder of these files, if they are."""
    limits: Limits = field(default_factory=Limits)

    @property
    def root(self) -> str:
        """The path before every address: empty, or ``/upr`` where the server stands behind such a path."""
        from urllib.parse import urlsplit

        return urlsplit(self.public).path.rstrip("/")

    @property
    def remote(self) -> bool:
        """Whether the store is a SPARQL service elsewhere."""
        return bool(self.store) and str(self.store).startswith(("http://", "https://"))
