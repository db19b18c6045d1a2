"""The errors that uprgraph raises: each message is one line that says what, where and what to do."""

from __future__ import annotations


class UprgraphError(Exception):
    """The root of this package's errors; the command line prints its message and exits with 2."""


class UnknownName(UprgraphError, LookupError):
    """A state, theme or code that the tables do not hold; names close ones."""


class NotReadable(UprgraphError):
    """A file that cannot be read as what it claims to be."""


class UnknownKind(NotReadable):
    """A file that is of no kind that uprgraph reads; a folder may hold such files."""


class BadRow(UprgraphError):
    """A row of a file that says something impossible; names file, row and spelling."""


class NotFetched(UprgraphError):
    """Something that was asked for over the network did not come, or not whole; what was there before is unchanged."""


class StoreError(UprgraphError):
    """The store cannot be opened, read or written."""


class OtherFormat(StoreError):
    """The store was made by another version of uprgraph."""


class StoreBusy(StoreError):
    """Another build is writing the store."""


class QueryError(UprgraphError):
    """A query that cannot be parsed or asked, or a parameter that does not fit."""


class ReadOnly(UprgraphError, TypeError):
    """Something tried to write to the graph from the reading face."""
