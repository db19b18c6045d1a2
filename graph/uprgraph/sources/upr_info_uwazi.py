"""UPR Info's database of today: the CSV export of its Uwazi platform.

Columns are found by label, in any case; several values in a cell are joined by ``|``. State labels
are inverted and hold commas ("Iran, Islamic Republic of"), so they are never split on commas.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from uprgraph import names, schedule
from uprgraph.errors import BadRow
from uprgraph.namespaces import clean, slug
from uprgraph.readers import Table
from uprgraph.records import Pledge, Record, Source
from uprgraph.sources.rows import Reading, columns

READS = Table
KIND = "UPR Info export (Uwazi)"
SOURCE = Source(
    name="upr-info-uwazi",
    title="UPR Info (Uwazi)",
    publisher="UPR Info, Geneva",
    licence="not stated in the file; ask UPR Info before passing its texts on",
    citation="UPR Info, Database of UPR recommendations and voluntary pledges, Uwazi export",
    address="https://upr-info-database.uwazi.io/",
)
SCHEME = "upr-info"
RESPONSES = {
    "accepted": "accepted",
    "supported": "accepted",
    "noted": "noted",
    "not supported": "noted",
    "rejected": "noted",
    "pending": "pending",
}
PLEDGE = "voluntary pledge"

REQUIRED = {
    "Recommendation": frozenset({"recommendation", "text", "recommendation text", "text of the recommendation"}),
    "State under Review": frozenset({"state under review", "sur", "reviewed state"}),
    "Recommending State": frozenset({"recommending state", "recommending states", "recommending country"}),
    "Response": frozenset({"response", "position"}),
    "Issues": frozenset({"issues", "issue", "themes", "theme"}),
    "Action Category": frozenset({"action category", "action", "action categories"}),
    "Session": frozenset({"session", "upr session"}),
}
CYCLE = frozenset({"cycle", "upr cycle"})
LEFT_OUT = CYCLE | frozenset(
    {"title", "date added", "template", "geolocation", "documents", "attachments", "published", "language", "id"}
    | {"regional group", "regional groups", "recommending state regional group"}
    | {"state under review - regional group", "recommending state - regional group"}
    | {"organisations", "organizations"}
)


def recognises(table: Table) -> bool:
    """Whether the header is Uwazi's: its own columns, or the database's labels."""
    found = {clean(name).casefold() for name in table.header}
    labels = {"state under review", "recommending state", "action category"}
    return {"title", "template"} <= found or len(found & labels) >= 2


def read(table: Table, reading: Reading) -> Iterator[object]:
    """Records (one for each recommending state of a row), pledges, themes new to the scheme."""
    at = columns(table.header, REQUIRED, table.path)
    for index, name in enumerate(table.header):
        if index not in at.values() and clean(name).casefold() not in LEFT_OUT:
            reading.report.warn(f"column {clean(name)!r} is not known and was left out")
    cycle_at = next((i for i, name in enumerate(table.header) if clean(name).casefold() in CYCLE), None)

    def convert(row: list[str]) -> Iterator[object]:
        cells = {column: row[at[column]] for column in REQUIRED}
        return said(cells, row[cycle_at] if cycle_at is not None else "", reading)

    yield from reading.table(table, convert)


def said(cell: Mapping[str, str], cycle: str, reading: Reading) -> Iterator[object]:
    """What one row says, by its cells as the CSV has them; their order, that of REQUIRED, makes the row's key.

    Raises BadRow or UnknownName for what cannot be.
    """
    state = names.iso3(clean(cell["State under Review"]))
    session = reading.session(cell["Session"])
    action = reading.action(cell["Action Category"])
    # Uwazi writes a value of a group behind the group's name.
    themes, new_themes = reading.themes([label.rpartition("::")[2] for label in cell["Issues"].split("|")])
    answer = clean(cell["Response"]).casefold()
    if answer and answer not in RESPONSES and answer != PLEDGE:
        raise BadRow(f"unknown response {cell['Response']!r}: Supported, Noted, Not Supported, Pending or blank")
    words = clean(cell["Recommendation"])
    if not words:
        raise BadRow("the text is empty")
    review, about_review = reading.review(state, session)
    cycle = clean(cycle)
    if cycle and str(schedule.sessions()[session].cycle) not in cycle.split(" "):
        reading.report.warn(f"rows whose cycle {cycle!r} is not that of session {session}")
    yield from about_review
    yield from new_themes
    if answer == PLEDGE:
        key = reading.key([*cell.values()])
        yield Pledge(SOURCE.name, key, review, action, themes, SCHEME, words)
        return
    if not answer:
        reading.report.warn("rows without a response")
    makers = [reading.maker(name) for name in cell["Recommending State"].split("|")]
    for maker in dict.fromkeys(makers):
        if maker == state:
            raise BadRow(f"{clean(cell['State under Review'])} cannot recommend to itself")
        key = reading.key([*cell.values(), maker or ""])
        yield Record(
            SOURCE.name,
            key,
            review,
            maker,
            RESPONSES.get(answer),
            action,
            themes,
            SCHEME,
            words,
            answer=slug(answer) if answer not in ("", "noted", "accepted", "pending") else None,
        )
