"""One module per source: rows -> records, beside its description.

A source module has ``KIND`` and ``SOURCE`` (what it is), ``recognises(header)`` and
``read(table, reading)``; a new one is added to MODULES and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from uprgraph import readers
from uprgraph.errors import NotReadable, UnknownKind
from uprgraph.records import Report, Source, SourceFile
from uprgraph.sources import upr_info, upr_info_uwazi
from uprgraph.sources.rows import Reading

MODULES: tuple[ModuleType, ...] = (upr_info_uwazi, upr_info)


class Opened:
    """A file recognised by its content, ready to be read once."""

    def __init__(self, path: Path, skip_bad_rows: bool = False) -> None:
        self.path = path
        self.table = readers.table(path)
        module = next((module for module in MODULES if module.recognises(self.table.header)), None)
        if module is None:
            raise UnknownKind(
                f"{path}: not a file that uprgraph knows ({', '.join(kinds())}); "
                f"its first row is {', '.join(self.table.header)[:120]!r}"
            )
        self._module = module
        self.kind: str = module.KIND
        self.source: Source = module.SOURCE
        self._reading = Reading(self.table, module.SCHEME, skip_bad_rows)

    @property
    def report(self) -> Report:
        """Counts and warnings; complete when ``records`` has come to its end."""
        return self._reading.report

    def records(self) -> Iterator[object]:
        yield from self._module.read(self.table, self._reading)

    def described(self) -> SourceFile:
        return SourceFile(self.source.name, self.path.name, self.table.sha256, self.report.rows)

    def progress(self) -> float:
        return self.table.position()


def kinds() -> list[str]:
    return [module.KIND for module in MODULES]


def find(paths: list[Path], skip_bad_rows: bool = False) -> tuple[list[Opened], list[str]]:
    """Files that are open to be read, and a word for each file of a folder that is none of the known kinds.

    A folder is searched to its depth; a file that is named is always taken, so that what is
    wrong with it is said. Raises NotReadable where nothing is there.
    """
    found: list[Opened] = []
    passed: list[str] = []
    for path in paths:
        if path.is_dir():
            inside = 0
            for file in sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith((".", "~$"))):
                try:
                    found.append(Opened(file, skip_bad_rows))
                except UnknownKind as error:
                    passed.append(str(error))
                    continue
                inside += 1
            if not inside:
                raise NotReadable(f"{path}: no file in this folder is one that uprgraph knows ({', '.join(kinds())})")
        elif path.exists():
            found.append(Opened(path, skip_bad_rows))
        else:
            raise NotReadable(f"{path}: no such file or folder")
    return found, passed
