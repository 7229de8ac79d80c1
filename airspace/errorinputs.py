"""What is not known of a track and of a border, as distributions: each input with its text, source or reason.

What is drawn once and what anew at each fix decides more than any sigma. The error of a fix is

    bias (once per realisation) + Gauss-Markov (correlation time tau) + white (anew at each fix),

their variances being shares of one. By JCGM 101:2008 a limit that is stated and no more is a uniform distribution
(6.4.2), a standard deviation a normal one (6.4.7). :mod:`airspace.chance.errormodel` draws from them.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from airspace.accuracy import MAX_LENGTH_M, bounded, shown, sigma_of_radius
from airspace.errors import FigureError
from airspace.language import Later, _, mark
from airspace.numbers import localised
from airspace.rings import EdgeModel
from airspace.terms import edge_model_name

if TYPE_CHECKING:
    from geodata.editions import Edition

__all__ = [
    "CORRELATION_S",
    "INPUT_NAMES",
    "MAX_AZIMUTH_DEG",
    "MAX_CLOCK_S",
    "SHARE_ROUNDING",
    "TAKEN_BACK",
    "AltitudeError",
    "BorderShift",
    "ClockError",
    "EdgeModels",
    "Input",
    "Inputs",
    "PositionError",
    "RadarError",
    "Slant",
    "border_from_edition",
    "markov_share",
]

Slant = Literal["corrected", "unknown", "uncorrected"]

CORRELATION_S = (0.0, 10.0, 60.0, math.inf)
"""Correlation times by default, from none to all: the answer is reported over them, since sources seldom say."""

MAX_CLOCK_S = 86_400.0  # a day: beyond, the date is in question and not the clock
MAX_AZIMUTH_DEG = 2.0  # the shift across is laid on the tangent: at 2 deg it leaves the arc by 2 % of itself
SHARE_ROUNDING = 1e-9  # 0.7 + 0.3 is one

INPUT_NAMES = ("position", "radar", "altitude", "clock", "border", "edge_model")
"""The order in which inputs get their generators: fixed, whether an input is given or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input(ABC):
    """An input of the analysis: ``text`` as stated, and the ``source`` of it or ``why`` it is assumed."""

    name: ClassVar[str]
    text: str
    source: str | None = None
    why: str | None = None

    @property
    @abstractmethod
    def distribution(self) -> str:
        """The distribution in words."""


@dataclass(frozen=True, slots=True)
class PositionError(Input):
    """Error of a fix, the same in all directions: ``sigma_m`` on each of two independent axes.

    ``bias_share`` and ``white_share`` are shares of the variance; the rest is Gauss-Markov.
    """

    name: ClassVar[str] = "position"
    sigma_m: float
    bias_share: float = 0.0
    white_share: float = 0.0

    def __post_init__(self) -> None:
        bounded("sigma_m", self.sigma_m, 0.0, MAX_LENGTH_M, "m")
        _check_shares(self.bias_share, self.white_share)

    @property
    def distribution(self) -> str:
        """The distribution in words."""
        return _(
            "circular normal, sigma {sigma} m per axis; {shares}", sigma=_shown(self.sigma_m), shares=_shares(self)
        )


@dataclass(frozen=True, slots=True)
class RadarError(Input):
    """Errors of a radar along and across its line of sight, from a site (degrees, metres) to each fix.

    A ``bias`` is a limit, uniform between minus and plus itself and drawn once per realisation; a ``noise`` is a
    standard deviation, Gauss-Markov along the track. Range errors are laid on the ground as they stand.
    ``slant`` says whether the range was plotted without correction for height: the fix then stands too far from
    the site by :func:`slant_excess_m`, of which a realisation takes back nothing (``corrected``), a share drawn
    between 0 and 1 (``unknown``), or all (``uncorrected``).
    """

    name: ClassVar[str] = "radar"
    site_lon_deg: float
    site_lat_deg: float
    site_alt_m: float
    range_bias_m: float
    range_noise_m: float
    azimuth_bias_deg: float
    azimuth_noise_deg: float
    slant: Slant

    def __post_init__(self) -> None:
        bounded("site_lon_deg", self.site_lon_deg, -360.0, 360.0, "deg")
        bounded("site_lat_deg", self.site_lat_deg, -90.0, 90.0, "deg")
        bounded("site_alt_m", self.site_alt_m, -MAX_LENGTH_M, MAX_LENGTH_M, "m")
        for name in ("range_bias_m", "range_noise_m"):
            bounded(name, getattr(self, name), 0.0, MAX_LENGTH_M, "m")
        for name in ("azimuth_bias_deg", "azimuth_noise_deg"):
            bounded(name, getattr(self, name), 0.0, MAX_AZIMUTH_DEG, "deg")
        if self.slant not in TAKEN_BACK:
            raise FigureError(f"slant is '{self.slant}'; use one of: {', '.join(TAKEN_BACK)}")

    @property
    def distribution(self) -> str:
        """The distribution in words."""
        along = _(
            "range: bias uniform within ±{bias} m, once per realisation, and normal noise of sigma {noise} m, "
            "Gauss-Markov",
            bias=_shown(self.range_bias_m), noise=_shown(self.range_noise_m),
        )  # fmt: skip
        across = _(
            "azimuth: bias uniform within ±{bias} deg, once per realisation, and normal noise of sigma {noise} deg, "
            "Gauss-Markov",
            bias=_shown(self.azimuth_bias_deg), noise=_shown(self.azimuth_noise_deg),
        )  # fmt: skip
        return "; ".join([along, across, _(_SLANT_IN_WORDS[self.slant])])


TAKEN_BACK: Mapping[str, tuple[float, float]] = {
    "corrected": (0.0, 0.0),
    "unknown": (0.0, 1.0),
    "uncorrected": (1.0, 1.0),
}
_SLANT_IN_WORDS: Mapping[str, str] = {
    "corrected": mark("ranges taken as corrected for height"),
    "unknown": mark("of the slant range error a share uniform between 0 and 1 is taken back, once per realisation"),
    "uncorrected": mark("the slant range error is taken back in full"),
}


@dataclass(frozen=True, slots=True)
class AltitudeError(Input):
    """Error of an altitude: ``sigma_m``, with the shares of :class:`PositionError`."""

    name: ClassVar[str] = "altitude"
    sigma_m: float
    bias_share: float = 0.0
    white_share: float = 0.0

    def __post_init__(self) -> None:
        bounded("sigma_m", self.sigma_m, 0.0, MAX_LENGTH_M, "m")
        _check_shares(self.bias_share, self.white_share)

    @property
    def distribution(self) -> str:
        """The distribution in words."""
        return _("normal, sigma {sigma} m; {shares}", sigma=_shown(self.sigma_m), shares=_shares(self))


@dataclass(frozen=True, slots=True)
class ClockError(Input):
    """One shift of all times: uniform within ``half_width_s``, or normal with ``sigma_s``; one of the two."""

    name: ClassVar[str] = "clock"
    half_width_s: float | None = None
    sigma_s: float | None = None

    def __post_init__(self) -> None:
        if (self.half_width_s is None) == (self.sigma_s is None):
            raise FigureError("an error of the clock has a half width or a sigma; give one of the two")
        bounded("the clock", self.half_width_s or self.sigma_s or 0.0, 0.0, MAX_CLOCK_S, "s")

    @property
    def distribution(self) -> str:
        """The distribution in words."""
        if self.half_width_s is not None:
            return _("uniform within ±{limit} s, once per realisation", limit=_shown(self.half_width_s))
        return _("normal, sigma {sigma} s, once per realisation", sigma=_shown(self.sigma_s or 0.0))


@dataclass(frozen=True, slots=True)
class BorderShift(Input):
    """One common shift of the border, ``sigma_m`` on each of the axes east and north."""

    name: ClassVar[str] = "border"
    sigma_m: float

    def __post_init__(self) -> None:
        bounded("sigma_m", self.sigma_m, 0.0, MAX_LENGTH_M, "m")

    @property
    def distribution(self) -> str:
        """The distribution in words."""
        sigma = _shown(self.sigma_m)
        return _("circular normal, sigma {sigma} m per axis, one shift of the whole per realisation", sigma=sigma)


@dataclass(frozen=True, slots=True)
class EdgeModels(Input):
    """What line joins two border points: one of ``choices`` per realisation; the first is the nominal one."""

    name: ClassVar[str] = "edge_model"
    choices: tuple[EdgeModel, ...]

    def __post_init__(self) -> None:
        if not self.choices or len(set(self.choices)) != len(self.choices):
            raise FigureError("edge models are none or repeated; name each once, such as geodesic, planar")

    @property
    def distribution(self) -> str:
        """The distribution in words."""
        names = [edge_model_name(model) for model in self.choices]
        told = names[0]
        for name in names[1:]:
            told = _("{items} or {last}", items=told, last=name)
        return _("{choices}, each as often as the other", choices=told)


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that is not known, each part optional, and the correlation times over which to report (seconds)."""

    position: PositionError | None = None
    radar: RadarError | None = None
    altitude: AltitudeError | None = None
    clock: ClockError | None = None
    border: BorderShift | None = None
    edge_model: EdgeModels | None = None
    correlation_s: tuple[float, ...] = CORRELATION_S

    def __post_init__(self) -> None:
        if self.position is not None and self.radar is not None:
            raise FigureError("position and radar are two accounts of one error; give one of the two")
        for held in self.given:
            if not held.source and not held.why:
                raise FigureError(f"the input '{held.name}' has neither source nor why; say where it is from, or why")
        if not self.correlation_s or not all(tau >= 0 for tau in self.correlation_s):
            raise FigureError("a correlation time is missing or negative; give seconds from 0 to infinity")

    @property
    def given(self) -> tuple[Input, ...]:
        """The inputs that are given, in the order of :data:`INPUT_NAMES`."""
        return tuple(held for name in INPUT_NAMES if (held := getattr(self, name)) is not None)

    @property
    def edge_models(self) -> tuple[EdgeModel, ...]:
        """The edge models that ``Draw.edge_model`` counts through."""
        return self.edge_model.choices if self.edge_model else ("geodesic",)


def border_from_edition(edition: Edition, state: str | None = None) -> BorderShift:
    """The shift of a border edition: from its stated accuracy, else from its disagreement with the other families.

    A stated accuracy is read as CE90, the measure in which mapping agencies state it. The disagreement is the mean
    distance across the border, so the mean of the absolute value of a normal error on one axis: sigma sqrt(2/pi).
    It holds the errors of the other families too, so the sigma is an upper figure for this one. ``state``: whose border
    it is; None stands for that of Turkey and Syria, which the editions were measured on.
    """
    apart_m = edition.disagreement_at(state)
    if edition.accuracy_m is not None:
        return BorderShift(
            sigma_of_radius("CE90", edition.accuracy_m),
            text=Later(lambda: _told(edition, apart_m)),
            source=edition.accuracy_source,
            why=mark("the stated accuracy is taken as CE90, a radius that holds 90 % of the errors"),
        )
    return BorderShift(
        apart_m / math.sqrt(2 / math.pi),
        text=Later(lambda: _told(edition, apart_m)),
        why=mark(
            "the mean distance across the border to the other families is taken as the mean size of a normal error on "
            "one axis, sigma sqrt(2/pi); it holds the errors of the others too, so it is an upper figure for this "
            "edition, and one shift of the whole stands for an error that may differ from place to place"
        ),
    )


def _told(edition: Edition, apart_m: float) -> str:
    if edition.accuracy_m is not None:
        return _("{edition}: stated accuracy {accuracy} m", edition=edition.id, accuracy=_shown(edition.accuracy_m))
    return _(
        "{edition}: accuracy not stated; {apart} m apart from the other families",
        edition=edition.id, apart=_shown(apart_m),
    )  # fmt: skip


def _shown(figure: float) -> str:
    """A figure to three digits, with the signs of the language spoken."""
    return localised(shown(figure))


def markov_share(error: PositionError | AltitudeError) -> float:
    """The share of the variance that is neither bias nor white."""
    rest = 1 - error.bias_share - error.white_share
    return rest if rest > SHARE_ROUNDING else 0.0


def _shares(error: PositionError | AltitudeError) -> str:
    parts = (
        (error.bias_share, mark("{share} % one bias per realisation")),
        (error.white_share, mark("{share} % anew at each fix")),
        (markov_share(error), mark("{share} % Gauss-Markov")),
    )
    told = (_(text, share=localised(f"{100 * share:.3g}")) for share, text in parts if share > 0)
    return _("variance: {shares}", shares=", ".join(told))


def _check_shares(bias: float, white: float) -> None:
    bounded("bias_share", bias, 0.0, 1.0)
    bounded("white_share", white, 0.0, 1.0)
    if bias + white > 1 + SHARE_ROUNDING:
        raise FigureError(f"bias_share and white_share add to {bias + white:g}; together they are at most 1")
