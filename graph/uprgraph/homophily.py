"""How far states recommend to their own regional group, against what they could and what chance would give.

Formulas, references and limits are in ``docs/measures.md``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from uprgraph import schedule
from uprgraph.errors import QueryError
from uprgraph.resources import facts
from uprgraph.results import Result
from uprgraph.ties import NO_GROUP, checked

if TYPE_CHECKING:
    from uprgraph.network_graph import Network

COLUMNS: Mapping[str, str] = {
    "group": "regional group of the makers; all: every known maker, the two observers too",
    "n": "what these makers recommended",
    "own": "of this, to States under review of the maker's own group",
    "observed": "own by n",
    "opportunity_weighted": (
        "what the share would be if each recommendation of a review came from any state or observer that could "
        "have spoken in it, the State under review left out, with equal chance; a review weighs as many as were made "
        "in it, while opportunity_percent of the question homophily-by-group takes all reviews alike"
    ),
    "ratio_weighted": (
        "observed by opportunity_weighted: above 1 more to the own group than open to it, below 1 less; not the ratio "
        "of the question homophily-by-group, which takes all reviews alike"
    ),
    "null_mean": (
        "mean share when the makers of each session are dealt anew over its recommendations: everyone makes and "
        "receives as many as in truth, nobody recommends to itself"
    ),
    "null_low": (
        "2.5 % of the shares dealt so lie below: no confidence interval of observed, but what chance gives; too "
        "narrow, since what a maker says in one review is dealt singly: quote bundled_low and bundled_high"
    ),
    "null_high": "2.5 % of the shares dealt so lie above",
    "z": "observed less null_mean, in standard deviations of the shares dealt so; too far from 0, as null_low says",
    "ratio_null": "observed by null_mean",
    "p": (
        "chance of a share as far out as observed, either way, when dealt so: twice the smaller tail, the observed one "
        "counted in (Phipson and Smyth 2010); too small, as null_low says"
    ),
    "bundled_mean": (
        "mean share when bundles are dealt, each all that one maker made in one review: the bundles of each session "
        "change reviews, whole and with their makers; every review gets as many bundles as in truth, nobody "
        "recommends to itself"
    ),
    "bundled_low": "2.5 % of the shares of bundles dealt so lie below: the interval to quote",
    "bundled_high": "2.5 % of the shares of bundles dealt so lie above",
}
OF_EDGES = ("minimum", "top", "backbone")
"""Filters that choose edges by their weight, after they were counted."""
OF_STATES = ("maker", "group", "bloc", "state", "state-group", "state-bloc")
"""Filters that choose makers or States under review: chance can then deal to the chosen ones alone."""
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

    Raises QueryError for another network, and as ``obstacle`` says.
    """
    filters = {name: str(value) for name, value in graph.graph.get("filters", {}).items()}
    if graph.graph.get("kind") != "states":
        raise QueryError(f"homophily is of the network of states, not of {graph.graph['kind']}")
    if said := obstacle(filters):
        raise QueryError(said)
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


def obstacle(filters: Mapping[str, object]) -> str | None:
    """Why the homophily of a network with these filters would mislead, and what to do; None where it would not.

    An edge left out for its small weight would pass for a recommendation that nobody made. Where makers or States
    under review are chosen, only what they made or received is dealt: among the makers of one group alone, every
    dealing has the share that is observed.
    """
    if chosen := [name for name in OF_STATES if name in filters]:
        read = f" and read the line of {filters['group']}" if "group" in chosen else ""
        out = " and --".join(chosen)
        return f"homophily needs all makers and all States under review: leave --{out} out{read}"
    if chosen := [name for name in OF_EDGES if name in filters]:
        return f"homophily is of all that was recommended: leave out --{' and --'.join(chosen)}"
    return None


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
    Raises QueryError for a seed below 0, fewer than 1 permutation, or where a state recommends to itself.
    """
    if permutations < 1:
        raise QueryError(f"permutations are 1 or more, not {permutations}")
    made = _Made(rows)
    total, own = made.total(), made.own(made.bundles)
    could = {group: _could(made, speakers, group) for group in made.groups}
    could_all = sum(part for part, _ in could.values()), float(made.n)
    singly = made.draws(made.singles, np.random.default_rng(checked(seed)), permutations)
    bundled = made.draws(made.bundles, np.random.default_rng([seed, 1]), permutations)
    lines = [_line("all", made.n, int(own.sum()), could_all, singly.sum(axis=1), bundled.sum(axis=1))]
    lines += [
        _line(group, int(total[at]), int(own[at]), could[group], singly[:, at], bundled[:, at])
        for at, group in enumerate(made.groups)
        if total[at]
    ]
    return Result(
        name="measures/homophily",
        question="Do states recommend to their own regional group more than they could by chance?",
        columns=tuple(COLUMNS),
        rows=lines if made.n else [],
        unit=unit,
        parameters={"seed": str(seed), "permutations": str(permutations)},
        notes=_notes(made),
    )


@dataclass(frozen=True, slots=True)
class _Lots:
    """What is dealt, by session: single recommendations, or bundles of what a maker made in a review."""

    maker: NDArray[np.int64]
    """Of each, the place of its maker among the states."""
    n: NDArray[np.int64]
    """How many recommendations it is."""
    state: NDArray[np.int64]
    """The place of its State under review among the states."""
    sizes: NDArray[np.int64]
    """Of each session, how many lots it has."""


class _Made:
    """The recommendations of known makers, one by one and in bundles."""

    def __init__(self, rows: Iterable[Row]) -> None:
        bundles: Counter[tuple[int, str, str, str]] = Counter()
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
                bundles[session, state, review, maker] += n
                self.reviews[review, session, state, state_group] += n
                group_of |= {maker: maker_group or "", state: state_group or ""}
        self.groups = sorted(set(group_of.values()) - set(NO_GROUP))
        places = {state: at for at, state in enumerate(sorted(group_of))}
        number = {group: at for at, group in enumerate(self.groups)}
        self.group_of = np.array([number.get(group_of[state], -1) for state in places], dtype=np.int64)
        """Of each state, the place of its group among the groups; -1 where it has none."""
        known = [
            (places[maker], n, places[state], session) for (session, state, _, maker), n in sorted(bundles.items())
        ]
        makers, counts, states, sessions = np.array(known, dtype=np.int64).reshape(-1, 4).T
        self.n = int(counts.sum())
        self.bundles = _Lots(makers, counts, states, np.unique(sessions, return_counts=True)[1])
        self.singles = _Lots(
            np.repeat(makers, counts),
            np.ones(self.n, dtype=np.int64),
            np.repeat(states, counts),
            np.unique(np.repeat(sessions, counts), return_counts=True)[1],
        )

    @property
    def free(self) -> bool:
        """Whether makers can be dealt to another review of their session."""
        return len(self.reviews) > len(self.bundles.sizes)

    def total(self) -> NDArray[np.int64]:
        """Of each group, how many its states made."""
        return self._by_group(self.group_of[self.bundles.maker], self.bundles.n)

    def own(self, lots: _Lots) -> NDArray[np.int64]:
        """Of each group, how many of its states' are to its own states."""
        groups = self.group_of[lots.maker]
        return self._by_group(np.where(groups == self.group_of[lots.state], groups, -1), lots.n)

    def draws(self, lots: _Lots, chance: np.random.Generator, draws: int) -> NDArray[np.int64]:
        """Own of each group, a row for each dealing; no rows where there is nothing to deal."""
        own = [self.own(dealt) for dealt in _dealt(lots, chance, draws)] if self.free else []
        return np.array(own, dtype=np.int64).reshape(len(own), len(self.groups))

    def _by_group(self, groups: NDArray[np.int64], n: NDArray[np.int64]) -> NDArray[np.int64]:
        kept = groups >= 0
        return np.bincount(groups[kept], weights=n[kept], minlength=len(self.groups)).astype(np.int64)


def _could(made: _Made, speakers: Mapping[str, str], group: str) -> tuple[float, float]:
    """What the states of a group would make to their own, and in all, if everyone were as likely to be the maker."""
    own = every = 0.0
    for (_, session, state, state_group), n in sorted(made.reviews.items()):
        there = [iso3 for iso3 in speakers if iso3 != state and session >= SINCE.get(iso3, 0)]
        expected = n * sum(speakers[iso3] == group for iso3 in there) / len(there) if there else 0.0
        every += expected
        own += expected * (state_group == group)
    return own, every


def _dealt(lots: _Lots, chance: np.random.Generator, draws: int) -> Iterator[_Lots]:
    """The lots, with their makers, dealt anew within each session: a Markov chain that starts from the true ones.

    In a round the lots of a session are paired by a reflection of their order at a random point, and each
    pair changes places with probability 1/2 if neither maker then recommends to itself; then three
    random ones pass round under the same condition. Each move is as likely as its reverse, so in the
    long run every assignment of lots to places is equally likely; changes of two and
    rounds of three together reach all of them (Aoki and Takemura 2005, tables with an empty diagonal).
    """
    sizes, starts = lots.sizes, np.cumsum(lots.sizes) - lots.sizes
    start, size = np.repeat(starts, sizes), np.repeat(sizes, sizes)
    all_places = np.arange(len(lots.maker))
    place = all_places - start
    maker, state, lot = lots.maker.copy(), lots.state, all_places.copy()
    for turn in range(1, BURN_IN + draws * BETWEEN + 1):
        partner = np.repeat(chance.integers(sizes), sizes) - place
        partner += start + size * (partner < 0)
        coin = chance.integers(2, size=len(maker), dtype=np.bool_)
        one = np.flatnonzero(coin & (all_places < partner))
        other = partner[one]
        fits = (maker[other] != state[one]) & (maker[one] != state[other])
        one, other = one[fits], other[fits]
        maker[one], maker[other] = maker[other], maker[one]
        lot[one], lot[other] = lot[other], lot[one]
        first, second, third = starts + chance.integers(sizes, size=(3, len(sizes)))
        fits = (first != second) & (second != third) & (third != first)
        fits &= (maker[second] != state[first]) & (maker[third] != state[second]) & (maker[first] != state[third])
        round_of = np.array([first, second, third])[:, fits]
        after = round_of[[1, 2, 0]]
        maker[round_of], lot[round_of] = maker[after], lot[after]
        if turn > BURN_IN and (turn - BURN_IN) % BETWEEN == 0:
            yield _Lots(maker, lots.n[lot], state, sizes)


def _line(
    group: str,
    n: int,
    own: int,
    could: tuple[float, float],
    singly: NDArray[np.int64],
    bundled: NDArray[np.int64],
) -> tuple[object, ...]:
    """A row of the answer; the draws say how many are own in each dealing, none where there is nothing to deal."""
    observed, opportunity = _ratio(own, n), _ratio(*could)
    values = (
        *(observed, opportunity, _ratio(observed or 0.0, opportunity or 0.0)),
        *_against(own, n, singly),
        *_middle(n, bundled),
    )
    return (group, n, own, *(None if value is None else round(value, 6) for value in values))


def _middle(n: int, draws: NDArray[np.int64]) -> tuple[float | None, ...]:
    """Mean of the shares, and the ends of their middle 95 %."""
    if not len(draws):
        return (None,) * 3
    low, high = (float(end) / n for end in np.quantile(draws, (0.025, 0.975)))
    return float(draws.mean()) / n, low, high


def _against(own: int, n: int, draws: NDArray[np.int64]) -> tuple[float | None, ...]:
    """The columns of the null model, from ``null_mean`` to ``p``."""
    if not len(draws):
        return (None,) * 6
    mean, deviation = float(draws.mean()), float(draws.std(ddof=1)) if len(draws) > 1 else 0.0
    tail = min(int((draws >= own).sum()), int((draws <= own).sum()))
    p = min(1.0, 2 * (tail + 1) / (len(draws) + 1))
    return *_middle(n, draws), _ratio(own - mean, deviation), _ratio(own, mean), p


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _notes(made: _Made) -> list[str]:
    notes = []
    if without := made.n - int(made.total().sum()):
        notes.append(f"{without} of makers without a regional group (observers) are in n of all, never in own.")
    if made.unknown:
        notes.append(f"{made.unknown} of unknown makers are left out.")
    if made.n and not made.free:
        notes.append("No session has more than one review here: to deal its makers anew changes nothing, so no null.")
    return notes
