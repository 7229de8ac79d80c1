"""The one place where numba is asked for: how kernels are compiled, and what is said where it is not installed.

Compiled code is kept beside the source, or where the user's cache is if that cannot be written, so that only the
first run on a machine waits for it. Kernels let go of the interpreter's lock.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from airspace.errors import MissingExtraError

try:
    import numba
except ImportError as error:  # an optional extra
    raise MissingExtraError("screening", "numba", "screen") from error

__all__ = ["njit"]

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


def njit(kernel: Kernel) -> Kernel:
    """Compile a function of scalars and arrays.

    Without fastmath, so that results are those of the same lines of numpy.
    """
    return cast(Kernel, numba.njit(cache=True, nogil=True)(kernel))
