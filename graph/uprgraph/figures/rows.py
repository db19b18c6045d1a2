"""The regional groups as the rows and columns of a picture: in which order, and under which name."""

from __future__ import annotations

from uprgraph.page.layout import GROUPS

ORDER = ("WEOG", "EEG", "GRULAC", "Asia", "Africa", "Observer", "(unknown)")
ALL = "all"
UNKNOWN = "(unknown)"


def name_of(code: str) -> str:
    """A group's name for a label, with its code where that is an acronym.

    >>> name_of("GRULAC"), name_of("Asia"), name_of("(unknown)")
    ('Latin America and Caribbean (GRULAC)', 'Asia-Pacific', 'Maker not known')
    """
    if code in (UNKNOWN, ALL):
        return "All" if code == ALL else "Maker not known"
    name = GROUPS[code].name if code in GROUPS else code
    return f"{name} ({code})" if code.isupper() and name != code else name
