"""The JSON Schema of the incident file, for editors and programs.

An editor that knows it completes keys and words, and shows the description of a field while it is written.
"""

from __future__ import annotations

import json
from typing import Any

from airspace.incident import SCHEMA, Incident
from airspace.quantities import QUANTITIES

__all__ = ["json_schema", "schema_text"]


def json_schema() -> dict[str, Any]:
    """The schema (draft 2020-12), as published in ``docs/incident.schema.json``.

    What the model takes for any text is held to the words there are where a list of them is known: the quantities, each
    with its definition, and the border editions.
    """
    from geodata.editions import registry  # reads shapes too, which the model does not need

    body: dict[str, Any] = _plain(Incident.model_json_schema(by_alias=True))
    parts = body["$defs"]
    _choose(
        parts["Reading"]["properties"]["quantity"],
        {name: f"{quantity.definition} ({_kind(name)})" for name, quantity in QUANTITIES.items()},
    )
    for part in parts.values():
        if "edition" in part.get("properties", {}):
            _choose(part["properties"]["edition"], {name: edition.title for name, edition in registry().items()})
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **body, "title": f"Incident file ({SCHEMA})"}


def schema_text() -> str:
    """The schema as the text of its file."""
    return json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"


def _kind(name: str) -> str:
    """What a reading of a quantity holds besides its name: ``length; needs zone``."""
    quantity = QUANTITIES[name]
    held = f"one of: {', '.join(quantity.choices)}" if quantity.choices else quantity.dimension
    return held + "".join(f"; needs {need}" for need in sorted(quantity.needs))


def _choose(node: dict[str, Any], words: dict[str, str]) -> None:
    """Hold a text to some words. ``enumDescriptions`` is what editors show beside each."""
    node = next(option for option in node.get("anyOf", [node]) if option.get("type") == "string")
    for bound in ("maxLength", "minLength", "pattern"):
        node.pop(bound, None)
    node["enum"], node["enumDescriptions"] = list(words), list(words.values())


def _plain(node: Any) -> Any:
    """A schema whose blocks of ids refuse every other key, and whose descriptions are plain text."""
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if not isinstance(node, dict):
        return node
    plain = {key: _plain(value) for key, value in node.items()}
    if "patternProperties" in plain:
        plain["additionalProperties"] = False
    if isinstance(plain.get("description"), str):
        plain["description"] = " ".join(plain["description"].replace("``", "'").split())
    return plain
