"""How sure an answer is: whole tracks drawn again and again from what is not known, each checked against the zone.

Monte Carlo after JCGM 101:2008. A realisation is a copy of the track, its fixes, altitudes and clock in error as the
inputs say; one shift of the whole border, made by moving the copy the other way; and one model of the line between two
points of the border. Two answers are kept apart: the share of copies with any incursion, and, of those alone, how
long, how far and how deep they went in. The mean time inside over all copies is given beside them.

Metres over ground, seconds since the start of the track; the same seed gives the same bytes with any number of workers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from airspace.chance.errormodel import Draw, draw, slant_excess_m
from airspace.chance.montecarlo import Batch, Estimate, Samples, propagate
from airspace.chance.probability import Proportion
from airspace.errorinputs import Inputs, markov_share
from airspace.geodesy import Floats, inverse
from airspace.many.check import CopyCheck
from airspace.rings import EdgeModel
from airspace.track import Track
from airspace.zone import Zone

__all__ = [
    "CUT_SIGMAS",
    "DEFAULT_SEED",
    "MOST_COPIES",
    "Copies",
    "Scenario",
    "Uncertainty",
    "assess_uncertainty",
    "greatest_offset_m",
    "scenario_times",
]

Progress = Callable[[str], None]
ZoneOf = Callable[[EdgeModel], Zone]
Values = Floats | NDArray[np.bool_]

DEFAULT_SEED = 1
"""Any would do; one that is fixed gives everybody the same numbers."""

MOST_COPIES = 100_000
"""The share settles to half a per cent (``SHARE_TOLERANCE`` of the Monte Carlo) by 50,000 copies, however it lies."""

BATCH_COPIES = 2_000
"""100 / (1 - 0.95): the least batch of JCGM 101 7.9.4 b."""

BATCH_FIXES = 1_000_000
"""Fixes of all copies of a batch together: about 300 MB for each worker, whatever the length of the track."""

CUT_SIGMAS = 9.0
"""Where the normal errors of a fix are cut, in standard deviations: the engine lays the border ready to a bound.

The share of errors beyond is at most exp(-81 / 2) = 2.6e-18 (Rayleigh distribution; the greater of the two axes taken
for both). One fix in 100,000 copies of a track of 10,000 is moved by the cut once in 400 million runs. Such a fix is
drawn back onto the bound, along its own direction.
"""

ONE_FIX_S = 1e-6  # a copy is a leg at least: of one fix, a leg of no length, as long as the clock of a track can tell

SETTLED_BY = ("inside",)
"""What has to settle: the share. The others follow at a hundredth of their spread by then, and say so."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """What the copies say if errors are correlated over one time along the track.

    ``correlation_s`` is None where nothing is correlated, infinite where errors never change. ``inside``: any
    incursion. ``time_inside_s``: over all copies, those that stay outside with 0. All other estimates are over the
    copies with an incursion, ``entry_s`` and ``exit_s`` over those that enter, or leave (seconds since the start of
    the track, first entry and last exit). None: no copy defines it, or the track has no times.
    """

    correlation_s: float | None
    inside: Proportion
    stopped: Literal["settled", "most"]
    time_inside_s: Estimate | None
    duration_s: Estimate | None
    length_m: Estimate | None
    depth_m: Estimate | None
    entry_s: Estimate | None
    exit_s: Estimate | None

    @classmethod
    def of(cls, correlation_s: float | None, samples: Samples) -> Scenario:
        """The scenario that samples of :meth:`Copies.batch` come to."""

        def estimate(name: str) -> Estimate | None:
            found = samples.estimate(name)
            return found if found.n else None

        return cls(
            correlation_s,
            samples.proportion("inside"),
            samples.stopped,
            *(estimate(name) for name in ("time_inside_s", "duration_s", "length_m", "depth_m", "entry_s", "exit_s")),
        )


@dataclass(frozen=True)
class Uncertainty:
    """One track against one zone. ``correlation_why``: why not every correlation time that was asked for is there.

    ``copies`` is what the scenarios were drawn with, for :func:`airspace.chance.heldinputs.sensitivity`.
    """

    seed: int
    scenarios: tuple[Scenario, ...]
    correlation_why: str | None
    copies: Copies = field(repr=False)

    @property
    def n(self) -> int:
        """Copies of all scenarios together."""
        return sum(scenario.inside.trials for scenario in self.scenarios)

    @property
    def stopped(self) -> Literal["settled", "most"]:
        """ "settled" if every scenario is."""
        return "settled" if all(scenario.stopped == "settled" for scenario in self.scenarios) else "most"


class Copies:
    """A track and its zone, under each edge model, laid ready for realisations.

    Args:
        track: a track of one fix is taken as one that stands still there.
        zone_of: the zone under an edge model.
        inputs: what is not known.
        edge_model: the edge model where the inputs name none.
    """

    def __init__(self, track: Track, zone_of: ZoneOf, inputs: Inputs, edge_model: EdgeModel = "geodesic") -> None:
        self.track, self.inputs = track, inputs
        self.timed = track.t_s is not None and track.fixes > 1
        self.reach_m = greatest_offset_m(inputs, track)
        models = inputs.edge_models if inputs.edge_model else (edge_model,)
        zones = [zone_of(model) for model in models]
        self.limited = zones[0].has_vertical_limits
        flown = _with_a_leg(track)
        self._checks = tuple(CopyCheck(flown, zone, self.reach_m) for zone in zones)

    @property
    def batch_copies(self) -> int:
        """Copies of a batch: fewer where the track is long."""
        return max(1, min(BATCH_COPIES, BATCH_FIXES // self.track.fixes))

    def batch(self, correlation_s: float | None, frozen: frozenset[str] = frozenset()) -> Batch:
        """A batch function of :func:`airspace.chance.montecarlo.propagate`; ``frozen`` as in ``errormodel.draw``.

        Quantities: ``inside``, ``time_inside_s`` (0 outside), ``duration_s``, ``length_m``, ``depth_m`` (NaN outside),
        ``entry_s``, ``exit_s`` (NaN where there is none).
        """
        tau_s = math.inf if correlation_s is None else correlation_s
        return lambda rng, n: self.checked(draw(self.inputs, self.track, rng, n, tau_s, frozen))

    def checked(self, drawn: Draw) -> Mapping[str, Values]:
        """Each realisation checked under its own edge model: named arrays of shape (n,)."""
        n, fixes = drawn.clock_s.size, max(self.track.fixes, 2)
        east, north = self._within_reach(
            drawn.east_m - drawn.border_east_m[:, None], drawn.north_m - drawn.border_north_m[:, None]
        )
        alt = None
        if drawn.alt_m is not None and self.track.alt_m is not None and self.limited:
            alt = np.broadcast_to(self.track.alt_m + drawn.alt_m, (n, fixes))
        inside = np.zeros(n, dtype=bool)
        names = ("duration_s", "length_m", "max_depth_m", "entry_s", "exit_s")
        found = {name: np.full(n, np.nan) for name in names}
        for number, check in enumerate(self._checks):
            rows = np.flatnonzero(drawn.edge_model == number)
            if rows.size:
                clock_s, alt_m = drawn.clock_s[rows], None if alt is None else alt[rows]
                results = check.run(east[rows], north[rows], alt_m=alt_m, clock_s=clock_s)
                inside[rows] = results.inside
                for name in names:
                    found[name][rows] = np.where(results.inside, getattr(results, name), np.nan)
        if not self.timed:
            for name in ("duration_s", "entry_s", "exit_s"):
                found[name][:] = np.nan
        over_all = np.where(inside, found["duration_s"], 0.0 if self.timed else np.nan)
        return {"inside": inside, "time_inside_s": over_all, "depth_m": found.pop("max_depth_m"), **found}

    def _within_reach(self, east: Floats, north: Floats) -> tuple[Floats, Floats]:
        """Offsets, those beyond the bound drawn back onto it."""
        far = np.hypot(east, north)
        if far.max() <= self.reach_m:
            return east, north
        keep = np.minimum(1.0, self.reach_m / np.maximum(far, self.reach_m))
        return east * keep, north * keep


def assess_uncertainty(
    track: Track,
    zone_of: ZoneOf,
    inputs: Inputs,
    *,
    seed: int = DEFAULT_SEED,
    workers: int = 1,
    most: int = MOST_COPIES,
    edge_model: EdgeModel = "geodesic",
    progress: Progress = lambda _: None,
) -> Uncertainty:
    """Draw copies of one track against one zone, for each correlation time that can be drawn.

    All scenarios draw the same random numbers, so that what sets them apart is the correlation. ``most`` bounds the
    copies of one scenario; ``edge_model`` is taken where the inputs name none. ``progress`` is told in words.

    Raises:
        UnsupportedGeometryError, GeodesyError: errors of a size, or a track, that the engine refuses in words.
    """
    copies = Copies(track, zone_of, inputs, edge_model)
    times, why = scenario_times(inputs, track, limited=copies.limited)
    scenarios = []
    for correlation_s in times:
        samples = propagate(
            copies.batch(correlation_s),
            seed=seed,
            workers=workers,
            batch_size=copies.batch_copies,
            least=min(10_000, most),
            most=most,
            settle=SETTLED_BY,
            progress=lambda done: progress(f"{done:,} copies"),
        )
        scenarios.append(Scenario.of(correlation_s, samples))
    return Uncertainty(seed, tuple(scenarios), why, copies)


def greatest_offset_m(inputs: Inputs, track: Track) -> float:
    """A bound on how far a copy's fix lies from the track's, border included, metres: see :data:`CUT_SIGMAS`.

    Normal parts to ``CUT_SIGMAS`` of the whole of them, plus those that have an end of their own: the biases of a radar
    and its slant ranges.
    """
    spread_m = bounded_m = 0.0
    if inputs.position is not None:
        spread_m = inputs.position.sigma_m
    elif inputs.radar is not None:
        radar = inputs.radar
        distance_m = inverse(radar.site_lon_deg, radar.site_lat_deg, track.lon_deg, track.lat_deg)[2]
        slant_m = 0.0
        if radar.slant != "corrected" and track.alt_m is not None:
            slant_m = float(np.abs(slant_excess_m(distance_m, track.alt_m, radar.site_alt_m)).max())
        farthest_m = float(distance_m.max())
        spread_m = max(radar.range_noise_m, farthest_m * math.radians(radar.azimuth_noise_deg))
        bounded_m = math.hypot(radar.range_bias_m + slant_m, farthest_m * math.radians(radar.azimuth_bias_deg))
    if inputs.border is not None:
        spread_m = math.hypot(spread_m, inputs.border.sigma_m)
    return CUT_SIGMAS * spread_m + bounded_m


def scenario_times(inputs: Inputs, track: Track, *, limited: bool) -> tuple[tuple[float | None, ...], str | None]:
    """The correlation times to draw, of those asked for, and why not all of them.

    (None,) if nothing that bears on the answer is correlated along the track: the altitude bears on it only where the
    zone is ``limited`` in height.
    """
    if track.fixes == 1:
        return (None,), "the track has one fix, so there is nothing along it that errors could be correlated over"
    if not _correlated(inputs, track, limited=limited):
        return (None,), "no error that bears on the answer changes along the track, so no correlation is to be taken"
    if track.t_s is not None:
        return inputs.correlation_s, None
    ends = tuple(tau for tau in inputs.correlation_s if tau in (0.0, math.inf)) or (0.0, math.inf)
    return ends, "the track has no times, so only the two ends can be drawn: no correlation, and correlation throughout"


def _correlated(inputs: Inputs, track: Track, *, limited: bool) -> bool:
    if inputs.position is not None and inputs.position.sigma_m > 0 and markov_share(inputs.position) > 0:
        return True
    if inputs.radar is not None and (inputs.radar.range_noise_m > 0 or inputs.radar.azimuth_noise_deg > 0):
        return True
    altitude = inputs.altitude if limited and track.alt_m is not None else None
    return altitude is not None and altitude.sigma_m > 0 and markov_share(altitude) > 0


def _with_a_leg(track: Track) -> Track:
    """The track, or of one fix a leg that stays where it is."""
    if track.fixes > 1:
        return track
    alt_m = None if track.alt_m is None else np.repeat(track.alt_m, 2)
    t_s = None if track.t_s is None else track.t_s[0] + np.array([0.0, ONE_FIX_S])
    lon, lat = np.repeat(track.lon_deg, 2), np.repeat(track.lat_deg, 2)
    return Track(track.name, lon, lat, alt_m, track.start, t_s, track.basis)
