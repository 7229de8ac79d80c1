"""What one part of an incident file says about another: names that must exist, dimensions that must fit.

The shapes are checked by the models; this module checks the references between them. It returns every fault
with the path of the field at fault, so that :mod:`airspace.casefile` can name its line.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass

from airspace.constraints import STOP_ROLES, SpeedTable, Through, TrackSpec, Warnings, ref_fields
from airspace.errors import FigureError, UnknownNameError
from airspace.familyspec import FAMILY_QUANTITIES, MOST_TURN_DEG, FamilySpec, prior_fields
from airspace.fields import REF_PATTERN
from airspace.incident import Claim, Incident, Reading, ResolvedInput
from airspace.inputspec import InputsSpec, resolve
from airspace.nearest import closest, nearest
from airspace.picturespec import PictureSpec
from airspace.placecoherence import fixed_faults, reckoned_faults
from airspace.quantities import QUANTITIES
from airspace.setting import BearingPlace, ExtremePlace, assumed_figure
from airspace.states import state_faults
from airspace.trackcoherence import origin_faults, picture_faults, stop_faults
from airspace.units import Dimension, parse_figure, parse_offset
from airspace.zonerules import zone_faults

__all__ = ["Fault", "faults", "nearest"]

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault at a path of keys into the file: what is wrong and what would be right."""

    path: Path
    wrong: str
    right: str


@dataclass(frozen=True, slots=True)
class _Role:
    """What a ref may stand for in one place of a track."""

    dimensions: tuple[str, ...]
    quantities: tuple[str, ...] = ()


_LEAD = _Role(("duration", "length"), ("lead_time", "path_length", "path_duration"))
_ROLES: Mapping[str, _Role] = {
    "course": _Role(("angle",), ("course",)),
    "stated_course": _Role(("angle",), ("course",)),
    "heading": _Role(("angle",), ("course",)),
    "length": _Role(("length",), ("length_inside",)),
    "distance": _Role(("length",), ("closest_distance",)),
    "depth": _Role(("length",), ("depth",)),
    "north_limit": _Role(("length",), ("distance_north_of",)),
    "enters": _Role(("time",), ("entry_time",)),
    "at": _Role(("time",), ("closest_time",)),
    "lasts": _Role(("duration",), ("duration_inside",)),
    "speed": _Role(("speed",), ("ground_speed",)),
    "altitude": _Role(("altitude", "length"), ("altitude",)),
    "turn": _Role(("choice",), ("turn_side",)),
    "shape": _Role(("choice",)),
    "lead_in": _LEAD,
    "lead_out": _LEAD,
    "count": _Role(("count",), ("warnings_count",)),
    "over": _Role(("duration",), ("warnings_span",)),
    "spacing": _Role(("choice", "duration"), ("warnings_spacing",)),
    "duration": _Role(("duration",), ("duration_inside",)),
    "turn_angle": _Role(("angle",)),
    "wind": _Role(("speed",)),
}

_STOP_ROLES: Mapping[str, _Role] = {
    "place": _Role((), ("position",)),
    "at": _Role(("time",), tuple(name for name, quantity in QUANTITIES.items() if quantity.dimension == "time")),
    "altitude": _ROLES["altitude"],
}
"""What a stop of a path through stated positions may name: any stated time, and of places only stated ones."""


def faults(incident: Incident, spared: Collection[Path] = ()) -> list[Fault]:
    """Every fault between the parts of an incident, in the order of the file.

    ``spared`` holds the paths of entries that exist but are broken themselves: a reference to one is no fault.
    """
    return list(_Checker(incident, spared).run())


class _Checker:
    def __init__(self, incident: Incident, spared: Collection[Path]) -> None:
        self.incident, self.spared = incident, spared

    def run(self) -> Iterator[Fault]:
        data = self.incident.model_dump(by_alias=True, exclude_unset=True)
        yield from (Fault(*found) for found in state_faults(data))
        yield from self._clocks()
        yield from self._setting()
        yield from self._places()
        yield from self._assumptions()
        yield from (Fault(*found) for found in zone_faults(self.incident, self.spared))
        for claim_id, claim in self.incident.claims.items():
            yield from self._claim(claim_id, claim)

    def _known(self, path: Path, kind: str, section: str, name: str) -> Iterator[Fault]:
        known = getattr(self.incident, section)
        if name not in known and (section, name) not in self.spared and (section,) not in self.spared:
            broken = [str(entry[1]) for entry in self.spared if len(entry) == 2 and entry[0] == section]
            yield Fault(path, f"unknown {kind} '{name}'", nearest(name, [*known, *broken]))

    def _sources(self, path: Path, names: Iterable[str]) -> Iterator[Fault]:
        for name in names:
            yield from self._known((*path, "source"), "source", "sources", name)

    def _figure(self, path: Path, text: str, dimension: Dimension) -> Iterator[Fault]:
        try:
            parse_figure(text, dimension, on=self.incident.date, clocks=self.incident.clocks)
        except FigureError as error:
            yield _figure_fault(path, error)

    def _clocks(self) -> Iterator[Fault]:
        for name, offset in self.incident.clocks.items():
            try:
                parse_offset(offset)
            except FigureError as error:
                yield _figure_fault(("clocks", name), error)

    def _setting(self) -> Iterator[Fault]:
        for name, area in self.incident.areas.items():
            west, south, east, north = area.bbox
            if west >= east or south >= north:
                right = "write [west, south, east, north] with west < east and south < north, not across 180 degrees"
                yield Fault(("areas", name, "bbox"), "the box is empty or turned round", right)
        for name, ring in self.incident.rings.items():
            yield from self._known(("rings", name, "place"), "place", "places", ring.place)
            yield from self._figure(("rings", name, "radius"), ring.radius, "length")
            yield from self._sources(("rings", name), ring.source)

    def _places(self) -> Iterator[Fault]:
        for name, place in self.incident.places.items():
            path: Path = ("places", name)
            if isinstance(place, ExtremePlace):
                yield from self._known((*path, "within"), "area", "areas", place.within)
                continue
            yield from self._sources(path, place.source)
            if isinstance(place, BearingPlace):
                yield from self._known((*path, "from"), "place", "places", place.origin)
                if self._reckoned_from(name):
                    yield Fault((*path, "from"), "the place is reckoned from itself", "name another place")
                faults = reckoned_faults(place, self.incident.date)
            else:
                faults = fixed_faults(place)
            yield from (Fault((*path, *fault.path), fault.wrong, fault.right) for fault in faults)

    def _assumptions(self) -> Iterator[Fault]:
        for name, assumption in self.incident.assumptions.items():
            path: Path = ("assumptions", name)
            yield from self._sources(path, assumption.source)
            try:
                dimension, _, _ = assumed_figure(assumption, self.incident.date, self.incident.clocks)
            except FigureError as error:
                yield _figure_fault((*path, "value"), error)
                continue
            if dimension == "choice" and assumption.interval is not None:
                right = "leave the interval out and name the 'alternatives', or give a figure with its unit"
                yield Fault((*path, "interval"), f"'{assumption.value}' is a choice in words", right)

    def _claim(self, claim_id: str, claim: Claim) -> Iterator[Fault]:
        base: Path = ("claims", claim_id)
        for aircraft in claim.defaults.about:
            yield from self._known((*base, "defaults", "about"), "aircraft", "aircraft", aircraft)
        yield from self._sources((*base, "defaults"), claim.defaults.source)
        for statement_id in claim.statements:
            yield from self._statement(claim_id, claim, statement_id)
        for track_id, track in claim.tracks.items():
            yield from self._track((*base, "tracks", track_id), claim_id, track)
        for table_id, table in claim.tables.items():
            yield from self._table((*base, "tables", table_id), claim_id, table)
        for family_id, family in claim.families.items():
            yield from self._family((*base, "families", family_id), claim_id, family)

    def _statement(self, claim_id: str, claim: Claim, statement_id: str) -> Iterator[Fault]:
        path: Path = ("claims", claim_id, "statements", statement_id)
        own = claim.statements[statement_id]
        if statement_id == "assumption":
            yield Fault(path, "'assumption' is the word for assumptions in a ref", "give the statement another id")
        yield from self._sources(path, own.source)
        if not own.source and not claim.defaults.source:
            yield Fault(path, "no source is given", "name one under 'source', here or in the claim's 'defaults'")
        if not own.speaker and not claim.defaults.speaker:
            yield Fault(
                path, "no speaker is given", "say who said it under 'speaker', here or in the claim's 'defaults'"
            )
        for aircraft in own.about:
            yield from self._known((*path, "about"), "aircraft", "aircraft", aircraft)
        yield from self._variant(path, statement_id, claim)
        for reading_id, reading in own.readings.items():
            yield from self._reading((*path, "readings", reading_id), reading)

    def _variant(self, path: Path, statement_id: str, claim: Claim) -> Iterator[Fault]:
        for name in claim.statements[statement_id].variant_of:
            original = claim.statements.get(name)
            if original is None and (*path[:3], name) not in self.spared:
                yield Fault((*path, "variant_of"), f"unknown statement '{name}'", nearest(name, claim.statements))
            elif name == statement_id or (original is not None and original.variant_of):
                right = "name the statement that was passed on, not another variant of it"
                yield Fault((*path, "variant_of"), f"'{name}' is a variant itself", right)

    def _reading(self, path: Path, reading: Reading) -> Iterator[Fault]:
        if reading.place is not None:
            yield from self._known((*path, "place"), "place", "places", reading.place)
        for aircraft in reading.about:
            yield from self._known((*path, "about"), "aircraft", "aircraft", aircraft)
        quantity = QUANTITIES.get(reading.quantity)
        if quantity is None:
            right = nearest(reading.quantity, QUANTITIES)
            yield Fault((*path, "quantity"), f"unknown quantity '{reading.quantity}'", right)
            return
        for need in ("zone", "place"):
            if need in quantity.needs and getattr(reading, need) is None:
                example = "zone: TUR" if need == "zone" else "place: and the id of a place"
                yield Fault(path, f"a reading of {quantity.id} names no {need}", f"add {example}")
        if quantity.dimension == "place":
            if reading.value is not None:
                yield Fault((*path, "value"), "a position carries no value", "leave it out; the place says it all")
        elif reading.value is None:
            yield Fault(path, "no value is given", f"add value: and the {quantity.dimension} as stated")
        elif quantity.dimension == "choice":
            if reading.value not in quantity.choices:
                right = nearest(reading.value, quantity.choices)
                yield Fault((*path, "value"), f"'{reading.value}' is no {quantity.id}", right)
        else:
            yield from self._figure((*path, "value"), reading.value, quantity.dimension)

    def _track(self, path: Path, claim_id: str, track: TrackSpec) -> Iterator[Fault]:
        yield from self._known((*path, "aircraft"), "aircraft", "aircraft", track.aircraft)
        for fault in origin_faults(track):
            yield Fault((*path, *fault.path), fault.wrong, fault.right)
        if track.picture is not None:
            yield from self._picture((*path, "picture"), claim_id, track.picture)
        if track.position_uncertainty is not None:
            yield from self._figure((*path, "position_uncertainty"), track.position_uncertainty, "length")
        if track.uncertainty is not None:
            yield from self._uncertainty((*path, "uncertainty"), track, track.uncertainty)
        if isinstance(track.solve, Through):
            yield from self._through(path, claim_id, track, track.solve)
        elif track.solve is not None:
            yield from self._solve(path, claim_id, track)
        if track.warnings is not None:
            yield from self._warnings((*path, "warnings"), claim_id, track.warnings)

    def _uncertainty(self, path: Path, track: TrackSpec, spec: InputsSpec) -> Iterator[Fault]:
        if track.solve is not None and not isinstance(track.solve, Through):
            right = "leave it out: no position of a solved track was measured, and what its inputs leave open is theirs"
            yield Fault(path, "a reconstructed track has no uncertainty of its own", right)
        found = resolve(spec)
        for fault in found.faults:
            yield Fault((*path, *fault.path), fault.wrong, fault.right)
        if found.inputs is not None and not found.inputs.given and track.position_uncertainty is None:
            right = "give one of: position, radar, altitude, clock, border, edge_model"
            yield Fault(path, "no input is given", right)

    def _solve(self, track_path: Path, claim_id: str, track: TrackSpec) -> Iterator[Fault]:
        solve, path = track.solve, (*track_path, "solve")
        if solve is None or isinstance(solve, Through):
            return
        yield from self._edition((*path, "edition"), solve.edition)
        yield from self._known((*path, "within"), "area", "areas", solve.within)
        roles = ref_fields(solve)
        found: dict[str, ResolvedInput] = {}
        for role, ref in roles.items():
            resolved = yield from self._ref((*path, role), claim_id, ref, role, solve.zone)
            if resolved is not None:
                found[role] = resolved
        timed = "speed" in roles or "lasts" in roles
        if "length" in roles and "speed" in roles and "lasts" in roles:
            right = "leave 'speed' or 'lasts' out: length, speed and duration give each other"
            yield Fault((*path, "speed"), "length, speed and duration are all given", right)
        for role in ("enters", "at"):
            if role in roles and not timed:
                right = "add 'speed' or 'lasts', or leave the time out"
                yield Fault((*path, role), "a time is given but no speed follows", right)
        for role in ("lead_in", "lead_out"):
            if role in found and found[role].dimension == "duration" and not timed:
                right = "use a length, or give 'speed' or 'lasts'"
                yield Fault((*path, role), f"'{roles[role]}' is a duration, but the track has no speed", right)

    def _through(self, path: Path, claim_id: str, track: TrackSpec, solve: Through) -> Iterator[Fault]:
        found: dict[tuple[int, str], ResolvedInput] = {}
        for index, stop in enumerate(solve.through):
            for role in STOP_ROLES:
                if (ref := getattr(stop, role)) is not None:
                    at = (*path, "solve", "through", index, role)
                    resolved = yield from self._ref(at, claim_id, ref, role, None, _STOP_ROLES[role])
                    if resolved is not None:
                        found[index, role] = resolved
        for fault in stop_faults(self.incident, track, solve, found):
            yield Fault((*path, *fault.path), fault.wrong, fault.right)

    def _picture(self, path: Path, claim_id: str, picture: PictureSpec) -> Iterator[Fault]:
        yield from self._sources(path, picture.source)
        for index, point in enumerate(picture.control):
            if point.place is not None:
                yield from self._known((*path, "control", index, "place"), "place", "places", point.place)
        for index, traced in enumerate(picture.traced):
            if traced.at is not None and re.fullmatch(REF_PATTERN, traced.at):
                at = (*path, "traced", index, "at")
                yield from self._ref(at, claim_id, traced.at, "at", None, _STOP_ROLES["at"])
        for fault in picture_faults(self.incident, claim_id, picture):
            yield Fault((*path, *fault.path), fault.wrong, fault.right)

    def _edition(self, path: Path, name: str) -> Iterator[Fault]:
        from geodata.editions import registry  # reads shapes too, which the other checks do not need

        known = registry()
        if name not in known:
            yield Fault(path, f"unknown edition '{name}'", nearest(name, known))

    def _warnings(self, path: Path, claim_id: str, warnings: Warnings) -> Iterator[Fault]:
        for role in ("count", "over", "spacing"):
            yield from self._ref((*path, role), claim_id, getattr(warnings, role), role, None)

    def _table(self, path: Path, claim_id: str, table: SpeedTable) -> Iterator[Fault]:
        yield from self._ref((*path, "duration"), claim_id, table.duration, "duration", None)
        for index, speed in enumerate(table.speeds):
            yield from self._figure((*path, "speeds", index), speed, "speed")

    def _family(self, path: Path, claim_id: str, family: FamilySpec) -> Iterator[Fault]:
        yield from self._known((*path, "aircraft"), "aircraft", "aircraft", family.aircraft)
        yield from self._edition((*path, "edition"), family.edition)
        yield from self._known((*path, "within"), "area", "areas", family.within)
        seen: dict[tuple[str, str], str] = {}
        for index, ref in enumerate(family.constraints):
            at = (*path, "constraints", index)
            yield from self._constraint(at, claim_id, ref, family)
            reading = self._stated(claim_id, ref)
            if reading is None or reading.quantity not in QUANTITIES:
                continue
            figure = (ref.partition("/")[0], reading.figure or QUANTITIES[reading.quantity].dimension)
            if figure in seen:
                right = "readings of one figure are alternatives: write a family for each"
                yield Fault(at, f"'{seen[figure]}' and '{ref}' read one figure", right)
            seen[figure] = ref
        for name, ref in prior_fields(family.priors).items():
            at, role = (*path, "priors", name), "turn_angle" if name == "turn" else name
            found = yield from self._ref(at, claim_id, ref, role, None)
            if found is not None and not all(math.isfinite(end) for end in found.interval_si):
                yield Fault(
                    at, f"'{ref}' ('{found.text}') has an open end", "paths are drawn between two ends: give both"
                )
            elif (
                found is not None and name == "turn" and not all(abs(end) <= MOST_TURN_DEG for end in found.interval_si)
            ):
                right = f"a turn lies between -{MOST_TURN_DEG:g} (left) and {MOST_TURN_DEG:g} degrees (right)"
                yield Fault(at, f"'{ref}' ('{found.text}') allows more than a right angle", right)

    def _constraint(self, path: Path, claim_id: str, ref: str, family: FamilySpec) -> Iterator[Fault]:
        usable = f"use a reading of one of: {', '.join(FAMILY_QUANTITIES)}"
        if ref.startswith("assumption/"):
            yield Fault(path, f"'{ref}' is an assumption, and a constraint is a statement", usable)
            return
        missing, known = self._missing(path, claim_id, ref)
        if missing is not None:
            yield missing
        reading = self._stated(claim_id, ref)
        if not known or reading is None:
            return
        if reading.quantity not in FAMILY_QUANTITIES:
            yield Fault(path, f"'{ref}' is a reading of {reading.quantity}, which no path is held against", usable)
        elif reading.zone not in (None, family.zone):
            right = f"use a reading of {family.zone}"
            yield Fault(path, f"'{ref}' is about {reading.zone}, but the family about {family.zone}", right)
        about = reading.about or self.incident.statement(claim_id, ref.partition("/")[0]).about
        if about and family.aircraft not in about:
            right = f"use a reading about it, or name one of: {', '.join(about)}"
            yield Fault(path, f"'{ref}' is not about the aircraft '{family.aircraft}'", right)

    def _stated(self, claim_id: str, ref: str) -> Reading | None:
        """The reading that "statement/reading" of a claim names, if there is one."""
        statement, _, reading = ref.partition("/")
        own = self.incident.claims[claim_id].statements.get(statement)
        return None if own is None else own.readings.get(reading)

    def _reckoned_from(self, name: str) -> bool:
        """Whether the chain of places that a place is reckoned from comes back to it."""
        seen, at = set[str](), name
        while at not in seen:
            seen.add(at)
            place = self.incident.places.get(at)
            if not isinstance(place, BearingPlace):
                return False
            at = place.origin
        return at == name

    def _ref(
        self, path: Path, claim_id: str, ref: str, role: str, zone: str | None, wanted: _Role | None = None
    ) -> Generator[Fault, None, ResolvedInput | None]:
        """The faults of one ref; returns what it stands for if it stands for something readable."""
        missing, known = self._missing(path, claim_id, ref)
        if not known:
            if missing is not None:
                yield missing
            return None
        try:
            resolved = self.incident.resolve(claim_id, ref)
        except (FigureError, UnknownNameError):  # a fault of the entry itself, reported there
            return None
        wanted = wanted or _ROLES[role]
        if resolved.kind == "assumption":
            if resolved.dimension not in wanted.dimensions:
                kind = "a choice in words" if resolved.dimension == "choice" else f"of dimension {resolved.dimension}"
                needs = [f"a reading of {name}" for name in wanted.quantities if not wanted.dimensions]
                right = f"'{role}' needs {' or '.join([*_words(wanted.dimensions), *needs])}"
                yield Fault(path, f"'{ref}' ('{resolved.text}') is {kind}", right)
                return None
            return resolved
        if resolved.quantity not in wanted.quantities:
            wrong = f"'{ref}' is a reading of {resolved.quantity} ({resolved.dimension})"
            needs = [f"a reading of {' or '.join(wanted.quantities)}"] if wanted.quantities else []
            needs += ["an assumption"] if wanted.dimensions else []
            yield Fault(path, wrong, f"'{role}' needs {' or '.join(needs)}")
            return None
        if zone is not None and resolved.zone not in (None, zone):
            yield Fault(
                path, f"'{ref}' is about {resolved.zone}, but the track about {zone}", f"use a reading of {zone}"
            )
        return resolved

    def _missing(self, path: Path, claim_id: str, ref: str) -> tuple[Fault | None, bool]:
        """The fault of a ref that names nothing, and whether it names something that can be resolved."""
        incident = self.incident
        head, _, tail = ref.partition("/")
        if head == "assumption":
            if tail in incident.assumptions:
                return None, True
            spared = ("assumptions", tail) in self.spared or ("assumptions",) in self.spared
            return None if spared else Fault(
                path, f"unknown assumption '{tail}'", nearest(tail, incident.assumptions)
            ), False
        statements = incident.claims[claim_id].statements
        entry: Path = ("claims", claim_id, "statements", head)
        if head in statements:
            readings = statements[head].readings
            if tail in readings:
                return None, True
            if (*entry, "readings", tail) in self.spared or (*entry, "readings") in self.spared:
                return None, False
            wrong = f"statement '{head}' has no reading '{tail}'"
            return Fault(path, wrong, nearest(tail, readings)), False
        if entry in self.spared or entry[:-1] in self.spared:
            return None, False
        owner = next((name for name, claim in incident.claims.items() if head in claim.statements), None)
        if owner is not None:
            wrong = f"statement '{head}' belongs to claim '{owner}', not to '{claim_id}'"
            right = "what a claimant did not state is not borrowed from another: use an assumption"
            return Fault(path, wrong, right), False
        wrong = f"claim '{claim_id}' has no statement '{head}'"
        if closest(head, ["assumption", *statements]) == "assumption":
            meant = closest(tail, incident.assumptions) or tail
            return Fault(path, wrong, f"did you mean 'assumption/{meant}'?"), False
        return Fault(path, wrong, nearest(head, statements)), False


def _words(dimensions: Iterable[str]) -> list[str]:
    return ["a choice in words" if name == "choice" else f"a figure of dimension {name}" for name in dimensions]


def _figure_fault(path: Path, error: FigureError) -> Fault:
    wrong, _, right = str(error).partition("; ")
    return Fault(path, wrong, right)
