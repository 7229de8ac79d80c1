"""The inputs of the uncertainty analysis as they are written in a file, and how they become distributions.

Plain data from an untrusted file. Figures are text with their unit and are read by :mod:`airspace.units`; of a
figure its value counts, not the interval of its printing. :class:`InputsSpec` has no name of a schema, so that
another file can embed it; :mod:`airspace.chance.inputfile` reads a file of its own.
"""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

from pydantic import Field

from airspace.accuracy import MAX_LENGTH_M, RADIUS_SHARE, sigma_of_nacp, sigma_of_radius
from airspace.errorinputs import (
    CORRELATION_S,
    MAX_AZIMUTH_DEG,
    MAX_CLOCK_S,
    SHARE_ROUNDING,
    AltitudeError,
    BorderShift,
    ClockError,
    EdgeModels,
    Inputs,
    PositionError,
    RadarError,
    Slant,
)
from airspace.errors import FigureError
from airspace.fields import FigureText, Latitude, Line, Longitude, Model, Text
from airspace.language import Later, mark
from airspace.rings import EdgeModel
from airspace.terms import edge_model_name
from airspace.units import Dimension, parse_figure

__all__ = [
    "AltitudeSpec",
    "BorderSpec",
    "ClockSpec",
    "InputsSpec",
    "NoiseSpec",
    "PositionSpec",
    "RadarSpec",
    "Resolved",
    "SiteSpec",
    "SpecFault",
    "position_from_radius",
    "resolve",
]

Share = Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False)]
Category = Annotated[int, Field(strict=True, ge=5, le=11)]

_AXES = ("range", "azimuth")
ALWAYS = "always"
MAX_TIMES = 20  # correlation times: each is a run of its own
SITE_ALT_M = (-1_000.0, 10_000.0)  # no ground lies lower or higher
EDGE_MODEL_WHY = mark(
    "a border's points are published without the line between them, so each is taken as often as the other"
)
RADIUS_WHY = mark(
    "the file states a radius and not which share of the errors lies within it; it is read as R95, the radius that "
    "holds 95 %"
)


class _Origin(Model):
    source: Line | None = None
    """Where the figure was read."""
    why: Text | None = None
    """Why this figure."""


class PositionSpec(_Origin):
    """Accuracy of the fixes, in one measure, and how the variance is shared out."""

    cep: FigureText | None = Field(None, alias="CEP")
    """Radius that holds 50 % of the errors, such as 50 m."""
    drms: FigureText | None = Field(None, alias="DRMS")
    """Root mean square distance, such as 60 m."""
    ce90: FigureText | None = Field(None, alias="CE90")
    """Radius that holds 90 % of the errors."""
    r95: FigureText | None = Field(None, alias="R95")
    """Radius that holds 95 % of the errors."""
    epu: FigureText | None = Field(None, alias="EPU")
    """Estimated position uncertainty, the radius of 95 %."""
    ce99: FigureText | None = Field(None, alias="CE99")
    """Radius that holds 99 % of the errors."""
    sigma: FigureText | None = None
    """Standard deviation along each axis."""
    nacp: Category | None = Field(None, alias="NACp")
    """Navigation accuracy category of ADS-B, 5 to 11."""
    bias_share: Share = 0.0
    """Share of the variance that all fixes have in common, 0 to 1."""
    white_share: Share = 0.0
    """Share of the variance that each fix has for itself, 0 to 1."""

    @property
    def measures(self) -> dict[str, str]:
        """The measures that are given, by their names in the file."""
        named = {field.alias or name: getattr(self, name) for name, field in type(self).model_fields.items()}
        return {name: str(named[name]) for name in (*RADIUS_SHARE, "sigma", "NACp") if named[name] is not None}


class SiteSpec(Model):
    """Where the antenna stands."""

    lat: Latitude
    """Latitude in degrees, north positive."""
    lon: Longitude
    """Longitude in degrees, east positive."""
    altitude: FigureText | None = None
    """Height of the antenna with its unit."""


class NoiseSpec(Model):
    """A bias, as the limit it stays within, and a noise, as its standard deviation."""

    bias: FigureText
    """Limit that the common error stays within, with its unit."""
    noise: FigureText
    """Standard deviation of the scatter, with its unit."""


class RadarSpec(_Origin):
    """A radar: errors along and across its line of sight."""

    site: SiteSpec
    """Where the antenna stands."""
    range: NoiseSpec
    """Errors along the line of sight, such as {bias: 100 m, noise: 70 m}."""
    azimuth: NoiseSpec
    """Errors across the line of sight, such as {bias: 0.1 deg, noise: 0.08 deg}."""
    slant: Slant
    """Whether ranges were corrected for height: corrected, unknown or uncorrected."""


class AltitudeSpec(_Origin):
    """Accuracy of the altitudes."""

    sigma: FigureText
    """Standard deviation with its unit."""
    bias_share: Share = 0.0
    """Share of the variance that all fixes have in common, 0 to 1."""
    white_share: Share = 0.0
    """Share of the variance that each fix has for itself, 0 to 1."""


class ClockSpec(_Origin):
    """Accuracy of the clock: a limit (``within``) or a standard deviation."""

    within: FigureText | None = None
    """Limit that the clock's error stays within, such as 1 s."""
    sigma: FigureText | None = None
    """Standard deviation of the clock's error, such as 0.5 s."""


class BorderSpec(_Origin):
    """Accuracy of the border, as the standard deviation per axis of one common shift."""

    sigma: FigureText
    """Standard deviation of one shift of the whole border, along each axis, such as 50 m."""


class InputsSpec(Model):
    """All that is not known; every part is optional."""

    position: PositionSpec | None = None
    """Accuracy of the fixes."""
    radar: RadarSpec | None = None
    """Accuracy of a radar, instead of 'position'."""
    altitude: AltitudeSpec | None = None
    """Accuracy of the altitudes."""
    clock: ClockSpec | None = None
    """Accuracy of the clock."""
    border: BorderSpec | None = None
    """Accuracy of the border."""
    edge_model: Annotated[tuple[EdgeModel, ...], Field(min_length=1, max_length=3)] | None = None
    """How points of the border are joined: geodesic, rhumb, planar."""
    correlation: Annotated[tuple[FigureText, ...], Field(min_length=1, max_length=MAX_TIMES)] | None = None
    """How long errors last, such as [0 s, 10 s, always]; each is a run of its own."""


class SpecFault(NamedTuple):
    """A fault at a path of keys below the spec: what is wrong and what would be right."""

    path: tuple[str | int, ...]
    wrong: str
    right: str


class Resolved(NamedTuple):
    """The inputs a spec stands for, or None where it has faults."""

    inputs: Inputs | None
    faults: tuple[SpecFault, ...]


def resolve(spec: InputsSpec) -> Resolved:
    """Read every figure of a spec. All its faults are found, not the first."""
    reader = _Reader()
    if spec.position and spec.radar:
        reader.fault(("radar",), "both 'position' and 'radar' are given", "keep one: they account for the same error")
    position = reader.position(spec.position) if spec.position else None
    radar = reader.radar(spec.radar) if spec.radar else None
    altitude = reader.altitude(spec.altitude) if spec.altitude else None
    clock = reader.clock(spec.clock) if spec.clock else None
    border = reader.border(spec.border) if spec.border else None
    edge_model = reader.edge_model(spec.edge_model) if spec.edge_model else None
    correlation = reader.correlation(spec.correlation) if spec.correlation else CORRELATION_S
    if reader.faults:
        return Resolved(None, tuple(reader.faults))
    return Resolved(Inputs(position, radar, altitude, clock, border, edge_model, correlation), ())


def position_from_radius(text: str) -> PositionError:
    """The error of a track whose file gives a ``position_uncertainty``, such as "250 m": read as R95.

    Raises:
        FigureError: the text is no length, or a length out of bounds.
    """
    value_m = _value(text, "length", 0.0, MAX_LENGTH_M, positive=True)
    return PositionError(sigma_of_radius("R95", value_m), text=f"position_uncertainty {text}", why=RADIUS_WHY)


class _Reader:
    """Turns parts into inputs; a part with a fault leaves it in ``faults`` and is None."""

    def __init__(self) -> None:
        self.faults: list[SpecFault] = []

    def fault(self, path: tuple[str | int, ...], wrong: str, right: str) -> None:
        self.faults.append(SpecFault(path, wrong, right))

    def figure(
        self, path: tuple[str | int, ...], text: str, dimension: Dimension, most: float, *, positive: bool = True
    ) -> float:
        """The value in the SI unit; NaN, and a fault, if the text is no such figure."""
        least = SITE_ALT_M[0] if dimension == "altitude" else 0.0
        try:
            return _value(text, dimension, least, most, positive=positive)
        except FigureError as error:
            wrong, _, right = str(error).partition("; ")
            self.fault(path, wrong, right)
            return math.nan

    def origin(self, name: str, part: _Origin) -> None:
        if part.source is None and part.why is None:
            self.fault(
                (name,), "neither 'source' nor 'why' is given", "say where the figure is from, or why it is taken"
            )

    def shares(self, name: str, part: PositionSpec | AltitudeSpec) -> None:
        total = part.bias_share + part.white_share
        if total > 1 + SHARE_ROUNDING:
            wrong = f"bias_share and white_share add to {total:g}"
            self.fault((name, "bias_share"), wrong, "together they are at most 1; what they leave is Gauss-Markov")

    def position(self, part: PositionSpec) -> PositionError | None:
        found = len(self.faults)
        self.origin("position", part)
        self.shares("position", part)
        sigma_m = self._position_sigma(part)
        if len(self.faults) > found:
            return None
        text = ", ".join(f"{name} {value}" for name, value in part.measures.items())
        return PositionError(
            sigma_m, part.bias_share, part.white_share, text=text + _told(part), source=part.source, why=part.why
        )

    def _position_sigma(self, part: PositionSpec) -> float:
        measures = part.measures
        if len(measures) != 1:
            wrong = f"the accuracy is given as {' and as '.join(measures)}" if measures else "no accuracy is given"
            names = ", ".join((*RADIUS_SHARE, "sigma", "NACp"))
            self.fault(("position",), wrong, f"give one of: {names}")
            for name, text in measures.items():
                if name != "NACp":
                    self.figure(("position", name), text, "length", MAX_LENGTH_M)
            return math.nan
        ((name, text),) = measures.items()
        if name == "NACp":
            return sigma_of_nacp(int(text))
        value_m = self.figure(("position", name), text, "length", MAX_LENGTH_M)
        return value_m if name == "sigma" or math.isnan(value_m) else sigma_of_radius(name, value_m)

    def radar(self, part: RadarSpec) -> RadarError | None:
        found = len(self.faults)
        self.origin("radar", part)
        alt_m = 0.0
        if part.site.altitude is not None:
            alt_m = self.figure(("radar", "site", "altitude"), part.site.altitude, "altitude", SITE_ALT_M[1])
        elif part.slant != "corrected":
            wrong = f"'altitude' is missing, and slant ranges are {part.slant}"
            self.fault(("radar", "site"), wrong, "add the height of the antenna, such as altitude: 100 m")
        range_bias, range_noise = self._noise(("radar", "range"), part.range, "length", MAX_LENGTH_M)
        azimuth_bias, azimuth_noise = self._noise(("radar", "azimuth"), part.azimuth, "angle", MAX_AZIMUTH_DEG)
        if len(self.faults) > found:
            return None
        said = "; ".join(f"{axis} bias {getattr(part, axis).bias}, noise {getattr(part, axis).noise}" for axis in _AXES)
        return RadarError(
            part.site.lon,
            part.site.lat,
            alt_m,
            range_bias,
            range_noise,
            azimuth_bias,
            azimuth_noise,
            part.slant,
            text=f"radar at {part.site.lat:g}, {part.site.lon:g}: {said}; slant {part.slant}",
            source=part.source,
            why=part.why,
        )

    def _noise(self, path: tuple[str, str], part: NoiseSpec, dimension: Dimension, most: float) -> tuple[float, float]:
        bias = self.figure((*path, "bias"), part.bias, dimension, most, positive=False)
        return bias, self.figure((*path, "noise"), part.noise, dimension, most, positive=False)

    def altitude(self, part: AltitudeSpec) -> AltitudeError | None:
        found = len(self.faults)
        self.origin("altitude", part)
        self.shares("altitude", part)
        sigma_m = self.figure(("altitude", "sigma"), part.sigma, "length", MAX_LENGTH_M)
        if len(self.faults) > found:
            return None
        text = f"sigma {part.sigma}{_told(part)}"
        return AltitudeError(sigma_m, part.bias_share, part.white_share, text=text, source=part.source, why=part.why)

    def clock(self, part: ClockSpec) -> ClockError | None:
        found = len(self.faults)
        self.origin("clock", part)
        given = {name: text for name in ("within", "sigma") if (text := getattr(part, name)) is not None}
        if len(given) != 1:
            wrong = "both 'within' and 'sigma' are given" if given else "neither 'within' nor 'sigma' is given"
            self.fault(("clock",), wrong, "give one: a limit, such as within: 1 s, or a standard deviation")
        values = {name: self.figure(("clock", name), text, "duration", MAX_CLOCK_S) for name, text in given.items()}
        if len(self.faults) > found:
            return None
        text = ", ".join(f"{name} {text}" for name, text in given.items())
        return ClockError(values.get("within"), values.get("sigma"), text=text, source=part.source, why=part.why)

    def border(self, part: BorderSpec) -> BorderShift | None:
        found = len(self.faults)
        self.origin("border", part)
        sigma_m = self.figure(("border", "sigma"), part.sigma, "length", MAX_LENGTH_M)
        if len(self.faults) > found:
            return None
        return BorderShift(sigma_m, text=f"sigma {part.sigma}", source=part.source, why=part.why)

    def edge_model(self, choices: tuple[EdgeModel, ...]) -> EdgeModels | None:
        if len(set(choices)) != len(choices):
            self.fault(("edge_model",), "an edge model is named twice", "name each once")
            return None
        return EdgeModels(choices, text=Later(lambda: ", ".join(map(edge_model_name, choices))), why=EDGE_MODEL_WHY)

    def correlation(self, texts: tuple[str, ...]) -> tuple[float, ...]:
        times = [
            math.inf
            if text == ALWAYS
            else self.figure(("correlation", at), text, "duration", MAX_CLOCK_S, positive=False)
            for at, text in enumerate(texts)
        ]
        known = [time for time in times if not math.isnan(time)]
        if len(set(known)) != len(known):
            self.fault(("correlation",), "a correlation time is named twice", "name each once")
        return tuple(times)


def _told(part: PositionSpec | AltitudeSpec) -> str:
    shares = ((name, getattr(part, name)) for name in ("bias_share", "white_share"))
    return "".join(f", {name} {share:g}" for name, share in shares if share > 0)


def _value(text: str, dimension: Dimension, least: float, most: float, *, positive: bool) -> float:
    """The value of a figure in the SI unit of its dimension, within bounds. Raises :class:`FigureError`."""
    figure = parse_figure(text, dimension)
    if math.isinf(figure.interval_si.high):
        raise FigureError(f"'{text}' has no upper end; write one figure")
    if positive and dimension != "altitude" and figure.value_si == 0:
        raise FigureError(f"'{text}' would say there is no error; leave the input out")
    if not least <= figure.value_si <= most:
        raise FigureError(f"'{text}' is out of bounds; {_BOUNDS[dimension]}")
    return figure.value_si


_BOUNDS: dict[str, str] = {
    "length": f"at most {MAX_LENGTH_M / 1000:,.0f} km are taken",
    "altitude": f"a site lies between {SITE_ALT_M[0]:,.0f} m and {SITE_ALT_M[1]:,.0f} m",
    "angle": f"at most {MAX_AZIMUTH_DEG:g} deg are taken",
    "duration": f"at most {MAX_CLOCK_S / 3600:g} h are taken; a correlation without end is 'always'",
}
