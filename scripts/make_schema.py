"""Write ``docs/incident.schema.json`` from the model of the incident file."""

from __future__ import annotations

import json
from pathlib import Path

from airspace.incident import json_schema

TARGET = Path(__file__).parent.parent / "docs" / "incident.schema.json"


def schema_text() -> str:
    """The file's content."""
    return json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    TARGET.write_text(schema_text(), encoding="utf-8")
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")
