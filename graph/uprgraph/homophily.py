"""How far states recommend to their own regional group, against what they could and what chance would give.

Formulas, references and limits are in ``docs/measures.md``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from uprgraph import schedule
from uprgraph.errors import QueryError
from uprgraph.resources import facts
from uprgraph.results import Result
from uprgraph.ties import NO_GROUP

if TYPE_CHECKING:
    from uprgraph.network_graph import Network

COLUMNS: Mapping[str, str] = {
    "group": "regional group of the makers; all: every known maker, the two observers too",
    "n": "what these makers recommended",
    "own": "of this, to States under review of the maker's own group",
    "observed": "own by n",
    "opportunity": (
        "what the share would be if each recommendation of a review came from any state or observer that could "
        "have spoken in it, the State under review left out, with equal chance"
    ),
    "ratio": "observed by opportunity: above 1 more to the own group than open to it, below 1 less",
    "null_mean": (
        "mean share when the makers of each session are dealt anew over its recommendations: everyone makes and "
        "receives as many as in truth, nobody recommends to itself"
    ),
    "null_low": "2.5 % of the shares dealt so lie below: no confidence interval of observed, but what chance gives",
    "null_high": "2.5 % of the shares dealt so lie above",
    "z": "observed less null_mean, in standard deviations of the shares dealt so",
    "ratio_null": "observed by null_mean",
    "p": (
        "chance of a share as far out as observed, either way, when dealt so: twice the smaller tail, the observed one "
        "counted in (Phipson and Smyth 2010)"
    ),
}
OF_EDGES = ("minimum", "top", "backbone")
"""Filters that choose edges by their weight, after they were counted."""
Row = tuple[str, int, str | None, str | None, str, str, int]
"""Review, session, maker (ISO3, None where unknown), its group, State under review, its group, how many."""
SINCE = {"SSD": 12}
"""States that came to be since 2008, with the first session after: South Sudan, independent from 9 July 2011."""
BURN_IN = 200
BETWEEN = 10
"""Rounds before the first draw and from one to the next; in a round about half of the recommendations change makers."""


def speakers() -> dict[str, str]:
    """ISO3 -> regional group of all who may speak in a review but their own: 193 member states, two observers."""
    return {row["iso3"]: row["regional_group"] for row in facts("states")}


def of_graph(graph: Network, seed: int = 0, permutations: int = 1000) -> Result:
    """The homophily of what a network of the kind *states* counts, with its unit, filters and coverage.

    Raises QueryError for another network, and for one of chosen edges: an edge that was left out for its
    small weight would pass for a recommendation that nobody made.
    """
    filters = {name: str(value) for name, value in graph.graph["filters"].items()}
    if graph.graph["kind"] != "states":
        raise QueryError(f"homophily is of the network of states, not of {graph.graph['kind']}")
    if chosen := [name for name in OF_EDGES if name in filters]:
        raise QueryError(f"homophily is of all that was recommended: leave out --{' and --'.join(chosen)}")
    counted = Counter((item.review, item.maker, item.state_under_review) for item in graph.details)
    sessions = {review: held.session for review, held in schedule.reviews().items()}
    group = dict(graph.nodes(data="group"))
    rows = [
        (review, sessions[review], maker, group[maker], state, group[state], n)
        for (review, maker, state), n in counted.items()
        if review in sessions
    ]
    found = homophily(rows, speakers(), seed, permutations, graph.graph["unit"])
    found.parameters = {**filters, **found.parameters}
    missing = sum(n for (review, _, _), n in counted.items() if review not in sessions)
    notes = [f"{missing} of reviews that the calendar does not hold are left out."] if missing else []
    found.notes = [*filter(None, [graph.graph["source"], *graph.graph["notes"]]), *found.notes, *notes]
    return found


def homophily(
    rows: Iterable[Row],
    speakers: Mapping[str, str],
    seed: int = 0,
    permutations: int = 1000,
    unit: str = "records",
) -> Result:
    """One row for all makers and one for each regional group of makers; ``COLUMNS`` says what is in it.

    *rows* tell how many recommendations each maker made in each review, *speakers* (ISO3 -> group) who
    could have spoken in them. Makers without a regional group (observers) count among all, and what they
    recommend is never to their own group. Unknown makers are left out, and a note says how many.
    A cell is empty where a share or a ratio is not defined. The same seed gives the same rows.
    Raises QueryError for fewer than 1 permutation, or where a state recommends to itself.
    """
    if permutations < 1:
        raise QueryError(f"permutations are 1 or more, not {permutations}")
    made = _Made(rows)
    total, own = made.total(), made.own(made.maker)
    could = {group: _could(made, speakers, group) for group in made.groups}
    could_all = sum(part for part, _ in could.values()), float(len(made.maker))
    chance = np.random.default_rng(seed)
    dealt = [made.own(makers) for makers in _dealt(made, chance, permutations)] if made.free else []
    draws = np.array(dealt, dtype=np.int64).reshape(len(dealt), len(made.groups))
    lines = [_line("all", len(made.maker), int(own.sum()), could_all, draws.sum(axis=1))]
    lines += [
        _line(group, int(total[at]), int(own[at]), could[group], draws[:, at])
        for at, group in enumerate(made.groups)
        if total[at]
    ]
    return Result(
        name="measures/homophily",
        question="Do states recommend to their own regional group more than they could by chance?",
        columns=tuple(COLUMNS),
        rows=lines if len(made.maker) else [],
        unit=unit,
        parameters={"seed": str(seed), "permutations": str(permutations)},
        notes=_notes(made),
    )


class _Made:
    """The recommendations one by one, by session: the places of maker and State under review among the states."""

    def __init__(self, rows: Iterable[Row]) -> None:
        known: list[tuple[int, str, str, int]] = []
        self.reviews: Counter[tuple[str, int, str, str]] = Counter()
        """(Review, session, State under review, its group) -> how many of known makers."""
        self.unknown = 0
        group_of: dict[str, str] = {}
        for review, session, maker, maker_group, state, state_group, n in rows:
            if maker == state:
                raise QueryError(f"{review}: {maker} recommends to itself; leave pledges out")
            if not maker:
                self.unknown += n
            elif n:
                known.append((session, state, maker, n))
                self.reviews[review, session, state, state_group] += n
                group_of |= {maker: maker_group or "", state: state_group or ""}
        known.sort()
        self.groups = sorted(set(group_of.values()) - set(NO_GROUP))
        places = {state: at for at, state in enumerate(sorted(group_of))}
        number = {group: at for at, group in enumerate(self.groups)}
        self.group_of = np.array([number.get(group_of[state], -1) for state in places], dtype=np.int64)
        """Of each state, the place of its group among the groups; -1 where it has none."""
        times = np.array([row[3] for row in known], dtype=np.int64)
        self.maker = np.repeat(np.array([places[row[2]] for row in known], dtype=np.int64), times)
        self.state = np.repeat(np.array([places[row[1]] for row in known], dtype=np.int64), times)
        sessions = np.repeat(np.array([row[0] for row in known], dtype=np.int64), times)
        self.sizes = np.unique(sessions, return_counts=True)[1]
        """Of each session, how many were made in it."""

    @property
    def free(self) -> bool:
        """Whether makers can be dealt to another review of their session."""
        return len(self.reviews) > len(self.sizes)

    def total(self) -> NDArray[np.int64]:
        """Of each group, how many its states made."""
        groups = self.group_of[self.maker]
        return np.bincount(groups[groups >= 0], minlength=len(self.groups))

    def own(self, makers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Of each group, how many would be to its own states if these had made them."""
        groups = self.group_of[makers]
        return np.bincount(groups[(groups >= 0) & (groups == self.group_of[self.state])], minlength=len(self.groups))


def _could(made: _Made, speakers: Mapping[str, str], group: str) -> tuple[float, float]:
    """What the states of a group would make to their own, and in all, if everyone were as likely to be the maker."""
    own = every = 0.0
    for (_, session, state, state_group), n in sorted(made.reviews.items()):
        there = [iso3 for iso3 in speakers if iso3 != state and session >= SINCE.get(iso3, 0)]
        expected = n * sum(speakers[iso3] == group for iso3 in there) / len(there) if there else 0.0
        every += expected
        own += expected * (state_group == group)
    return own, every


def _dealt(made: _Made, chance: np.random.Generator, draws: int) -> Iterator[NDArray[np.int64]]:
    """The makers of the recommendations, dealt anew within each session: a Markov chain that starts from the true ones.

    In a round the recommendations of a session are paired by a reflection of their order at a random
    point, and each pair swaps its makers with probability 1/2 if neither then recommends to itself; then
    three random ones pass their makers round under the same condition. Each move is as likely as its
    reverse, so in the long run every assignment with these margins is equally likely; swaps and
    rounds of three together reach all of them (Aoki and Takemura 2005, tables with an empty diagonal).
    """
    sizes, starts = made.sizes, np.cumsum(made.sizes) - made.sizes
    start, size = np.repeat(starts, sizes), np.repeat(sizes, sizes)
    all_places = np.arange(len(made.maker))
    place = all_places - start
    maker, state = made.maker.copy(), made.state
    for turn in range(1, BURN_IN + draws * BETWEEN + 1):
        partner = np.repeat(chance.integers(sizes), sizes) - place
        partner += start + size * (partner < 0)
        coin = chance.integers(2, size=len(maker), dtype=np.bool_)
        one = np.flatnonzero(coin & (all_places < partner))
        other = partner[one]
        fits = (maker[other] != state[one]) & (maker[one] != state[other])
        one, other = one[fits], other[fits]
        maker[one], maker[other] = maker[other], maker[one]
        first, second, third = starts + chance.integers(sizes, size=(3, len(sizes)))
        fits = (first != second) & (second != third) & (third != first)
        fits &= (maker[second] != state[first]) & (maker[third] != state[second]) & (maker[first] != state[third])
        round_of = np.stack([first, second, third])[:, fits]
        maker[round_of] = maker[np.roll(round_of, -1, axis=0)]
        if turn > BURN_IN and (turn - BURN_IN) % BETWEEN == 0:
            yield maker


def _line(group: str, n: int, own: int, could: tuple[float, float], draws: NDArray[np.int64]) -> tuple[object, ...]:
    """A row of the answer; *draws* say how many are own in each draw, none where there is nothing to deal."""
    observed, opportunity = _ratio(own, n), _ratio(*could)
    values = observed, opportunity, _ratio(observed or 0.0, opportunity or 0.0), *_against(own, n, draws)
    return (group, n, own, *(None if value is None else round(value, 6) for value in values))


def _against(own: int, n: int, draws: NDArray[np.int64]) -> tuple[float | None, ...]:
    """The columns of the null model, from ``null_mean`` to ``p``."""
    if not len(draws):
        return (None,) * 6
    mean, deviation = float(draws.mean()), float(draws.std(ddof=1)) if len(draws) > 1 else 0.0
    low, high = (float(end) / n for end in np.quantile(draws, (0.025, 0.975)))
    tail = min(int((draws >= own).sum()), int((draws <= own).sum()))
    p = min(1.0, 2 * (tail + 1) / (len(draws) + 1))
    return mean / n, low, high, _ratio(own - mean, deviation), _ratio(own, mean), p


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _notes(made: _Made) -> list[str]:
    groups = made.group_of[made.maker]
    notes = []
    if without := int((groups < 0).sum()):
        notes.append(f"{without} of makers without a regional group (observers) are in n of all, never in own.")
    if made.unknown:
        notes.append(f"{made.unknown} of unknown makers are left out.")
    if len(made.maker) and not made.free:
        notes.append("No session has more than one review here: to deal its makers anew changes nothing, so no null.")
    return notes
