"""UPR Info's database as exported in August 2015, CSV and XLS.

One row per recommendation and recommending state, no paragraph number; action and issues after
UPR Info's method papers (E. McMahon's action categories). In the XLS the columns Rgrp and Org
stand twice, so these are read by position; all others by name.
"""

from __future__ import annotations

from collections.abc import Iterator

from uprgraph import names
from uprgraph.errors import BadRow, NotReadable
from uprgraph.namespaces import clean
from uprgraph.readers import Table
from uprgraph.records import Pledge, Record, Source
from uprgraph.sources.rows import Reading, columns

READS = Table
KIND = "UPR Info export of 2015"
SOURCE = Source(
    name="upr-info",
    title="UPR Info",
    publisher="UPR Info, Geneva",
    licence="not stated in the file; ask UPR Info before passing its texts on",
    citation="UPR Info, Database of UPR recommendations and voluntary pledges, export",
    address="https://upr-info-database.uwazi.io/",
)
SCHEME = "upr-info"
RESPONSES = {"accepted": "accepted", "noted": "noted", "pending": "pending"}
PLEDGE = "voluntary pledge"

REQUIRED = {
    "To": frozenset({"to", "sur"}),
    "Text": frozenset({"text", "recommendation"}),
    "From": frozenset({"from", "rs"}),
    "Response": frozenset({"response"}),
    "Action": frozenset({"action"}),
    "Issue": frozenset({"issue"}),
    "Session": frozenset({"session"}),
}
GROUP = frozenset({"rgrp", "to-rgrp", "from-rgrp"})
ORGANISATION = frozenset({"org", "to-org", "from-org"})


def recognises(table: Table) -> bool:
    """Whether most of the columns are those of this export, so that a wrong one can be named."""
    found = {clean(name).casefold() for name in table.header}
    known = set().union(*REQUIRED.values()) - {"recommendation", "text"}
    return len(found & known) >= 4 and bool(found & {"to", "sur", "from", "rs"})


def _twins(header: list[str], names: frozenset[str]) -> list[int]:
    """Where the two columns of a kind stand, first that of the State under review, then the maker's.

    The CSV names them ``To-`` and ``From-``; in the XLS they have one name and are told by position.
    """
    found = [index for index, name in enumerate(header) if name in names]
    return sorted(found, key=lambda index: header[index].startswith("from-"))


def read(table: Table, reading: Reading) -> Iterator[object]:
    """Records, pledges, and what the file says of states, groups, organisations and themes."""
    header = [clean(name).casefold() for name in table.header]
    at = columns(table.header, REQUIRED, table.path)
    groups, organisations = _twins(header, GROUP), _twins(header, ORGANISATION)
    if len(groups) not in (0, 2) or len(organisations) not in (0, 2):
        raise NotReadable(f"{table.path}: the columns Rgrp and Org stand once or thrice; they come in twos")
    used = {*at.values(), *groups, *organisations}
    for index, name in enumerate(table.header):
        if index not in used:
            reading.report.warn(f"column {name!r} is not known and was left out")

    to, text, by = at["To"], at["Text"], at["From"]
    canonical = [to, *groups[:1], *organisations[:1], text, by, *groups[1:], *organisations[1:]]
    canonical += [at["Response"], at["Action"], at["Issue"], at["Session"]]

    def convert(row: list[str]) -> Iterator[object]:
        state = names.iso3(clean(row[to]))
        maker = reading.maker(row[by])
        session = reading.session(row[at["Session"]])
        action = reading.action(row[at["Action"]])
        themes, new_themes = reading.themes(row[at["Issue"]].split(","))
        answer = clean(row[at["Response"]]).casefold()
        if answer not in RESPONSES and answer != PLEDGE:
            raise BadRow(f"unknown response {row[at['Response']]!r}: Accepted, Noted, Pending or Voluntary Pledge")
        words = clean(row[text])
        if not words:
            raise BadRow("the text is empty")
        if (maker == state) != (answer == PLEDGE):
            raise BadRow(f"{row[to].strip()} to itself is a voluntary pledge, to another a recommendation")
        review, about_review = reading.review(state, session)
        yield from about_review
        for place, who in enumerate((state, maker)):
            if groups and organisations:
                group = clean(row[groups[place]])
                yield from reading.coding(who, group, row[organisations[place]])
        yield from new_themes
        key = reading.key([row[index] for index in canonical])
        if answer == PLEDGE:
            yield Pledge(SOURCE.name, key, review, action, themes, SCHEME, words)
        else:
            yield Record(SOURCE.name, key, review, maker, RESPONSES[answer], action, themes, SCHEME, words)

    yield from reading.table(table, convert)
