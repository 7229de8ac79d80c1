"""The front door: the command ``airspace``, and the only place that imports all three wings.

One file per command; what several commands share stands in :mod:`airspace.cli.options`. Importing this package
imports click and nothing heavier: a command imports the engine when it runs.
"""

from airspace.cli.group import main

__all__ = ["main"]
