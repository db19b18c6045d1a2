"""The calendar of the review: which state was reviewed in which session, of which cycle."""

from __future__ import annotations

from functools import cache

from uprgraph.records import Review, Session
from uprgraph.resources import facts


def _number(text: str) -> int | None:
    return int(text) if text else None


@cache
def sessions() -> dict[int, Session]:
    """Working Group sessions 1 to 54 by number."""
    return {
        int(row["session"]): Session(
            number=int(row["session"]),
            cycle=int(row["cycle"]),
            start=row["start"],
            end=row["end"],
            council_session=int(row["hrc_adoption_session"]),
            confidence=row["confidence"],
        )
        for row in facts("sessions")
    }


@cache
def reviews() -> dict[str, Review]:
    """The 717 reviews of sessions 1 to 50 by id (``khm-2``)."""
    return {
        row["review"]: Review(
            id=row["review"],
            state=row["review"][:3].upper(),
            cycle=int(row["cycle"]),
            session=int(row["session"]),
            order=_number(row["position"]),
            date=row["review_date"] or None,
            meeting=_number(row["meeting"]),
            troika=tuple(row["troika"].split()),
            troika_selected=row["troika_selected"] or None,
            adopted_by_working_group=row["adopted_by_working_group"] or None,
            report_symbol=row["report_symbol"] or None,
            confidence=row["confidence"],
            held=row["status"] == "held",
        )
        for row in facts("reviews")
    }


@cache
def _by_state_and_session() -> dict[tuple[str, int], Review]:
    return {(review.state, review.session): review for review in reviews().values()}


def review_of(state: str, session: int) -> Review | None:
    """The review of *state* (ISO3) in Working Group session *session*, if the calendar has it."""
    return _by_state_and_session().get((state, session))


def session_adopted_in(council_session: int) -> int | None:
    """The session of the Working Group whose outcomes the Council adopts in its *council_session*.

    None where none is, or several are: the Council's session 8 adopted those of sessions 1 and 2.
    """
    found = [number for number, session in sessions().items() if session.council_session == council_session]
    return found[0] if len(found) == 1 else None


def minted_review(state: str, session: int) -> Review:
    """A review for rows about a state and session that the calendar does not hold.

    Its id is that of state and cycle; where the state's review of that cycle took place in another
    session, the session is added, so that the two stay apart. Raises KeyError for a session that
    does not exist.
    """
    cycle = sessions()[session].cycle
    review = f"{state.lower()}-{cycle}"
    if review in reviews():
        review += f"-wg{session}"
    return Review(id=review, state=state, cycle=cycle, session=session)
