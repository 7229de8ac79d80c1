"""The kinds of plain text and number an incident file is made of, each with its bounds."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

__all__ = [
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
]

_ID = r"^[a-z0-9][a-z0-9-]{0,63}$"
_REF = r"^[a-z0-9][a-z0-9-]{0,63}/[a-z0-9][a-z0-9-]{0,63}$"
_LINE = r"^[^\u0000-\u001f\u007f-\u009f]+$"
_TEXT = r"^[^\u0000-\u0008\u000b-\u001f\u007f-\u009f]+$"


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


Id = Annotated[str, Field(pattern=_ID)]
Ids = Annotated[
    tuple[Id, ...],
    Field(max_length=20),
    BeforeValidator(_one_or_many),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": _ID},
                {"type": "array", "items": {"type": "string", "pattern": _ID}, "maxItems": 20},
            ]
        }
    ),
]
Ref = Annotated[str, Field(pattern=_REF)]
Iso3 = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Line = Annotated[str, Field(min_length=1, max_length=200, pattern=_LINE)]
Text = Annotated[str, Field(min_length=1, max_length=1500, pattern=_TEXT)]
Address = Annotated[str, Field(min_length=1, max_length=2000, pattern=_LINE)]
FigureText = Annotated[
    str,
    Field(min_length=1, max_length=100, pattern=_LINE),
    BeforeValidator(_bare_number),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "minLength": 1, "maxLength": 100, "pattern": _LINE},
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
    """A part of the incident file: unknown keys are refused, and nothing changes it afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True)
