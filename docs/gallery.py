"""Draws the pictures of ``docs/gallery.md``: ``.venv/bin/python docs/gallery.py FILE ...``, with UPR Info's exports.

Needs chromium and Playwright (``make .venv/tested``). Each command that the page shows is run as it stands.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Page, sync_playwright

DOCS = Path(__file__).resolve().parent
UPR = Path(sys.executable).with_name("upr")
COMMAND = re.compile(r"^\$ (upr (?:network|figure) .*)$", re.MULTILINE)
WIDTH, HEIGHT, COLOURS = 1400, 860, 128


def draw(files: list[str]) -> None:
    """Builds a store of the files, runs every command of the page, and keeps each picture as PNG."""
    commands = COMMAND.findall((DOCS / "gallery.md").read_text("utf-8"))
    with TemporaryDirectory() as folder, sync_playwright() as play:
        store = Path(folder) / "store"
        subprocess.run([UPR, "--quiet", "--store", store, "build", *files], check=True)
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for command in commands:
            _, *arguments = shlex.split(command)
            subprocess.run([UPR, "--quiet", "--store", store, *arguments], check=True, cwd=folder)
            drawn = Path(folder) / arguments[-1]
            kept = DOCS / "pictures" / f"{drawn.stem}.png"
            picture(page, drawn, kept)
            print(f"{kept.relative_to(DOCS)}: {kept.stat().st_size // 1000} kB")
        browser.close()


def picture(page: Page, drawn: Path, kept: Path) -> None:
    """A page as the browser shows it, a figure at half its width; few colours keep the file small."""
    if drawn.suffix == ".html":
        page.goto(drawn.as_uri())
        page.wait_for_function("window.uprgraph !== undefined")
        page.wait_for_timeout(1500)
        page.screenshot(path=kept)
        image = Image.open(kept)
    else:
        image = Image.open(drawn)
        image = image.resize((WIDTH, round(image.height * WIDTH / image.width)), Image.Resampling.LANCZOS)
    image.convert("RGB").quantize(COLOURS).save(kept, optimize=True)


if __name__ == "__main__":
    draw(sys.argv[1:])
