from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser import Browser, chromium


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium with the network off, once for all tests of a process. Missing, it is a failure, not a skip."""
    with chromium() as running:
        yield running
