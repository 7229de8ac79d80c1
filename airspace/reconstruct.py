"""From what a claimant stated to a path: solve for it, or say what cannot be met.

No track is typed in. Each input is a reading of a statement or a named assumption, and what was an input
is handed on as ``by_construction``: it is no finding. A claimant's figures are never lent to another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from types import MappingProxyType

from airspace import numbers
from airspace.constraints import Crosses, Dips, Passes, Through
from airspace.dip import Dip, DipSolved, solve_dip, straight_border_dip
from airspace.edges import EdgeModel
from airspace.geodesy import Floats
from airspace.incident import Incident, ResolvedInput
from airspace.language import Later, _
from airspace.places import place_point
from airspace.straight import NorthLimit, Solved, line_at_distance, line_with_stay
from airspace.sweep import Area
from airspace.track import Track
from airspace.turns import load_factor
from airspace.violation import check_violation
from airspace.zone import national_zone

__all__ = ["Reconstruction", "reconstruct"]

RULE_SOUTHERNMOST = Later(lambda: _("if several paths fit, the southernmost is taken"))
RULE_NEAREST_LENGTH = Later(
    lambda: _("no path has the stated length itself; the nearest within its printed precision is taken")
)
RULE_ONE_SIDE = Later(lambda: _("on the area's southern side there is one such path at most"))
RULE_BENT = Later(
    lambda: _("the path drawn is bent to these figures; the area was not searched for a smaller load factor")
)
RULE_LEAST_LOAD = Later(
    lambda: _("counted are places on a grid of 500 m; of them the one with the least load factor is taken")
)


@dataclass(frozen=True)
class Reconstruction:
    """A solved path, or why there is none.

    ``inputs`` by role; ``solutions``: how many paths fit, of which ``rule`` picked one; ``figures``: what the
    solution implies, SI units in the names; ``by_construction``: result names that merely repeat an input;
    ``missing_m``: by how much ``nearest`` misses, where that is known; ``dip``: the shape of a path that dips.
    """

    track: Track | None
    edition: str
    zone: str
    inputs: Mapping[str, ResolvedInput]
    solutions: int
    rule: str
    why: str | None = None
    nearest: str | None = None
    by_construction: tuple[str, ...] = ()
    figures: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    alternatives: tuple[str, ...] = ()
    missing_m: float | None = None
    dip: Dip | None = None


def reconstruct(
    incident: Incident,
    claim_id: str,
    track_id: str,
    edition_id: str | None = None,
    edge_model: EdgeModel = "geodesic",
    overrides: Mapping[str, float | str] | None = None,
    near: Reconstruction | None = None,
) -> Reconstruction:
    """Solve a track of a claim on an edition (default: the one its ``solve`` names).

    Args:
        overrides: what to use instead of an input of the solve, by role: an SI value, to run over an interval, or the
            ref of another reading.
        near: a solution of the same track. If it dips it is bent to the figures before anything is searched for: that
            tells in a fifth of the time that there is a path, but not the one with the least load factor.

    Raises:
        UnknownNameError: an edition, or a state in it, that is not known.
    """
    solve = incident.claim(claim_id).tracks[track_id].solve
    if solve is None or isinstance(solve, Through):
        raise ValueError(f"track '{track_id}' of claim '{claim_id}' is given or joined, not solved for")
    task = _Task(incident, claim_id, track_id, edition_id or solve.edition, edge_model, overrides or {}, near)
    if isinstance(solve, Crosses):
        return _crosses(task, solve)
    if isinstance(solve, Passes):
        return _passes(task, solve)
    return _dips(task, solve)


class _Task:
    """The inputs of one solve, as numbers."""

    def __init__(
        self,
        incident: Incident,
        claim_id: str,
        track_id: str,
        edition: str,
        edge_model: EdgeModel,
        overrides: Mapping[str, float | str],
        near: Reconstruction | None,
    ) -> None:
        self.incident, self.edition, self.edge_model = incident, edition, edge_model
        self.name = f"{claim_id}/{track_id}"
        refs = {role: ref for role, ref in overrides.items() if isinstance(ref, str)}
        self.inputs = incident.inputs(claim_id, track_id) | {r: incident.resolve(claim_id, refs[r]) for r in refs}
        self.overrides = {role: value for role, value in overrides.items() if not isinstance(value, str)}
        self.near = near.dip if near is not None else None

    def value(self, role: str) -> float:
        """SI value of an input that is there."""
        return self.overrides.get(role, self.inputs[role].value_si)

    def optional(self, role: str) -> float | None:
        """SI value of an input, None if the solve has none of that role."""
        return self.value(role) if role in self.inputs else None

    def area(self, area_id: str) -> Area:
        """The area a path is looked for in."""
        return Area(*self.incident.areas[area_id].bbox)

    def lead_m(self, role: str, speed_mps: float | None) -> float:
        """Length of a lead; a lead given as a duration needs a speed."""
        if self.inputs[role].dimension != "duration":
            return self.value(role)
        if speed_mps is None:
            raise ValueError(f"{self.name}: {role} is a duration, but no speed follows from the inputs")
        return self.value(role) * speed_mps

    def instant(self, role: str) -> datetime | None:
        """An input that is a clock time."""
        return self.inputs[role].value_time if role in self.inputs else None

    def none(self, zone: str, rule: str, found: Solved | DipSolved) -> Reconstruction:
        """The answer that no path fits."""
        missing = found.missing_m if isinstance(found, Solved) else None
        return Reconstruction(
            None, self.edition, zone, self.inputs, 0, rule, found.why, found.nearest, missing_m=missing
        )

    def track(
        self, fixes: tuple[Floats, Floats, Floats], zero_m: float, at: datetime | None, speed_mps: float | None
    ) -> Track:
        """Fixes flown at constant ground speed, with the place ``zero_m`` along at the time ``at``."""
        lon, lat, along = fixes
        altitude = self.optional("altitude")
        start, t_s = None, None
        if at is not None and speed_mps is not None:
            t_s = (along - along[0]) / speed_mps
            start = at.astimezone(UTC) - timedelta(microseconds=round((zero_m - float(along[0])) / speed_mps * 1e6))
        alt = None if altitude is None else altitude + 0.0 * lon
        return Track(self.name, lon, lat, alt, start, t_s, "reconstructed")


def _crosses(task: _Task, solve: Crosses) -> Reconstruction:
    zone = national_zone(solve.crosses, task.edition, task.edge_model)
    length, lasts, speed = task.value("length"), task.optional("lasts"), task.optional("speed")
    if speed is None and lasts is not None:
        speed = length / lasts
    limit = None
    north = task.inputs.get("north_limit")
    if north is not None and north.place is not None:
        limit = NorthLimit(place_point(task.incident, north.place, task.edition).lat_deg, north.interval_si[1])
    solved = line_with_stay(
        zone.edges,
        task.area(solve.within),
        task.value("course"),
        length,
        task.lead_m("lead_in", speed),
        task.lead_m("lead_out", speed),
        limit,
        None if "length" in task.overrides else task.inputs["length"].interval_si,
    )
    if solved.line is None:
        return task.none(solve.crosses, RULE_SOUTHERNMOST, solved)
    line, taken = solved.line, solved.length_m or length
    rule = RULE_SOUTHERNMOST
    if taken != length:
        rule = RULE_NEAREST_LENGTH
        speed = taken / lasts if lasts is not None and task.optional("speed") is None else speed
    track = task.track(line.fixes(), line.zero_m, task.instant("enters"), speed)
    entry_u = float(track.at_along(line.zero_m)[0])
    figures = {"course_at_entry_deg": track.course_deg(entry_u), "length_taken_m": taken}
    fixed = ["verdict", "length_m"]
    if speed is not None:
        figures["ground_speed_mps"] = speed
    if track.t_s is not None:
        fixed += ["duration_s", "mean_speed_mps", "incursions.entry.time", "incursions.exit.time"]
    return Reconstruction(
        track, task.edition, solve.crosses, task.inputs, solved.count, rule,
        by_construction=tuple(fixed), figures=MappingProxyType(figures),
    )  # fmt: skip


def _passes(task: _Task, solve: Passes) -> Reconstruction:
    zone = national_zone(solve.passes, task.edition, task.edge_model)
    speed = task.optional("speed")
    solved = line_at_distance(
        zone.edges,
        task.area(solve.within),
        task.value("course"),
        task.value("distance"),
        task.lead_m("lead_in", speed),
        task.lead_m("lead_out", speed),
    )
    if solved.line is None:
        return task.none(solve.passes, RULE_ONE_SIDE, solved)
    line = solved.line
    track = task.track(line.fixes(), line.zero_m, task.instant("at"), speed)
    figures = {"course_at_closest_deg": track.course_deg(float(track.at_along(line.zero_m)[0]))}
    if speed is not None:
        figures["ground_speed_mps"] = speed
    return Reconstruction(
        track, task.edition, solve.passes, task.inputs, solved.count, RULE_ONE_SIDE,
        by_construction=("verdict", "closest_approach_m", "margin_m"), figures=MappingProxyType(figures),
    )  # fmt: skip


def _dips(task: _Task, solve: Dips) -> Reconstruction:
    zone = national_zone(solve.dips, task.edition, task.edge_model)
    speed, depth = task.value("speed"), task.value("depth")
    length = speed * task.value("lasts")
    turn = -1 if (task.inputs["turn"].choice or "right") == "left" else 1
    lead_in, lead_out = task.lead_m("lead_in", speed), task.lead_m("lead_out", speed)
    solved = solve_dip(
        zone.edges, task.area(solve.within), task.value("heading"), turn, depth, length, lead_in, lead_out, task.near
    )
    alternatives = _straight_border(depth, length, speed, task.optional("stated_course"), task.value("heading"))
    if solved.dip is None:
        answer = task.none(solve.dips, RULE_LEAST_LOAD, solved)
        return replace(answer, alternatives=alternatives)
    fixes = solved.dip.fixes(lead_in, lead_out)
    stays = check_violation(task.track(fixes, 0.0, None, speed), zone).incursions
    # the time is that of the stay's middle: along a crooked border it is not the middle of the circle
    middle = (stays[0].start.along_m + stays[0].end.along_m) / 2 if stays else -float(fixes[2][0])
    track = task.track(fixes, float(fixes[2][0]) + middle, task.instant("at"), speed)
    figures = {
        "ground_speed_mps": speed,
        "turn_radius_m": solved.dip.radius_m,
        "load_factor": load_factor(speed, solved.dip.radius_m),
    }
    if stays and stays[0].entry is not None:
        figures["crossing_course_deg"] = track.course_deg(float(track.at_along(stays[0].entry.along_m)[0]))
    if "stated_course" in task.inputs:
        figures["stated_course_deg"] = task.value("stated_course")
    fixed = ("verdict", "duration_s", "length_m", "mean_speed_mps", "max_depth_m", "margin_m")
    return Reconstruction(
        track, task.edition, solve.dips, task.inputs, solved.places,
        RULE_LEAST_LOAD if solved.searched else RULE_BENT,
        by_construction=fixed, figures=MappingProxyType(figures), alternatives=alternatives, dip=solved.dip,
    )  # fmt: skip


def _straight_border(
    depth_m: float, length_m: float, speed_mps: float, stated_course_deg: float | None, heading_deg: float
) -> tuple[str, ...]:
    """What the same figures mean on a straight border along the heading: other shapes that fit as well."""
    radius, _flat, angle = straight_border_dip(depth_m, length_m, None)
    said = [Later(partial(_one_arc, angle, radius, load_factor(speed_mps, radius)))]
    if stated_course_deg is not None:
        turn = abs((heading_deg - stated_course_deg + 180) % 360 - 180)
        radius, flat, _angle = straight_border_dip(depth_m, length_m, turn)
        if flat >= 0:
            said.append(Later(partial(_two_turns, stated_course_deg, turn, load_factor(speed_mps, radius), flat)))
    return tuple(said)


def _one_arc(angle_deg: float, radius_m: float, load_g: float) -> str:
    return _(
        "on a straight border one arc fits: {angle} degrees between course and border, radius {radius} km, {load} g",
        angle=f"{angle_deg:.0f}", radius=numbers.number(radius_m / 1000, 0.1), load=numbers.number(load_g, 0.1),
    )  # fmt: skip


def _two_turns(course_deg: float, turn_deg: float, load_g: float, flat_m: float) -> str:
    return _(
        "crossing it on the stated course {course} takes two turns of {turn} degrees at {load} g with {flat} km "
        "straight between them",
        course=f"{course_deg:.0f}", turn=f"{turn_deg:.0f}",
        load=numbers.number(load_g, 0.1), flat=numbers.number(flat_m / 1000, 0.1),
    )  # fmt: skip
