"""The error tree.

::

    AirspaceError                     root, never raised itself
    ├── InputError (ValueError)       a file or figure that cannot be used; carries every Problem found
    │   ├── TrackFileError            a track file
    │   ├── ZoneFileError             a zone file
    │   ├── IncidentFileError         an incident file
    │   └── InputsFileError           a file of inputs of the uncertainty analysis
    ├── UnknownNameError (LookupError)
    │   ├── UnknownEditionError       a border edition
    │   └── UnknownStateError         a state in an edition
    ├── FigureError (ValueError)      a stated figure ("1.36 miles") that cannot be read
    ├── LayerError (ValueError)       a zone such as "IRN/sea-12NM" that is written wrongly
    ├── LayerRefusedError (ValueError)   a border edition that cannot answer such a zone
    ├── ChecksumError (OSError)       shipped data whose bytes are not the registered ones
    ├── OutputExistsError (FileExistsError)
    ├── NothingToExportError (ValueError)  a document of which a format can carry nothing
    ├── GeodesyError (ArithmeticError)   the projection library does not do what the engine relies on
    ├── UnsupportedGeometryError (ValueError)   a shape the engine refuses in words (a pole inside, ...)
    ├── ClusterError (RuntimeError)   workers of a Dask cluster that are not there, or cannot do the work
    ├── MissingExtraError (ImportError)  an optional part that is not installed
    └── MissingAssetError (LookupError)  a page wants a resource that is not locked (maps)

Click's own usage errors (exit status 2) are not part of it. The command line turns every
``AirspaceError`` into its message on stderr and exit status 1.
"""

from __future__ import annotations

from geodata.errors import (
    AirspaceError,
    ChecksumError,
    InputError,
    MissingExtraError,
    NothingToExportError,
    OutputExistsError,
    Problem,
    TrackFileError,
    UnknownEditionError,
    UnknownNameError,
    UnknownStateError,
    ZoneFileError,
)

__all__ = [
    "AirspaceError",
    "ChecksumError",
    "ClusterError",
    "FigureError",
    "GeodesyError",
    "IncidentFileError",
    "InputError",
    "InputsFileError",
    "LayerError",
    "LayerRefusedError",
    "MissingAssetError",
    "MissingExtraError",
    "NothingToExportError",
    "OutputExistsError",
    "Problem",
    "TrackFileError",
    "UnknownEditionError",
    "UnknownNameError",
    "UnknownStateError",
    "UnsupportedGeometryError",
    "ZoneFileError",
]


class IncidentFileError(InputError):
    """An incident file that breaks its schema or contradicts itself."""


class InputsFileError(InputError):
    """A file of inputs that breaks its schema, or states what cannot be."""


class FigureError(AirspaceError, ValueError):
    """A stated figure whose number or unit cannot be read."""


class LayerError(AirspaceError, ValueError):
    """A zone made of a state's territory ("IRN/sea-12NM") that is written wrongly."""


class LayerRefusedError(AirspaceError, ValueError):
    """A border edition that cannot say where such a zone lies."""


class GeodesyError(AirspaceError, ArithmeticError):
    """The projection library failed its self-test, or an iteration did not converge."""


class UnsupportedGeometryError(AirspaceError, ValueError):
    """A shape that the engine refuses rather than answer wrongly about."""


class ClusterError(AirspaceError, RuntimeError):
    """The workers of a cluster are not there, are of another release, or cannot do the work."""


class MissingAssetError(AirspaceError, LookupError):
    """A page refers to a script or style that no locked package provides."""

    def __str__(self) -> str:
        return str(self.args[0])
