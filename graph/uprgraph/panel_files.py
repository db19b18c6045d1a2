"""A panel as pandas, Parquet and Stata have it: numbers as numbers, days as days, what is not known as missing."""

from __future__ import annotations

import io
import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from uprgraph.panel_columns import LABEL, Column
from uprgraph.results import plain

if TYPE_CHECKING:
    import pandas

    from uprgraph.panels import Panel

STAMP = datetime(1960, 1, 1)
"""The time in a Stata file, whose day 0 this is: the same rows give the same bytes."""
NUMBERS = ("integer", "number", "date")
"""Types of columns that are no text."""
SHORT = 2045
"""So many bytes has the longest text of fixed width in Stata; longer ones are strL."""


def frame(panel: Panel) -> pandas.DataFrame:
    """One row per row: texts, float64, datetime64, int64, or Int64 where some are missing; ``.attrs`` has the unit."""
    import pandas

    series = {}
    for column, values in _columns(panel):
        types = {"integer": "Int64" if None in values else "int64", "number": "float64", "date": "datetime64[s]"}
        series[column.name] = pandas.Series(values, dtype=types.get(column.type))
    made = pandas.DataFrame(series)
    made.attrs.update(question=panel.question, unit=panel.unit)
    return made


def _columns(panel: Panel) -> list[tuple[Column, list[Any]]]:
    """The columns with their values."""
    values = zip(*panel.rows, strict=True) if panel.rows else ((),) * len(panel.about)
    return [(column, [_value(column, value) for value in of]) for column, of in zip(panel.about, values, strict=True)]


def _value(column: Column, value: Any) -> Any:
    """A value as its column's type has it; None for a day of which no more than month or year is known."""
    if value is None:
        return None
    if column.type == "date":
        return date.fromisoformat(value) if len(value) == len("2014-01-28") else None
    return value if column.type in NUMBERS else str(plain(value))


def parquet(panel: Panel) -> bytes:
    """Parquet; the metadata of each column say its meaning, unit, source and values."""
    import pyarrow
    import pyarrow.parquet

    types = {"integer": pyarrow.int32(), "number": pyarrow.float64(), "date": pyarrow.date32()}
    fields, arrays = [], []
    for column, values in _columns(panel):
        kind = types.get(column.type, pyarrow.string())
        fields.append(pyarrow.field(column.name, kind, metadata=_metadata(column)))
        arrays.append(pyarrow.array(values, type=kind))
    about = {
        "question": panel.question,
        "unit": panel.unit,
        "parameters": json.dumps(panel.parameters),
        "notes": json.dumps(panel.notes),
    }
    table = pyarrow.Table.from_arrays(arrays, schema=pyarrow.schema(fields, metadata=about))
    stream = io.BytesIO()
    pyarrow.parquet.write_table(table, stream)
    return stream.getvalue()


def _metadata(column: Column) -> dict[str, str]:
    said = {"meaning": column.meaning, "unit": column.unit, "source": column.source}
    if column.values:
        said["values"] = "|".join(f"{number} {label}" for number, label in column.values.items())
    return said


def stata(panel: Panel) -> bytes:
    """A Stata file of version 118: days as %td, numbers in the smallest type, long texts as strL, with labels.

    A missing number is ``.``, a missing text is empty, as Stata has it.
    """
    import pandas

    columns = _columns(panel)
    values = {column.name: of if column.type in NUMBERS else [text or "" for text in of] for column, of in columns}
    long = [
        column.name for column, _ in columns if column.type not in NUMBERS and _is_long(column, values[column.name])
    ]
    stream = io.BytesIO()
    pandas.DataFrame(
        {column.name: pandas.Series(values[column.name], dtype=_stata_type(column, of)) for column, of in columns}
    ).to_stata(
        stream,
        write_index=False,
        version=118,
        time_stamp=STAMP,
        data_label=_cut(f"{panel.name.split('/')[-1]}: {panel.unit}"),
        variable_labels={column.name: column.label for column in panel.about},
        value_labels={column.name: {**column.values} for column in panel.about if column.values},
        convert_dates={column.name: "td" for column in panel.about if column.type == "date"},
        convert_strl=long,
    )
    return stream.getvalue()


def _is_long(column: Column, texts: list[str]) -> bool:
    return column.type == "long text" or any(len(text.encode()) > SHORT for text in texts)


def _stata_type(column: Column, values: list[Any]) -> str:
    """The type of pandas that Stata's smallest for these values is made of; byte and int are narrower there."""
    if column.type != "integer":
        return {"number": "float64", "date": "datetime64[s]"}.get(column.type, "object")
    largest = max((abs(value) for value in values if value is not None), default=0)
    return "Int8" if largest <= 100 else "Int16" if largest <= 32_740 else "Int32"


def _cut(label: str) -> str:
    return label if len(label) <= LABEL else f"{label[: LABEL - 3]}..."
