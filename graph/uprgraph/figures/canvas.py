"""A page for print: title, drawing and caption, placed in millimetres; the same page gives the same bytes.

Imports matplotlib: import this module inside functions only. No pyplot, no display, no state that stays.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Sheet
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from uprgraph.page.layout import shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

WIDTH = 183.0  # mm: two columns of a journal
MARGIN = 4.0  # mm
POINT = 25.4 / 72  # mm
DPI = 300
TITLE, SUBTITLE, BODY, SMALL = 9.0, 7.5, 7.0, 6.5  # points
INK, SOFT, RULE, VOID = "#1A1A1A", "#555555", "#BBBBBB", "#E9E9E9"
ACCEPTED, NOTED, OPEN = "#0072B2", "#E69F00", "#D5D5D5"  # Okabe & Ito, and a grey; of unlike lightness
SEQUENCE = "YlGnBu"  # light to dark, also in grey and for colour-blind readers
Colour = tuple[float, float, float, float]
STYLE: dict[str, Any] = {
    "axes.edgecolor": RULE,
    "axes.linewidth": 0.5,
    "font.family": ["DejaVu Sans"],
    "font.size": BODY,
    "hatch.color": "#C4C4C4",
    "hatch.linewidth": 0.5,
    "path.simplify": True,
    "pdf.fonttype": 42,  # fonts are embedded as they are, and text stays text
    "svg.fonttype": "none",  # text stays text: it can be searched, read aloud and edited
    "svg.hashsalt": "uprgraph",
    "text.color": INK,
    "text.parse_math": False,  # a $ in a label is a dollar
    "xtick.color": SOFT,
    "ytick.color": SOFT,
}
# matplotlib's own rule for every element would reach beyond the picture where a page holds it.
_LEAKING = '<defs>\n  <style type="text/css">*{stroke-linejoin: round; stroke-linecap: butt}</style>\n </defs>'


@contextmanager
def style() -> Iterator[None]:
    """matplotlib's settings for the block; what they were before holds again after it."""
    settings: Any = matplotlib.rcParams
    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        matplotlib.rcdefaults()
        settings.update(STYLE)
        yield


class Page:
    """A sheet with title, subtitle and caption; between them *height* mm for the drawing."""

    def __init__(self, title: str, subtitle: str, height: float, caption: Sequence[str]) -> None:
        self.title, self.caption = shown(title), [shown(text) for text in caption if text]
        self.description = " ".join([f"{shown(subtitle)}.", *self.caption])
        self.inner = WIDTH - 2 * MARGIN
        heads = [(line, TITLE, "bold", INK) for line in wrapped(title, self.inner, TITLE, "bold")]
        heads += [(line, SUBTITLE, "normal", SOFT) for line in wrapped(subtitle, self.inner, SUBTITLE)]
        feet = [line for text in self.caption for line in wrapped(text, self.inner, SMALL)]
        self.top = MARGIN + sum(_leading(size) for _, size, _, _ in heads) + 2
        self.height = self.top + height + 3 + len(feet) * _leading(SMALL) + MARGIN
        self.sheet = Sheet(figsize=(WIDTH / 25.4, self.height / 25.4), dpi=DPI, facecolor="white")
        FigureCanvasAgg(self.sheet)
        down = MARGIN
        for line, size, weight, colour in heads:
            self._line(line, down, size, weight, colour)
            down += _leading(size)
        down = self.top + height + 3
        for line in feet:
            self._line(line, down, SMALL, "normal", SOFT)
            down += _leading(SMALL)

    def _line(self, text: str, down: float, size: float, weight: str, colour: str) -> None:
        x, y = MARGIN / WIDTH, 1 - down / self.height
        self.sheet.text(x, y, text, size=size, weight=weight, color=colour, ha="left", va="top")

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Axes at so many mm from the drawing's upper left corner, without frame and ticks."""
        box = (
            (MARGIN + left) / WIDTH,
            1 - (self.top + top + height) / self.height,
            width / WIDTH,
            height / self.height,
        )
        axes = self.sheet.add_axes(box)
        axes.set_frame_on(False)
        axes.tick_params(length=0, pad=2, labelsize=BODY)
        axes.set_xticks([])
        axes.set_yticks([])
        return axes

    def grid(self, left: float, top: float, width: float, height: float) -> Axes:
        """Axes like `axes` whose units are mm, with (0, 0) in the upper left corner."""
        axes = self.axes(left, top, width, height)
        axes.set_xlim(0, width)
        axes.set_ylim(height, 0)
        return axes

    def encoded(self, suffix: str) -> bytes:
        """The page as ``png``, ``svg`` or ``pdf``, without clock time."""
        about = {"Title": self.title, "Creator": "uprgraph"}
        stream = io.BytesIO()
        if suffix == "png":
            told = {"Title": self.title, "Description": self.description, "Software": "uprgraph"}
            self.sheet.savefig(stream, format="png", dpi=DPI, metadata=told)
        elif suffix == "pdf":
            self.sheet.savefig(
                stream, format="pdf", metadata={**about, "Subject": self.description, "CreationDate": None}
            )
        else:
            self.sheet.savefig(stream, format="svg", metadata={**about, "Description": self.description, "Date": None})
            return _accessible(stream.getvalue().decode("utf-8"), self.description).encode("utf-8")
        return stream.getvalue()


def _accessible(svg: str, description: str) -> str:
    """The SVG with name and description for a screen reader, and no style that reaches beyond it."""
    key = hashlib.sha256(svg.encode("utf-8")).hexdigest()[:12]
    role = f'role="img" aria-labelledby="title-{key} desc-{key}" style="stroke-linejoin: round; stroke-linecap: butt"'
    svg = svg.replace("<svg ", f"<svg {role} ", 1).replace(_LEAKING, "", 1)
    head, title, rest = svg.partition("</title>")
    head = head.replace("<title>", f'<title id="title-{key}">', 1)
    return f'{head}{title}\n <desc id="desc-{key}">{escape(description)}</desc>{rest}'


def write(axes: Axes, x: float, y: float, text: str, size: float = BODY, **how: Any) -> Text:
    """Writes one line, without what would be invisible or reorder its neighbours."""
    return axes.text(x, y, shown(text), size=size, **{"ha": "center", "va": "center", **how})


@lru_cache(4096)
def width_of(text: str, size: float, weight: str = "normal") -> float:
    """The width of a line of text in mm."""
    face = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    wide, _, _ = TextToPath().get_text_width_height_descent(text, face, False)
    return float(wide) * POINT


def wrapped(text: str, width: float, size: float, weight: str = "normal") -> list[str]:
    """The text in lines of at most *width* mm; a word that is longer is broken."""
    lines: list[str] = []
    for word in shown(text).split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(joined, size, weight) <= width:
            lines[-1] = joined
            continue
        while (part := _fitting(word, width, size, weight)) < len(word):
            lines.append(word[:part])
            word = word[part:]
        lines.append(word)
    return lines


def cut(text: str, width: float, size: float = BODY) -> str:
    """The text on one line of at most *width* mm, with an ellipsis where it is cut."""
    text = shown(text)
    if width_of(text, size) <= width:
        return text
    return f"{text[: _fitting(text, width - width_of('…', size), size)].rstrip()}…"


def _fitting(text: str, width: float, size: float, weight: str = "normal") -> int:
    """How many of the characters of a text fit on a line of *width* mm; at least one."""
    most = min(len(text), int(width / (0.2 * size * POINT)))  # no letter is narrower than a fifth of its size
    return max(1, bisect_right(range(1, most + 1), width, key=lambda count: width_of(text[:count], size, weight)))


def legend(axes: Axes, entries: Sequence[tuple[str, dict[str, Any]]], left: float, down: float) -> None:
    """Draws a row of swatches with their meanings on a grid in mm."""
    for text, how in entries:
        swatch(axes, text, how, left, down)
        left += 5 + width_of(text, SMALL) + 4


def swatch(axes: Axes, text: str, how: dict[str, Any], left: float, down: float) -> None:
    """Draws a filled box and what it means on a grid in mm."""
    from matplotlib.patches import Rectangle

    axes.add_artist(Rectangle((left, down - 1.3), 4, 2.6, **{"linewidth": 0.4, "edgecolor": SOFT, **how}))
    write(axes, left + 5, down, text, SMALL, ha="left", color=INK)


def _leading(size: float) -> float:
    """The height of a line in mm."""
    return size * POINT * 1.3


def shade(share: float, darkest: float = 0.58) -> Colour:
    """The colour of a share from 0 to 1: light to dark, up to so much of the sequence; all below 0.6 take dark ink."""
    red, green, blue, opacity = matplotlib.colormaps[SEQUENCE](0.02 + (darkest - 0.02) * share)
    return float(red), float(green), float(blue), float(opacity)
