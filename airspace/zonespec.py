"""Zones and rules that an incident's claims rely on, as its file has them under ``zones:``.

Two kinds: a zone made of a state's territory (:mod:`airspace.layers`), such as a rule of engagement said to reach five
miles, or the area of a file beside the incident file, such as an ADIZ. What the file has to say of one part to another
is checked in :mod:`airspace.zonerules`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from airspace.fields import Day, FigureText, Ids, Line, Model, Text
from geodata.altitude import AltitudeReference

__all__ = ["ZONE_KINDS", "FileZone", "LayerRule", "ZoneKind", "ZoneRule", "valid_on"]

ZoneKind = Literal["fir", "adiz", "prohibited", "restricted", "danger", "other"]
ZONE_KINDS = ("layer", "file")


class LayerRule(Model):
    """A zone made of a state's territory, by a rule that claims rely on."""

    label: Line
    """Name on the pages, such as 'Turkey's rule of engagement'."""
    layer: Line
    """What it is made of: SYR/buffer-5mi, IRN/sea-12NM, IRN/contiguous-24NM or IRN/land."""
    relied_on_by: Ids = ()
    """Id of the claim that relies on it, or a list of ids."""
    since: Day | None = None
    """First day on which it held, as 2012-06-26."""
    until: Day | None = None
    """Last day on which it held."""
    source: Ids = ()
    """Id of the source (under 'sources'), or a list of ids."""
    why: Text
    """What it is, and why it is here."""


class FileZone(Model):
    """An area from a file beside the incident file: a flight information region, an ADIZ, a closed area."""

    label: Line
    """Name on the pages."""
    file: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]*$")]
    """Name of the zone file, beside the incident file: GeoJSON, KML, GeoPackage, OpenAir and others."""
    feature: Line | None = None
    """Name of the one feature of the file that is meant; all of them if left out."""
    kind: ZoneKind
    """What it is: fir, adiz, prohibited, restricted, danger or other."""
    relied_on_by: Ids = ()
    """Id of the claim that relies on it, or a list of ids."""
    since: Day | None = None
    """First day on which it held, as 2013-11-23."""
    until: Day | None = None
    """Last day on which it held."""
    lower: FigureText | None = None
    """Lower limit: FL95, 1,500 ft, 450 m or GND. It stands in for the file's."""
    upper: FigureText | None = None
    """Upper limit: FL245, 19,500 ft or UNL. It stands in for the file's."""
    altitude_reference: AltitudeReference | None = None
    """What limits in feet or metres are counted from: msl, ellipsoid, ground, barometric or unstated."""
    source: Ids = ()
    """Id of the source (under 'sources'), or a list of ids."""
    why: Text
    """What it is, and why it is here."""


def _rule_kind(value: object) -> str | None:
    if isinstance(value, Mapping):
        kind = next((kind for kind in ZONE_KINDS if kind in value), None)
    else:
        kind = {LayerRule: "layer", FileZone: "file"}.get(type(value))  # type: ignore[call-overload]
    return f"({kind})" if kind else None


ZoneRule = Annotated[
    Annotated[LayerRule, Tag("(layer)")] | Annotated[FileZone, Tag("(file)")],
    Discriminator(
        _rule_kind,
        custom_error_type="zone_kind",
        custom_error_message=f"names none of {', '.join(ZONE_KINDS)}",
    ),
]
"""An entry of ``zones:``."""


def valid_on(rule: LayerRule | FileZone, day: dt.date) -> bool:
    """Whether a zone or rule held on a day; its first and last day count."""
    return (rule.since is None or rule.since <= day) and (rule.until is None or day <= rule.until)
