"""The kinds of plain text and number an incident file is made of, each with its bounds."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

__all__ = [
    "ID_PATTERN",
    "ISO3_PATTERN",
    "LINE_PATTERN",
    "REF_PATTERN",
    "TEXT_PATTERN",
    "ZONE_PATTERN",
    "Address",
    "Day",
    "FigureText",
    "Id",
    "Ids",
    "IntervalEnd",
    "Iso3",
    "Latitude",
    "Line",
    "Longitude",
    "Model",
    "Ref",
    "Text",
    "ZoneName",
]

ID_PATTERN = r"^[a-z0-9][a-z0-9-]{0,63}$"
REF_PATTERN = r"^[a-z0-9][a-z0-9-]{0,63}/[a-z0-9][a-z0-9-]{0,63}$"
ISO3_PATTERN = r"^[A-Z]{3}$"
ZONE_PATTERN = r"^([A-Z]{3}|[a-z0-9][a-z0-9-]{0,63})$"
# control characters, line separators and marks that turn the direction of writing are kept out of all text
LINE_PATTERN = r"^[^\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]+$"
TEXT_PATTERN = r"^[^\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]+$"


def _one_or_many(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _bare_number(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _day_text(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        raise ValueError(f"{value!r} is no date")
    if not isinstance(value, str | dt.date) and value is not None:
        raise ValueError(f"{value!r} is no date")
    return value


Id = Annotated[str, Field(pattern=ID_PATTERN)]
Ids = Annotated[
    tuple[Id, ...],
    Field(max_length=20),
    BeforeValidator(_one_or_many),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": ID_PATTERN},
                {"type": "array", "items": {"type": "string", "pattern": ID_PATTERN}, "maxItems": 20},
            ]
        }
    ),
]
Ref = Annotated[str, Field(pattern=REF_PATTERN)]
Iso3 = Annotated[str, Field(pattern=ISO3_PATTERN)]
ZoneName = Annotated[str, Field(pattern=ZONE_PATTERN)]
"""A state by its three letters, or the id of one of the file's ``zones``."""
Line = Annotated[str, Field(min_length=1, max_length=200, pattern=LINE_PATTERN)]
Text = Annotated[str, Field(min_length=1, max_length=1500, pattern=TEXT_PATTERN)]
Address = Annotated[str, Field(min_length=1, max_length=2000, pattern=LINE_PATTERN)]
FigureText = Annotated[
    str,
    Field(min_length=1, max_length=100, pattern=LINE_PATTERN),
    BeforeValidator(_bare_number),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "minLength": 1, "maxLength": 100, "pattern": LINE_PATTERN},
                {"type": "integer"},
            ]
        }
    ),
]
Day = Annotated[dt.date, BeforeValidator(_day_text)]
Latitude = Annotated[float, Field(strict=True, ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(strict=True, ge=-180, le=180, allow_inf_nan=False)]
IntervalEnd = Annotated[float, Field(strict=True, allow_inf_nan=False)] | Line


class Model(BaseModel):
    """A part of the incident file: unknown keys are refused, and nothing changes it afterwards.

    The line below a field is its description in the JSON Schema, which editors show.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)
