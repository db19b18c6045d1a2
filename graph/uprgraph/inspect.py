"""What a file is: kind, layout, rows, what it gives, which problems; without a store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from uprgraph.sources import Opened


def inspect(path: Path) -> dict[str, Any]:
    """Kind, source, layout, rows, counts and problems of one file of any kind.

    ``recommendations`` counts numbered paragraphs and ``paragraphs`` are their numbers; ``records`` counts
    records, or how often a document names a maker, clause by clause; ``referred`` are recommendations that
    a report answers without a number. A key that does not apply to the kind is left out. Raises
    NotReadable for a file that is of no known kind; a row that is wrong is a problem in the list, not an error.
    """
    file = Opened(path, skip_bad_rows=True)
    for _ in file.records():
        pass
    report = file.report
    found: dict[str, Any] = {
        "file": path.name,
        "kind": file.kind,
        "layout": report.layout,
        "symbol": report.symbol,
        "review": report.review,
        "source": file.source.name,
        "encoding": file.content.encoding,
        "sha256": file.content.sha256,
        "rows": report.rows,
        "reviews": len(report.reviews),
        "recommendations": report.recommendations,
        "paragraphs": report.paragraphs if report.review else None,
        "referred": report.referred,
        "records": report.records,
        "responses": dict(sorted(report.responses.items())),
        "positions": _counts(report.positions, "accepted", "noted", "pending"),
        "submissions": _counts(report.submissions, "individual", "joint", "other"),
        "pledges": report.pledges,
    }
    applies = {key: value for key, value in found.items() if value not in (None, 0, [], {}) or key == "rows"}
    return applies | {
        "notes": [f"{message}: {count}" for message, count in sorted(report.warnings.items())],
        "problems": report.bad_rows + report.problems,
    }


def _counts(counts: dict[str, int], *names: str) -> dict[str, int]:
    """All of *names* where one of them was met: none of a kind that the file could hold is a zero."""
    return {name: counts.get(name, 0) for name in names} if counts else {}
