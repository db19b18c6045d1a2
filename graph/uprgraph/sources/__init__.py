"""One module per source: a file's content -> records, beside its description.

A source module has ``KIND``, ``SOURCE`` and ``SCHEME`` (what it is, whose it is, the scheme of its
themes), ``READS`` (which content: a table, a document, a stream of items), ``recognises(content)`` and
``read(content, reading)``; one whose files are documents also has ``identity(content)``, the document's
symbol or name, since a document may come as PDF and as DOCX. A new module is added to MODULES and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

from uprgraph.contents import Content, content
from uprgraph.errors import NotReadable, UnknownKind
from uprgraph.papers import Paper
from uprgraph.records import Report, Source, SourceFile
from uprgraph.sources import (
    addendum,
    ohchr_matrix,
    outcome_decision,
    stakeholder_summary,
    uhri,
    uhri_table,
    un_documents,
    upr_info,
    upr_info_api,
    upr_info_uwazi,
    working_group_report,
)
from uprgraph.sources.rows import Reading

MODULES: tuple[ModuleType, ...] = (
    uhri_table,
    upr_info_uwazi,
    upr_info,
    uhri,
    upr_info_api,
    ohchr_matrix,
    working_group_report,
    addendum,
    outcome_decision,
    stakeholder_summary,
)
WORKERS = 2
"""How many files are opened at once: a PDF is read by a process of its own."""


NOT_WHOLE = "not whole yet; 'upr fetch' goes on with it"


class Opened:
    """A file recognised by its content, ready to be read once."""

    def __init__(self, path: Path, skip_bad_rows: bool = False) -> None:
        if path.suffix == ".part":
            raise NotReadable(f"{path}: {NOT_WHOLE}")
        self.path = path
        self.content: Content = content(path)
        module = next((m for m in MODULES if isinstance(self.content, m.READS) and m.recognises(self.content)), None)
        if module is None:
            raise UnknownKind(
                f"{path}: not a file that uprgraph knows ({', '.join(kinds())}); it begins {self.content.beginning()!r}"
            )
        self._module = module
        self.kind: str = module.KIND
        self.source: Source = module.SOURCE
        self.document: str | None = module.identity(self.content) if hasattr(module, "identity") else None
        self.revision: int = (
            un_documents.revision(self.content)
            if isinstance(self.content, Paper) and self.source is un_documents.SOURCE
            else 0
        )
        self._reading = Reading(path, module.SCHEME, skip_bad_rows)

    @property
    def letters(self) -> int:
        """How long the body of a document is; 0 for what is none."""
        return self.content.letters if isinstance(self.content, Paper) else 0

    @property
    def report(self) -> Report:
        """Counts and warnings; complete when ``records`` has come to its end."""
        return self._reading.report

    def records(self) -> Iterator[object]:
        try:
            for record in self._module.read(self.content, self._reading):
                self._reading.count(record)
                yield record
        except OSError as error:
            raise NotReadable(f"{self.path}: cannot be read: {error.strerror}") from error

    def described(self) -> SourceFile:
        return SourceFile(self.source.name, self.path.name, self.content.sha256, self.report.rows, self.document)

    def progress(self) -> float:
        return self.content.position()


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
            inside = [p for p in path.rglob("*") if p.is_file() and not p.name.startswith((".", "~$"))]
            passed += [f"{p}: {NOT_WHOLE}" for p in inside if p.suffix == ".part"]
            inside = [p for p in inside if not p.name.endswith((".part", ".part.json", ".sha256"))]
            known = 0
            for file in _opened(sorted(inside), skip_bad_rows):
                if isinstance(file, Opened):
                    found.append(file)
                    known += 1
                else:
                    passed.append(str(file))
            if not known:
                raise NotReadable(f"{path}: no file in this folder is one that uprgraph knows ({', '.join(kinds())})")
        elif path.exists():
            found.append(Opened(path, skip_bad_rows))
        else:
            raise NotReadable(f"{path}: no such file or folder")
    return found, passed


def _opened(paths: Iterable[Path], skip_bad_rows: bool) -> Iterator[Opened | NotReadable]:
    """The files in their order, opened two at a time; those of no known kind as the error that says so.

    With *skip_bad_rows* those that are damaged too.
    """

    def attempt(path: Path) -> Opened | NotReadable:
        try:
            return Opened(path, skip_bad_rows)
        except UnknownKind as error:
            return error
        except NotReadable as error:
            if skip_bad_rows:
                return error
            raise NotReadable(f"{error}; --skip-bad-rows goes on without it") from error

    with ThreadPoolExecutor(WORKERS) as pool:
        yield from pool.map(attempt, paths)
