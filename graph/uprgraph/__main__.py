"""``python -m uprgraph`` is ``upr``."""

from uprgraph.cli import main

main(prog_name="upr")
