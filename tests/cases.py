"""A small incident that uses every part of the incident file, its texts filled in from the published schema."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from airspace.fields import LINE_PATTERN, TEXT_PATTERN
from airspace.schema import json_schema

Words = Callable[[str, int], str]
"""Given a field's dotted place and its greatest length, the text that goes there."""

STRUCTURAL: Final = {"schema", "quantity"}  # text by its shape, but only words of a list are let through
ONLY_WHERE_GIVEN: Final = {"uncertainty", "position", "clock", "at"}  # what a text alone does not make

TRACK: Final = "time,lon,lat,alt_m\n2015-11-24T07:23:00Z,36.20,35.83,6000\n2015-11-24T07:25:00Z,35.90,35.84,6000\n"

_SOLVE: Final = {"edition": "osm-2026c", "within": "box"}
_LEADS: Final = {"lead_in": "assumption/lead", "lead_out": "assumption/lead"}

SKELETON: Final[dict[str, Any]] = {
    "schema": "airspace/incident/1",
    "id": "small",
    "date": "2015-11-24",
    "clocks": {"local": "+02:00"},
    "sources": {
        "paper": {"date": "2015-11-24", "grade": "B2"},
        "linked": {"date": "2015-11-25", "grade": "C3", "url": "https://example.org/a?b=1&c=2"},
    },
    "aircraft": {"jet": {"state": "RUS"}, "chaser": {"state": "TUR"}},
    "areas": {"box": {"bbox": [35.93, 35.75, 36.35, 36.10]}},
    "places": {
        "base": {"lat": 35.4011, "lon": 35.9487, "elevation": "157 ft", "source": "paper"},
        "tip": {"derived": "southernmost", "zone": "TUR", "within": "box"},
        "called": {
            "derived": "bearing-range", "from": "base", "bearing": "020 deg", "range": "26 NM", "north": "true",
            "source": "paper",
        },
    },
    "rings": {"reach": {"place": "base", "radius": "60 km", "source": "paper"}},
    "assumptions": {
        "course": {"value": "270 deg", "interval": [240, 300], "source": "paper"},
        "lead": {"value": "2 min", "interval": [2, 2]},
        "speed": {"value": "800 km/h", "interval": [400, 1250]},
        "minute": {"value": "07:24:00Z", "interval": ["07:23:30Z", "07:25:00Z"]},
        "spacing": {"value": "even"},
        "shape": {"value": "least load factor"},
        "turn": {"value": "right"},
    },
    "claims": {
        "one": {
            "defaults": {"said_on": "2015-11-24", "source": ["paper", "linked"], "about": "jet"},
            "statements": {
                "length": {"readings": {"statute": {"quantity": "length_inside", "zone": "TUR", "value": "1.15 mi"}}},
                "depth": {"readings": {"border": {"quantity": "depth", "zone": "TUR", "value": "1.36 mi"}}},
                "lasted": {"readings": {"stay": {"quantity": "duration_inside", "zone": "TUR", "value": "17 s"}}},
                "entered": {
                    "readings": {"local": {"quantity": "entry_time", "zone": "TUR", "value": "09:24:05 local"}}
                },
                "altitude": {"readings": {"feet": {"quantity": "altitude", "value": "19,000 ft"}}},
                "warned": {
                    "about": ["jet"],
                    "readings": {
                        "count": {"quantity": "warnings_count", "value": 4},
                        "span": {"quantity": "warnings_span", "value": "100 s"},
                    },
                },
                "called": {"readings": {"place": {"quantity": "position", "place": "called"}}},
            },
            "tracks": {
                "letter": {
                    "aircraft": "jet", "basis": "reconstructed",
                    "solve": {"crosses": "TUR", **_SOLVE, **_LEADS, "course": "assumption/course",
                              "length": "length/statute", "enters": "entered/local", "lasts": "lasted/stay",
                              "altitude": "altitude/feet"},
                    "warnings": {"count": "warned/count", "over": "warned/span", "before": "entry",
                                 "spacing": "assumption/spacing"},
                },
                "radar": {"aircraft": "jet", "basis": "illustrative", "file": "radar.csv", "zones": ["TUR"],
                          "position_uncertainty": "100 m",
                          "uncertainty": {"position": {"R95": "100 m"}, "altitude": {"sigma": "30 m"},
                                          "clock": {"within": "2 s"}, "border": {"sigma": "50 m"}}},
            },
        },
        "two": {
            "defaults": {"said_on": "2015-11-27", "source": "linked", "about": ["jet"]},
            "statements": {
                "apart": {"readings": {"km": {"quantity": "closest_distance", "zone": "TUR", "value": "1 km"}}},
                "brief": {"readings": {"stay": {"quantity": "duration_inside", "zone": "TUR", "value": "2-3 s"}}},
                "dip": {
                    "about": ["chaser"],
                    "readings": {
                        "depth": {"quantity": "depth", "zone": "SYR", "value": "2 km"},
                        "stay": {"quantity": "duration_inside", "zone": "SYR", "value": "40 s"},
                        "speed": {"quantity": "ground_speed", "value": "810 km/h"},
                        "course": {"quantity": "course", "value": "190 deg"},
                    },
                },
            },
            "tracks": {
                "near": {
                    "aircraft": "jet", "basis": "reconstructed",
                    "solve": {"passes": "TUR", **_SOLVE, **_LEADS, "course": "assumption/course",
                              "distance": "apart/km", "at": "assumption/minute", "speed": "assumption/speed"},
                },
                "chase": {
                    "aircraft": "chaser", "basis": "reconstructed",
                    "solve": {"dips": "SYR", **_SOLVE, **_LEADS, "depth": "dip/depth", "lasts": "dip/stay",
                              "speed": "dip/speed", "heading": "dip/course", "turn": "assumption/turn",
                              "at": "assumption/minute", "shape": "assumption/shape"},
                },
            },
            "tables": {
                "speeds": {"kind": "speed-length", "duration": "brief/stay", "speeds": ["400 km/h", "800 km/h"]}
            },
        },
        "three": {"statements": {"plan": {"source": "paper", "untestable": {}}}},
    },
}  # fmt: skip
"""Only what is not free text; :func:`filled` adds the rest."""


def filled(words: Words, skeleton: dict[str, Any] | None = None) -> dict[str, Any]:
    """The skeleton with a text in every text field that the schema knows, those added after this test included."""
    schema = json_schema()
    return dict(_Filler(schema, words).value(schema, copy.deepcopy(skeleton or SKELETON), ""))


def saved(incident: dict[str, Any], folder: Path) -> Path:
    """The incident as a file, with its track file beside it. JSON is YAML."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "radar.csv").write_text(TRACK, encoding="utf-8")
    path = folder / "incident.yaml"
    path.write_text(json.dumps(incident, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def texts(value: Any) -> Iterator[str]:
    """Every string of plain data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from texts(item)


class _Filler:
    def __init__(self, schema: dict[str, Any], words: Words) -> None:
        self.definitions, self.words = schema["$defs"], words

    def value(self, node: dict[str, Any], given: Any, place: str) -> Any:
        """What stands at ``place``; ``None`` if nothing does."""
        node = self.resolved(node)
        if "anyOf" in node or "oneOf" in node:
            return self.choice(list(self.options(node)), given, place)
        if _is_text(node):
            return given if given is not None else self.words(place, node["maxLength"])
        if node.get("type") == "array" and isinstance(node.get("items"), dict):
            return self.items(node["items"], given, place)
        if "properties" in node:
            return self.block(node, given, place)
        if isinstance(given, dict):
            (inner,) = node["patternProperties"].values()
            return {key: self.value(inner, item, f"{place}.{key}") for key, item in given.items()}
        return given

    def options(self, node: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """What a node may be, alternatives within alternatives included."""
        for option in (*node.get("anyOf", ()), *node.get("oneOf", ())):
            one = self.resolved(option)
            if "anyOf" in one or "oneOf" in one:
                yield from self.options(one)
            elif one.get("type") != "null":
                yield one

    def choice(self, options: list[dict[str, Any]], given: Any, place: str) -> Any:
        if any(option.get("type") in ("integer", "number") for option in options):
            return given  # a figure, or one end of an interval
        if isinstance(given, dict):
            fitting = [o for o in options if given.keys() <= o.get("properties", {}).keys()]
            assert len(fitting) == 1, (place, given)
            return self.value(fitting[0], given, place)
        if given is None and len(options) == 1:
            return self.value(options[0], None, place)
        return given

    def items(self, inner: dict[str, Any], given: Any, place: str) -> Any:
        if given is None and _is_text(self.resolved(inner)):
            given = [None, None]
        if given is None and self.can_begin_empty(self.resolved(inner)):
            given = [{}]
        return None if given is None else [self.value(inner, item, f"{place}[{i}]") for i, item in enumerate(given)]

    def block(self, node: dict[str, Any], given: Any, place: str) -> Any:
        if given is None and not self.can_begin_empty(node):
            return None
        made = dict(given or {})
        for key, inner in node["properties"].items():
            if key not in STRUCTURAL and (key in made or key not in ONLY_WHERE_GIVEN):
                found = self.value(inner, made.get(key), f"{place}.{key}".removeprefix("."))
                made |= {} if found is None else {key: found}
        return made

    def can_begin_empty(self, node: dict[str, Any]) -> bool:
        """Whether texts are all that a block needs."""
        return "properties" in node and all(
            _is_text(self.resolved(node["properties"][key])) and key not in STRUCTURAL
            for key in node.get("required", ())
        )

    def resolved(self, node: dict[str, Any]) -> dict[str, Any]:
        """The node itself, or what its reference stands for."""
        return self.definitions[node["$ref"].rpartition("/")[2]] if "$ref" in node else node


def _is_text(node: dict[str, Any]) -> bool:
    return node.get("type") == "string" and node.get("pattern") in (LINE_PATTERN, TEXT_PATTERN)
