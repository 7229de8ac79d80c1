"""``python -m airspace.cli`` is ``airspace``."""

from airspace.cli import main

main(prog_name="airspace")
