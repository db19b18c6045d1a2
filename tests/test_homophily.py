"""Recommendations to the own regional group: cases worked out by hand or enumerated, and the three real exports.

The real figures were counted from the CSV files by loops of their own; those of chance by another sampler: each
session shuffled at random, then what a state would recommend to itself exchanged at random; those of bundles by
exchanges of two bundles at a time, 3,000 dealings.
"""

from __future__ import annotations

from collections import Counter
from itertools import permutations
from typing import Any

import numpy
import pytest

import uprgraph
from uprgraph import homophily
from uprgraph.errors import QueryError

SPEAKERS = {"A1": "Asia", "A2": "Asia", "W1": "WEOG", "W2": "WEOG", "OB": "Observer"}


def rows_of(*made: tuple[str, int, str, str, int], groups: dict[str, str] = SPEAKERS) -> list[homophily.Row]:
    """Rows from (review, session, maker, State under review, how many)."""
    return [
        (review, session, maker or None, groups.get(maker, ""), state, groups[state], n)
        for review, session, maker, state, n in made
    ]


def answer(*made: tuple[str, int, str, str, int], permutations: int = 40, **options: object) -> dict[str, dict]:
    found = homophily.homophily(rows_of(*made), SPEAKERS, permutations=permutations, **options)
    return {row["group"]: row for row in found.dicts()}


def dealt(session: list[tuple[str, str]], draws: int, seed: int = 0) -> list[tuple[str, ...]]:
    """The makers of the recommendations (maker, State under review) of one session, dealt anew so often."""
    groups = {state: state for pair in session for state in pair}
    made = homophily._Made([(f"{to}-1", 1, by, groups[by], to, groups[to], 1) for by, to in session])
    names = sorted(groups)
    lots = made.singles
    assert [(names[by], names[to]) for by, to in zip(lots.maker, lots.state, strict=True)] == sorted(
        session, key=lambda pair: (pair[1], pair[0])
    )
    drawn = homophily._dealt(lots, numpy.random.default_rng(seed), draws)
    return [tuple(names[maker] for maker in one.maker) for one in drawn]


def possible(session: list[tuple[str, str]]) -> set[tuple[str, ...]]:
    """All ways to hand out the makers so that none recommends to itself."""
    session = sorted(session, key=lambda pair: (pair[1], pair[0]))
    return {
        makers
        for makers in permutations([by for by, _ in session])
        if all(by != to for by, (_, to) in zip(makers, session, strict=True))
    }


class TestObserved:
    """Shares and opportunities."""

    MADE = (("a1-1", 1, "A2", "A1", 1), ("a1-1", 1, "W1", "A1", 2), ("w1-1", 1, "A1", "W1", 1))

    def test_shares(self) -> None:
        """One of four is to the own group; of Asia's two, one; of WEOG's two, none."""
        found = answer(*self.MADE)
        assert {group: (row["n"], row["own"], row["observed"]) for group, row in found.items()} == {
            "all": (4, 1, 0.25),
            "Asia": (2, 1, 0.5),
            "WEOG": (2, 0, 0),
        }

    def test_opportunities(self) -> None:
        """Four could speak in each review beside the state itself, one of them of its group: a quarter of all.

        Of the three to A1, Asia would make 3 * 1/4, of the one to W1 1 * 2/4: 0.75 of 1.25 to its own;
        WEOG 3 * 2/4 and 1 * 1/4: 0.25 of 1.75.
        """
        found = answer(*self.MADE)
        assert {group: row["opportunity_weighted"] for group, row in found.items()} == pytest.approx(
            {"all": 0.25, "Asia": 0.6, "WEOG": 1 / 7}, abs=1e-6
        )
        assert [row["ratio_weighted"] for row in found.values()] == pytest.approx([1, 0.5 / 0.6, 0], abs=1e-6)

    def test_chance_may_leave_no_choice(self) -> None:
        """A1 cannot recommend to itself, so that it stays with W1, and the others with A1, however they are dealt."""
        [everyone, *_] = answer(*self.MADE).values()
        chance = ("null_mean", "null_low", "null_high", "z", "ratio_null", "p")
        assert [everyone[name] for name in chance] == [0.25, 0.25, 0.25, None, 1, 1]
        assert [everyone[f"bundled_{name}"] for name in ("mean", "low", "high")] == [0.25, 0.25, 0.25]

    def test_observers_count_among_all_and_are_never_own(self) -> None:
        found = homophily.homophily(rows_of(*self.MADE, ("a1-1", 1, "OB", "A1", 4)), SPEAKERS, permutations=1)
        assert [row[:4] for row in found.rows] == [("all", 8, 1, 0.125), ("Asia", 2, 1, 0.5), ("WEOG", 2, 0, 0)]
        assert found.notes == ["4 of makers without a regional group (observers) are in n of all, never in own."]

    def test_unknown_makers_are_left_out_in_words(self) -> None:
        found = homophily.homophily(rows_of(*self.MADE, ("a1-1", 1, "", "A1", 3)), SPEAKERS, permutations=1)
        assert found.rows[0][:3] == ("all", 4, 1)
        assert found.notes == ["3 of unknown makers are left out."]

    def test_dyads_of_zero_change_nothing(self) -> None:
        zero = (("w1-1", 1, "W2", "W1", 0), ("a2-1", 1, "W2", "A2", 0), ("a2-1", 1, "", "A2", 0))
        assert answer(*self.MADE, *zero) == answer(*self.MADE)

    def test_south_sudan_could_not_speak_before_its_independence(self) -> None:
        """To A1 in session 11 one of two could speak who is African, in session 12 two of three."""
        speakers = {"A1": "Africa", "A2": "Africa", "SSD": "Africa", "W1": "WEOG"}
        for session, share in ((11, 1 / 2), (12, 2 / 3)):
            rows = rows_of(("a1-1", session, "W1", "A1", 1), groups=speakers)
            assert homophily.homophily(rows, speakers).rows[0][4] == pytest.approx(share, abs=1e-6)

    def test_speakers(self) -> None:
        """193 member states in five groups, and two observers."""
        assert Counter(homophily.speakers().values()) == {
            "Africa": 54,
            "Asia": 54,
            "GRULAC": 33,
            "WEOG": 29,
            "EEG": 23,
            "Observer": 2,
        }

    def test_nothing(self) -> None:
        found = homophily.homophily([], SPEAKERS)
        assert (found.rows, found.notes) == ([], [])

    def test_observers_alone(self) -> None:
        rows = rows_of(("a1-1", 1, "OB", "A1", 1), ("w1-1", 1, "OB", "W1", 1))
        found = homophily.homophily(rows, SPEAKERS, permutations=1)
        assert [row[:3] for row in found.rows] == [("all", 2, 0)]

    def test_a_state_does_not_recommend_to_itself(self) -> None:
        with pytest.raises(QueryError, match="a1-1: A1 recommends to itself; leave pledges out"):
            answer(("a1-1", 1, "A1", "A1", 1))

    def test_permutations(self) -> None:
        with pytest.raises(QueryError, match="permutations are 1 or more, not 0"):
            answer(*self.MADE, permutations=0)


class TestDealing:
    """The sampler: every possible assignment, each about equally often."""

    @pytest.mark.parametrize(
        "session",
        [
            [("a", "b"), ("b", "a"), ("x", "a"), ("y", "b")],
            [("a", "b"), ("a", "c"), ("b", "a"), ("c", "a"), ("x", "b"), ("x", "c")],
            [("b", "a"), ("c", "a"), ("a", "b"), ("c", "b"), ("a", "c"), ("b", "c")],
        ],
    )
    def test_uniform(self, session: list[tuple[str, str]]) -> None:
        """Pearson's statistic over all possible assignments, below its 99.9 % point (seeded, so it stays there)."""
        from scipy.stats import chi2

        draws = 1_500
        found, every = Counter(dealt(session, draws)), possible(session)
        assert set(found) == every
        expected = draws / len(every)
        statistic = sum((found[makers] - expected) ** 2 / expected for makers in every)
        assert statistic < chi2.ppf(0.999, len(every) - 1)

    def test_three_that_recommend_round_are_turned_round(self) -> None:
        """No exchange of two is possible: a, b, c may only all change together."""
        found = Counter(dealt([("b", "a"), ("c", "b"), ("a", "c")], 800))
        assert set(found) == {("b", "c", "a"), ("c", "a", "b")}
        assert found["b", "c", "a"] == pytest.approx(400, abs=60)

    def test_margins_stay(self) -> None:
        session = [("a", "b")] * 3 + [("b", "a")] * 2 + [("x", "a")] * 4 + [("y", "b"), ("x", "c"), ("a", "c")]
        before = Counter(by for by, _ in session)
        for makers in dealt(session, 200):
            assert Counter(makers) == before
            assert all(by != to for by, to in zip(makers, sorted(to for _, to in session), strict=True))

    def test_sessions_are_dealt_apart(self) -> None:
        """W2 speaks in session 2 alone, so what it makes there never gets to session 1."""
        made = homophily._Made(
            rows_of(
                *(("a1-1", 1, "W1", "A1", 5), ("a2-1", 1, "W1", "A2", 5)),
                *(("a1-2", 2, "W2", "A1", 5), ("a2-2", 2, "W2", "A2", 5)),
            )
        )
        for lots in (made.singles, made.bundles):
            for one in homophily._dealt(lots, numpy.random.default_rng(0), 20):
                assert (one.maker == lots.maker).all()

    def test_mean_and_spread_without_conflicts_are_those_of_the_hypergeometric_distribution(self) -> None:
        """30 to A1 and 20 to W1 by A2 (25) and W2 (25): with k of A2's to A1, k + (25 - (30 - k)) are own.

        k has mean 25 * 30 / 50 = 15 and variance 25 * (30/50) * (20/50) * (25/49); own is 2 k - 5.
        """
        rows = rows_of(
            *(("a1-1", 1, "A2", "A1", 20), ("a1-1", 1, "W2", "A1", 10)),
            *(("w1-1", 1, "A2", "W1", 5), ("w1-1", 1, "W2", "W1", 15)),
        )
        made = homophily._Made(rows)
        own = made.draws(made.singles, numpy.random.default_rng(2), 2_000).sum(axis=1)
        variance = 4 * 25 * 0.6 * 0.4 * 25 / 49
        assert numpy.mean(own) == pytest.approx(25, abs=4 * (variance / 2_000) ** 0.5)
        assert numpy.var(own) == pytest.approx(variance, rel=0.12)
        found = homophily.homophily(rows, SPEAKERS, permutations=1_000).dicts()[0]
        assert (found["own"], found["null_mean"]) == (35, pytest.approx(0.5, abs=0.01))
        assert found["z"] == pytest.approx((35 - 25) / variance**0.5, rel=0.08)

    def test_p_counts_the_observed_one_and_both_tails(self) -> None:
        """All 50 own: as far out as can be, so twice one of a thousand and one."""
        made = (("a1-1", 1, "A2", "A1", 25), ("w1-1", 1, "W2", "W1", 25))
        found = answer(*made, permutations=1_000)
        assert [row["p"] for row in found.values()] == pytest.approx([2 / 1001] * 3, abs=1e-6)

    def test_one_review_a_session_leaves_nothing_to_deal(self) -> None:
        found = homophily.homophily(rows_of(("a1-1", 1, "A2", "A1", 2), ("w1-1", 2, "A1", "W1", 1)), SPEAKERS)
        assert {row[6:] for row in found.rows} == {(None,) * 9}
        assert found.notes == [
            "No session has more than one review here: to deal its makers anew changes nothing, so no null."
        ]

    def test_seed(self) -> None:
        made = tuple((f"{to}-1", 1, by, to, n) for n, (by, to) in enumerate(permutations(["A1", "A2", "W1", "W2"], 2)))
        texts = [homophily.homophily(rows_of(*made), SPEAKERS, seed, 99).to_csv() for seed in (1, 1, 2)]
        assert texts[0] == texts[1]
        assert texts[0] != texts[2]
        assert homophily.homophily(rows_of(*reversed(made)), SPEAKERS, 1, 99).to_csv() == texts[0]


class TestBundles:
    """What a maker made in a review, dealt as a whole."""

    MADE = (
        *(("a1-1", 1, "A2", "A1", 7), ("a1-1", 1, "W2", "A1", 1)),
        *(("w1-1", 1, "A2", "W1", 2), ("w1-1", 1, "W2", "W1", 4)),
    )

    def test_shares_of_all_ways_to_deal(self) -> None:
        """Bundles of 7 and 2 by A2, of 1 and 4 by W2; two of the four go to A1, each of six ways as likely.

        To A1: 7 and 2 (own 9, of WEOG 5: 14), 7 and 1 (7 + 4), 7 and 4 (7 + 1), 2 and 1 (2 + 4), 2 and 4
        (2 + 1), 1 and 4 (0): of 14 together. A2 may then speak twice in one review.
        """
        own = [14, 11, 8, 6, 3, 0]
        made = homophily._Made(rows_of(*self.MADE))
        found = Counter(made.draws(made.bundles, numpy.random.default_rng(0), 1_200).sum(axis=1).tolist())
        assert sorted(found) == sorted(own)
        assert list(found.values()) == pytest.approx([200] * 6, abs=50)
        [everyone, asia, weog] = answer(*self.MADE, permutations=1_500).values()
        assert everyone["bundled_mean"] == pytest.approx(sum(own) / 6 / 14, abs=0.02)
        assert (everyone["bundled_low"], everyone["bundled_high"]) == (0, 1)
        assert (asia["bundled_low"], asia["bundled_high"]) == (0, 1)
        assert (weog["n"], weog["bundled_mean"]) == (5, pytest.approx(0.5, abs=0.03))

    def test_bundles_stay_with_their_makers_and_nobody_recommends_to_itself(self) -> None:
        made = homophily._Made(rows_of(*self.MADE, ("a1-1", 1, "W1", "A1", 3), ("w1-1", 1, "A1", "W1", 6)))
        before = Counter(zip(made.bundles.maker.tolist(), made.bundles.n.tolist(), strict=True))
        assert len(before) == 6
        for one in homophily._dealt(made.bundles, numpy.random.default_rng(0), 200):
            assert Counter(zip(one.maker.tolist(), one.n.tolist(), strict=True)) == before
            assert (one.state == made.bundles.state).all()
            assert (one.maker != one.state).all()

    def test_rows_of_one_maker_and_review_are_one_bundle(self) -> None:
        split = (("a1-1", 1, "A2", "A1", 3), ("a1-1", 1, "A2", "A1", 4), *self.MADE[1:])
        assert answer(*split) == answer(*self.MADE)


class TestNetwork:
    """The homophily of a network of states."""

    def test_bundled(self, bundled: uprgraph.Upr) -> None:
        found = homophily.of_graph(bundled.network("states", cycle=1))
        assert found.rows[0][:2] == ("all", 137)
        assert found.unit == bundled.network("states").graph["unit"]
        assert found.parameters == {"cycle": "1", "seed": "0", "permutations": "1000"}
        assert found.notes[0].startswith("uprgraph bundled facts. Covers 1 of")

    def test_other_networks(self, bundled: uprgraph.Upr) -> None:
        with pytest.raises(QueryError, match="homophily is of the network of states, not of groups"):
            homophily.of_graph(bundled.network("groups"))
        with pytest.raises(QueryError, match="leave out --minimum and --backbone"):
            homophily.of_graph(bundled.network("states", minimum=2, backbone=0.5))

    @pytest.mark.parametrize(
        ("filters", "out"),
        [
            ({"group": "Asia"}, "--group out and read the line of Asia"),
            ({"state": "Cambodia"}, "--state out"),
            ({"bloc": "EU", "cycle": 2}, "--bloc out"),
            ({"maker": "France", "state_group": "Asia"}, "--maker and --state-group out"),
            ({"state_bloc": "ASEAN", "minimum": 2}, "--state-bloc out"),
        ],
    )
    def test_chosen_states_leave_chance_nothing_to_deal_to(self, bundled: uprgraph.Upr, filters, out: str) -> None:
        """Among the makers of one group alone the share is the same however they are dealt."""
        with pytest.raises(QueryError) as raised:
            bundled.homophily(**{name: value for name, value in filters.items() if name != "minimum"})
        assert str(raised.value) == f"homophily needs all makers and all States under review: leave {out}"
        assert homophily.obstacle(bundled.network("states", **filters).graph["filters"]) == str(raised.value)

    def test_other_filters_stay_allowed(self) -> None:
        allowed = dict.fromkeys(("cycle", "session", "since", "until", "theme", "response", "action"), "one")
        assert homophily.obstacle(allowed) is None


@pytest.mark.data
class TestReal:
    """The three CSVs of recommendations, counted in records."""

    OBSERVED = (
        ("all", 22_412, 5_250),
        ("Africa", 3_329, 1_392),
        ("Asia", 3_785, 1_597),
        ("EEG", 3_089, 510),
        ("GRULAC", 3_575, 888),
        ("WEOG", 8_419, 863),
    )
    OPPORTUNITY = (0.221041, 0.264832, 0.324497, 0.106760, 0.158770, 0.124937)
    MEAN = (0.182343, 0.266999, 0.327973, 0.106840, 0.157653, 0.126240)
    BUNDLED = (
        (0.182569, 0.270811, 0.318683, 0.107737, 0.156522, 0.129661),
        (0.173657, 0.246921, 0.295905, 0.088046, 0.134825, 0.117235),
        (0.191371, 0.294983, 0.341090, 0.127873, 0.179860, 0.143129),
    )
    """Mean, low and high."""
    LOW = (0.177357, 0.254130, 0.314655, 0.097434, 0.146573, 0.120914)
    HIGH = (0.186820, 0.280565, 0.341090, 0.117514, 0.168951, 0.131488)

    @pytest.fixture
    def found(self, real: uprgraph.Upr) -> uprgraph.results.Result:
        return homophily.of_graph(real.network("states"), seed=1, permutations=500)

    def test_against_opportunity_and_chance(self, found) -> None:
        """Own is 5,250 of 22,421 records, 9 of them of unknown makers: of 22,412 with known ones."""
        columns = dict(zip(found.columns, zip(*found.rows, strict=True), strict=True))
        assert tuple(row[:3] for row in found.rows) == self.OBSERVED
        assert columns["observed"] == pytest.approx([own / n for _, n, own in self.OBSERVED], abs=1e-6)
        assert columns["opportunity_weighted"] == pytest.approx(self.OPPORTUNITY, abs=1e-6)
        assert columns["null_mean"] == pytest.approx(self.MEAN, abs=0.001)
        assert columns["null_low"] == pytest.approx(self.LOW, abs=0.002)
        assert columns["null_high"] == pytest.approx(self.HIGH, abs=0.002)
        assert columns["ratio_null"] == pytest.approx(
            [row[2] / row[1] / mean for row, mean in zip(self.OBSERVED, self.MEAN, strict=True)], rel=0.005
        )
        assert columns["p"] == pytest.approx([2 / 501] * 6, abs=1e-6)
        for name, expected, within in zip(("mean", "low", "high"), self.BUNDLED, (0.002, 0.004, 0.004), strict=True):
            assert columns[f"bundled_{name}"] == pytest.approx(expected, abs=within)
        assert [z > 0 for z in columns["z"]] == [True] * 5 + [False]
        assert found.unit == "records of UPR Info"
        assert (found.notes[0], found.notes[-1]) == (
            "Covers 185 of 717 reviews (sessions 1-9, 18-20).",
            "215 of makers without a regional group (observers) are in n of all, never in own.",
        )


@pytest.mark.parametrize("seed", [-1, 1.5, "x", True])
def test_a_seed_is_a_whole_number(bundled: uprgraph.Upr, seed: Any) -> None:
    graph = bundled.network("states")
    for ask in (graph.measures, graph.summary, lambda seed: bundled.homophily(seed=seed)):
        with pytest.raises(QueryError, match="a seed is a whole number, 0 or more"):
            ask(seed=seed)
