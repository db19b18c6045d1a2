"""What a file is: kind, rows, what it gives, which problems; without a store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from uprgraph.sources import Opened


def inspect(path: Path) -> dict[str, Any]:
    """Kind, source, rows, records, pledges, reviews, positions and problems of one file.

    A key that does not apply to the kind is left out. Raises NotReadable for a file that is of no
    known kind; a row that is wrong is a problem in the list, not an error.
    """
    file = Opened(path, skip_bad_rows=True)
    for _ in file.records():
        pass
    report = file.report
    found: dict[str, Any] = {
        "file": path.name,
        "kind": file.kind,
        "source": file.source.name,
        "encoding": file.content.encoding,
        "sha256": file.content.sha256,
        "rows": report.rows,
        "reviews": len(report.reviews),
    }
    if report.records:
        found["records"] = report.records
        found["responses"] = dict(sorted(report.responses.items()))
    if report.pledges:
        found["pledges"] = report.pledges
    found["notes"] = [f"{message}: {count}" for message, count in sorted(report.warnings.items())]
    found["problems"] = report.bad_rows
    return found
