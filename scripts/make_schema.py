"""Write ``docs/incident.schema.json`` from the model of the incident file."""

from __future__ import annotations

from pathlib import Path

from airspace.schema import schema_text

TARGET = Path(__file__).parent.parent / "docs" / "incident.schema.json"


if __name__ == "__main__":
    TARGET.write_text(schema_text(), encoding="utf-8")
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")
