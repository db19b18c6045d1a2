"""Shares and ratios of counts, rounded half up as the questions round them."""

from __future__ import annotations


def quotient(part: int, whole: int, places: int) -> float | None:
    """part by whole, rounded half up; None where whole is nought.

    >>> quotient(1, 16, 3), quotient(343, 2, 1), quotient(1, 0, 1)
    (0.063, 171.5, None)
    """
    if not whole:
        return None
    # In whole numbers: a float would make 6.25 a little more or less than it is.
    scale: int = 10**places
    return ((2 * part * scale + whole) // (2 * whole)) / scale


def percent(part: int, whole: int) -> float | None:
    """part out of whole in per cent, with one decimal place.

    >>> percent(1, 16), percent(207, 964)
    (6.3, 21.5)
    """
    return quotient(100 * part, whole, 1)
