"""The zones of an incident file, made ready to be checked against; and what in them cannot be.

A zone whose ``since`` and ``until`` leave out the day of the incident is not checked, and that is said.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from airspace.errors import FigureError, LayerError, UnknownNameError
from airspace.incident import Incident
from airspace.inputspec import SpecFault
from airspace.language import Later, _
from airspace.layers import parse_layer
from airspace.nearest import nearest
from airspace.zonespec import FileZone, LayerRule, valid_on
from geodata.altitude import AltitudeReference
from geodata.fixes import BadValueError
from geodata.limits import Limit, limit
from geodata.zones import ZoneShape, from_file

__all__ = ["LeftOut", "out_of_date", "rule_ids", "rule_targets", "targets_of", "zone_faults"]

Target = ZoneShape | str
"""A zone to check against: a shape, or what editions give a shape (``IRN``, ``IRN/sea-12NM``)."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A zone that was not checked, on one edition or (None) at all, and why, in words."""

    zone: str
    edition: str | None
    why: str

    @property
    def sentence(self) -> str:
        """All of it in one sentence."""
        where = f" on '{self.edition}'" if self.edition else ""
        return f"zone '{self.zone}' is left out{where}: {self.why}"


def rule_ids(incident: Incident, claim_id: str, track_id: str) -> tuple[str, ...]:
    """Ids of the file's zones that a track is to be checked against."""
    return tuple(name for name in incident.claims[claim_id].tracks[track_id].zones if name in incident.zones)


def targets_of(incident: Incident, names: Sequence[Target]) -> tuple[tuple[Target, ...], tuple[LeftOut, ...]]:
    """The zones that names stand for: an id of the incident's ``zones:`` for what it holds, all else as it is.

    Raises :class:`UnknownNameError` for an id that the file does not have, and ZoneFileError.
    """
    found: list[Target] = []
    left: list[LeftOut] = []
    for name in names:
        if not isinstance(name, str) or name not in incident.zones:
            if isinstance(name, str) and not name[:1].isupper():
                raise UnknownNameError("zone of the incident file", name, incident.zones)
            found.append(name)
        elif (why := out_of_date(incident, name)) is not None:
            left.append(LeftOut(name, None, why))
        else:
            found += rule_targets(incident, name)
    return tuple(dict.fromkeys(found)), tuple(left)


def out_of_date(incident: Incident, zone_id: str) -> str | None:
    """Why a zone or rule did not hold on the day of the incident, in words; None if it did."""
    rule, day = incident.zones[zone_id], incident.date
    if valid_on(rule, day):
        return None
    if rule.since is not None and day < rule.since:
        since = rule.since
        return Later(lambda: _("it holds since {since}, and the incident was on {day}", since=str(since), day=str(day)))
    until = str(rule.until)
    return Later(lambda: _("it held until {until}, and the incident was on {day}", until=until, day=str(day)))


def rule_targets(incident: Incident, zone_id: str) -> tuple[Target, ...]:
    """What a zone of the incident file is checked as: ``SYR/buffer-5mi``, or the shapes of its file.

    A shape has the zone's id for its name; of several, the feature's name behind it.

    Raises :class:`~geodata.errors.ZoneFileError`, and :class:`UnknownNameError` for a feature that is not there.
    """
    rule = incident.zones[zone_id]
    if isinstance(rule, LayerRule):
        return (parse_layer(rule.layer).text,)
    if incident.folder is None:
        raise UnknownNameError("zone file", rule.file, ())
    path = incident.folder / rule.file
    shapes = _read(path, path.stat().st_mtime_ns if path.exists() else 0)
    if rule.feature is not None:
        named = tuple(shape for shape in shapes if shape.name == rule.feature)
        if not named:
            raise UnknownNameError(f"feature of {rule.file}", rule.feature, [shape.name for shape in shapes])
        shapes = named
    return tuple(_limited(shape, rule, zone_id, several=len(shapes) > 1) for shape in shapes)


@lru_cache(maxsize=16)
def _read(path: Path, changed: int) -> tuple[ZoneShape, ...]:  # noqa: ARG001 - read again when it was changed
    return from_file(path)


def _limited(shape: ZoneShape, rule: FileZone, zone_id: str, *, several: bool) -> ZoneShape:
    """A shape of the file under the zone's id, with the limits that the incident file gives it."""
    made = replace(shape, name=f"{zone_id} {shape.name}" if several else zone_id, note=rule.why)
    lower, upper = _limit(rule, "lower"), _limit(rule, "upper")
    if lower is None and upper is None:
        return made
    low_m, low_ref = (shape.lower_m, shape.altitude_reference) if lower is None else (lower.metres, lower.reference)
    own = shape.upper_reference or shape.altitude_reference
    high_m, high_ref = (shape.upper_m, own) if upper is None else (upper.metres, upper.reference)
    if low_m is None:
        return replace(made, lower_m=None, upper_m=high_m, altitude_reference=high_ref, upper_reference=None)
    other = high_ref if high_m is not None and high_ref != low_ref else None
    return replace(made, lower_m=low_m, upper_m=high_m, altitude_reference=low_ref, upper_reference=other)


def _limit(rule: FileZone, name: str) -> Limit | None:
    """A limit as the incident file gives it; of one in feet or metres the file says what it is counted from."""
    text = getattr(rule, name)
    if text is None:
        return None
    found = limit(text, upper=name == "upper")
    stated: AltitudeReference | None = rule.altitude_reference
    if found.reference == "unstated" and stated is not None:
        return Limit(found.metres, stated)
    return found


# --- faults --------------------------------------------------------------------------------------------------


def zone_faults(incident: Incident, spared: Container[tuple[str | int, ...]] = ()) -> Iterator[SpecFault]:
    """What the zones say of other parts of the file, and tracks of them, that cannot be; paths from the file's top.

    ``spared`` holds the paths of entries that are broken themselves: a reference to one is no fault.
    """

    def known(section: str, name: str) -> bool:
        there = getattr(incident, section)
        return name in there or (section, name) in spared or (section,) in spared

    for zone_id, rule in incident.zones.items():
        path = ("zones", zone_id)
        for claim in rule.relied_on_by:
            if not known("claims", claim):
                yield SpecFault((*path, "relied_on_by"), f"unknown claim '{claim}'", nearest(claim, incident.claims))
        for source in rule.source:
            if not known("sources", source):
                yield SpecFault((*path, "source"), f"unknown source '{source}'", nearest(source, incident.sources))
        if rule.since is not None and rule.until is not None and rule.since > rule.until:
            yield SpecFault((*path, "until"), f"{rule.until} is before 'since' ({rule.since})", "swap or mend them")
        if isinstance(rule, LayerRule):
            try:
                parse_layer(rule.layer)
            except (LayerError, FigureError) as error:
                wrong, _sign, right = str(error).partition("; ")
                yield SpecFault((*path, "layer"), wrong, right or "write it as IRN/sea-12NM")
        else:
            yield from _file_faults(incident, path, rule)
    for claim_id, claim_ in incident.claims.items():
        for track_id, track in claim_.tracks.items():
            for index, name in enumerate(track.zones):
                if not name.isupper() and not known("zones", name):
                    right = nearest(name, incident.zones) if incident.zones else "name a state by its three letters"
                    at = ("claims", claim_id, "tracks", track_id, "zones", index)
                    yield SpecFault(at, f"unknown zone '{name}'", right)


def _file_faults(incident: Incident, path: tuple[str, str], rule: FileZone) -> Iterator[SpecFault]:
    if incident.folder is not None and not (incident.folder / rule.file).is_file():
        there = sorted(entry.name for entry in incident.folder.iterdir() if entry.is_file())
        yield SpecFault(
            (*path, "file"), f"there is no file '{rule.file}' beside the incident file", nearest(rule.file, there)
        )
    found = dict[str, Limit]()
    for name in ("lower", "upper"):
        try:
            given = _limit(rule, name)
        except BadValueError as fault:
            yield SpecFault((*path, name), fault.wrong, fault.right)
            continue
        if given is not None:
            found[name] = given
            if given.reference == "unstated" and rule.altitude_reference is None:
                right = "add altitude_reference: msl, ellipsoid, ground, barometric or unstated"
                yield SpecFault((*path, name), f"'{getattr(rule, name)}' does not say what it is counted from", right)
    low, high = found.get("lower", Limit(None, None)), found.get("upper", Limit(None, None))
    if low.metres is None or high.metres is None or low.reference != high.reference:
        return
    if low.metres >= high.metres:
        yield SpecFault((*path, "upper"), "the upper limit is not above the lower one", "swap or mend them")
