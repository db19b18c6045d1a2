"""Published and independently counted figures beside those of a store: ``python -m uprgraph.truth [FILE|FOLDER ...]``.

The figures are in ``facts/published-figures.csv``, each with who tells it and of which sessions. A figure is
compared only where the store holds records of exactly those sessions; otherwise it is not comparable, which is
neither right nor wrong.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

from uprgraph import catalogue, units
from uprgraph.coverage import spans
from uprgraph.errors import UprgraphError
from uprgraph.resources import facts
from uprgraph.results import Result
from uprgraph.store import Store

AGREES, DIFFERS = "agrees", "differs"
COLUMNS = ("figure", "sessions", "unit", "expected", "found", "verdict", "told_by", "note")
SOURCE = "upr-info"


def check(store: Store) -> Result:
    """One row for each figure: what was expected, what the store gives, ``agrees``, ``differs`` or why not compared."""
    for kept in (_answered, _whole):  # a service may hold something else than when it was asked before
        kept.cache_clear()
    loaded = _loaded(store)
    rows = [_compared(store, figure, loaded) for figure in facts("published-figures")]
    return Result(
        name="truth",
        question="Do published and independently counted figures come out of this store?",
        columns=COLUMNS,
        rows=rows,
        unit="figures",
        notes=[] if loaded else ["No records of UPR Info are loaded, so nothing can be compared."],
    )


def _loaded(store: Store) -> set[int]:
    """The sessions of which the store holds records of UPR Info."""
    if SOURCE not in units.record_sources(store):
        return set()
    return {int(str(row["session"])) for row in _ask(store, "acceptance-by-session")}


def _compared(store: Store, figure: Mapping[str, str], loaded: set[int]) -> tuple[object, ...]:
    """The row of one figure; the found value has as many decimals as the expected one."""
    wanted = _numbers(figure["sessions"])
    known = " ".join(filter(None, [figure["figure"].replace("_", " "), figure["argument"]]))
    places = int(figure["decimals"])
    expected = float(figure["value"])
    missing = wanted - loaded
    found = None
    if missing:
        verdict = f"not comparable: sessions {spans(sorted(missing))} are not loaded"
    elif len(wanted) > 1 and loaded - wanted:
        verdict = f"not comparable: sessions {spans(sorted(loaded - wanted))} are loaded too"
    else:
        found = round(_FIGURES[figure["figure"]](store, figure["argument"], _given(wanted)), places)
        verdict = AGREES if found == expected else DIFFERS
    shown = [None if value is None else (value if places else int(value)) for value in (expected, found)]
    return (known, figure["sessions"], figure["unit"], *shown, verdict, figure["told_by"], figure["note"] or None)


def _given(sessions: set[int]) -> Given:
    return {"session": sorted(sessions)}


def _numbers(text: str) -> set[int]:
    """The sessions of ``1-9, 18-20``.

    >>> sorted(_numbers("1-3, 18"))
    [1, 2, 3, 18]
    """
    found: set[int] = set()
    for part in text.split(","):
        low, _, high = part.strip().partition("-")
        found.update(range(int(low), int(high or low) + 1))
    return found


Given = Mapping[str, list[int]]


def _ask(store: Store, name: str, **given: int | str | list[int]) -> list[dict[str, object]]:
    return _answered(store, name, tuple((key, tuple(v) if isinstance(v, list) else v) for key, v in given.items()))


@lru_cache(maxsize=100)
def _answered(
    store: Store, name: str, given: tuple[tuple[str, int | str | tuple[int, ...]], ...]
) -> list[dict[str, object]]:
    """The answer to a question, asked once for all figures that come out of it; not to be changed."""
    parameters = catalogue.load(name).parameters
    limit = {"limit": 1000} if "limit" in parameters else {}
    return catalogue.ask(store, name, unit="records", source=SOURCE, **limit, **dict(given)).dicts()


def _sum(rows: list[dict[str, object]], column: str = "n") -> int:
    return sum(int(str(row[column] or 0)) for row in rows)


def _share(rows: list[dict[str, object]]) -> float:
    accepted, noted = _sum(rows, "accepted"), _sum(rows, "noted")
    return 100 * accepted / (accepted + noted)


def _answers(store: Store, given: Given) -> list[dict[str, object]]:
    return [row for row in _ask(store, "acceptance-by-session") if row["session"] in given["session"]]


def _of_action(store: Store, action: str, given: Given) -> list[dict[str, object]]:
    return [row for row in _ask(store, "acceptance-by-action", **given) if str(row["action"]) == action]


def _of_group(store: Store, which: str, given: Given) -> list[dict[str, object]]:
    return [row for row in _ask(store, "acceptance-own-group", **given) if row["maker_is"] == which]


def _of_theme(store: Store, theme: str, given: Given) -> list[dict[str, object]]:
    return _ask(store, "acceptance-by-theme", theme=theme, **given)


def _reviews(store: Store, given: Given) -> int:
    return len(_ask(store, "itemised-reviews", **given))


def _network(store: Store, measure: str, given: Given) -> float:
    return _whole(store, tuple(given["session"]))[measure]


@lru_cache(maxsize=1)
def _whole(store: Store, sessions: tuple[int, ...]) -> dict[str, float]:
    """The measures of the network of states; figures of the same sessions follow each other in the table."""
    from uprgraph import measures, networks

    graph = networks.network(store, "states", unit="records", source=SOURCE, session=sessions)
    rows = measures.of_network(graph, permutations=1).dicts()
    return {row["measure"]: row["value"] for row in rows}


_FIGURES: Mapping[str, Callable[[Store, str, Given], float]] = {
    "records": lambda store, _, given: _sum(_answers(store, given)),
    "reviews": lambda store, _, given: _reviews(store, given),
    "per_review": lambda store, _, given: _sum(_answers(store, given)) / _reviews(store, given),
    "accepted_share": lambda store, _, given: _share(_answers(store, given)),
    "action": lambda store, action, given: _sum(_of_action(store, action, given)),
    "action_share": lambda store, action, given: (
        100 * _sum(_of_action(store, action, given)) / _sum(_answers(store, given))
    ),
    "accepted_share_of_action": lambda store, action, given: _share(_of_action(store, action, given)),
    "accepted_share_own_group": lambda store, _, given: _share(_of_group(store, "own group", given)),
    "accepted_share_other_group": lambda store, _, given: _share(_of_group(store, "other group", given)),
    "theme": lambda store, theme, given: _sum(_of_theme(store, theme, given)),
    "accepted_share_of_theme": lambda store, theme, given: _share(_of_theme(store, theme, given)),
    "made": lambda store, maker, given: _sum(
        [row for row in _ask(store, "top-makers", **given) if row["maker"] == maker]
    ),
    "received": lambda store, state, given: _sum(
        [row for row in _ask(store, "top-receivers", **given) if row["state_under_review"] == state]
    ),
    "states": lambda store, _, given: _network(store, "nodes", given),
    "edges": lambda store, _, given: _network(store, "edges", given),
    "density": lambda store, _, given: _network(store, "density", given),
    "reciprocity": lambda store, _, given: _network(store, "reciprocity", given),
}


def main(arguments: list[str]) -> int:
    """Builds a store of its own from the files and folders given (else takes the user's) and prints the comparison.

    Returns 1 where a figure differs.
    """
    from tempfile import TemporaryDirectory

    from uprgraph import building

    if arguments:
        with TemporaryDirectory() as folder:
            building.build(*arguments, store=Path(folder) / "store")
            result = check(building.open_or_build(Path(folder) / "store"))
    else:
        result = check(building.open_or_build(None))
    sys.stdout.write(result.to_markdown())
    return int(any(row[5] == DIFFERS for row in result.rows))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except UprgraphError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
