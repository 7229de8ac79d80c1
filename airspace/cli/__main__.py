"""``python -m airspace.cli`` is ``airspace``."""

from airspace.cli import main

if __name__ == "__main__":
    main(prog_name="airspace")
