"""Answers as tables: for the terminal, CSV, JSON, Markdown, Parquet, pandas, networkx."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import igraph
    import pandas

    from uprgraph.network_graph import Network, UndirectedNetwork

NOTEBOOK_ROWS = 20
FORMATS = ("table", "csv", "json", "markdown", "parquet")
_XSD = "http://www.w3.org/2001/XMLSchema#"


def python_value(term: Any) -> Any:
    """An RDF term as text, number, boolean; None where a variable is unbound.

    A literal that is no number in spite of its datatype stays the text that it is.
    """
    if term is None:
        return None
    try:
        kind = term.datatype.value
    except AttributeError:
        return getattr(term, "value", None) or str(term)
    convert = _CONVERT.get(kind)
    if convert is None:
        return term.value
    try:
        value = convert(term.value)
    except ValueError:
        return term.value
    return value if not isinstance(value, float) or math.isfinite(value) else term.value


_CONVERT: dict[str, Callable[[str], Any]] = {
    f"{_XSD}integer": int,
    f"{_XSD}decimal": float,
    f"{_XSD}double": float,
    f"{_XSD}float": float,
    f"{_XSD}boolean": lambda text: text in ("true", "1"),
}


@dataclass(slots=True)
class Result:
    """The answer of one question: columns, rows, and what its numbers count."""

    name: str
    question: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    unit: str
    parameters: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        return f"<{self.name}: {len(self.rows)} rows ({', '.join(self.columns)}); counted: {self.unit}>"

    def _repr_html_(self) -> str:
        """A plain table for notebooks, without a style that would reach other cells; at most NOTEBOOK_ROWS rows."""
        from html import escape

        def cells(values: Sequence[Any], tag: str) -> str:
            shown = ("" if value is None else escape(str(plain(value))) for value in values)
            return "<tr>" + "".join(f"<{tag}>{text}</{tag}>" for text in shown) + "</tr>"

        rows = self.rows[:NOTEBOOK_ROWS]
        more = len(self.rows) - len(rows)
        notes = [*([f"{more:,} more rows: .df has all"] if more else []), *([] if rows else ["No rows."]), *self.notes]
        return (
            f'<table><caption style="caption-side: top; text-align: left">{escape(self.heading)}</caption>'
            f"<thead>{cells(self.columns, 'th')}</thead>"
            f"<tbody>{''.join(cells(row, 'td') for row in rows)}</tbody></table>"
            + "".join(f"<p><small>{escape(note)}</small></p>" for note in notes)
        )

    @property
    def heading(self) -> str:
        """Question, parameters and unit on one line."""
        given = "; ".join(f"{key} {value}" for key, value in self.parameters.items() if key not in ("unit", "source"))
        return f"{self.question}{f' [{given}]' if given else ''} Counted: {self.unit}."

    @property
    def df(self) -> pandas.DataFrame:
        """A pandas DataFrame with one row per row of the answer; ``.attrs`` has question and unit."""
        import pandas

        frame = pandas.DataFrame(self.rows, columns=list(self.columns))
        frame.attrs.update(question=self.question, unit=self.unit)
        return frame

    def to_networkx(self) -> Network | UndirectedNetwork:
        """A networkx graph of an answer with ``source``, ``target`` and ``weight``, or maker, state or theme and ``n``.

        The other columns become attributes of nodes and edges. Raises QueryError for an answer without edges.
        """
        from uprgraph.networks import from_result

        return from_result(self)

    def to_igraph(self) -> igraph.Graph:
        """The same as an igraph graph; raises QueryError where igraph is not installed."""
        return self.to_networkx().to_igraph()

    def dicts(self) -> list[dict[str, Any]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def to_csv(self) -> str:
        """RFC 4180 with line feeds; an empty cell is "not known", never zero.

        A CSV file has no heading, so the column ``n`` of a question is named after its unit:
        ``n_records``, ``n_pairs``, ``n_recommendations`` or ``n_texts``.
        """
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        unit = self.unit.split(" ")[0].rstrip(",")
        named = unit in ("records", "pairs", "recommendations", "texts") and "/" not in self.name
        writer.writerow([f"n_{unit}" if named and column == "n" else column for column in self.columns])
        writer.writerows([plain(value) for value in row] for row in self.rows)
        return stream.getvalue()

    def to_json(self) -> str:
        about = {"question": self.question, "unit": self.unit, "parameters": self.parameters, "notes": self.notes}
        return json.dumps({**about, "columns": self.columns, "rows": self.dicts()}, ensure_ascii=False, indent=1) + "\n"

    def to_markdown(self) -> str:
        """A table in GitHub's Markdown, under a line with question and unit."""
        lines = [self.heading, "", _markdown_row(self.columns), _markdown_row(["---"] * len(self.columns))]
        lines += [_markdown_row(row) for row in self.rows]
        lines += ["", *self.notes] if self.notes else []
        return "\n".join(lines) + "\n"

    def to_parquet(self) -> bytes:
        """Parquet whose schema metadata says question, unit and parameters."""
        import pyarrow
        import pyarrow.parquet

        columns = list(zip(*self.rows, strict=True)) or [() for _ in self.columns]
        arrays = [_array(values) for values in columns]
        about = {"question": self.question, "unit": self.unit, "parameters": json.dumps(self.parameters)}
        table = pyarrow.table(dict(zip(self.columns, arrays, strict=True))).replace_schema_metadata(about)
        stream = io.BytesIO()
        pyarrow.parquet.write_table(table, stream)
        return stream.getvalue()


def _array(values: Sequence[Any]) -> Any:
    """An Arrow array; text where a column mixes kinds or has numbers that no column type holds."""
    import pyarrow

    try:
        return pyarrow.array(list(values))
    except (pyarrow.ArrowException, OverflowError):
        return pyarrow.array([None if value is None else str(plain(value)) for value in values])


def plain(value: Any) -> Any:
    """A value as a table shows it: no ``.0`` behind whole numbers, booleans as in RDF."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _markdown_row(values: Any) -> str:
    cells = ("" if value is None else str(plain(value)) for value in values)
    return "| " + " | ".join(cell.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
