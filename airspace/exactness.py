"""How exact the positions of a path are by the way they came about, in words: as printed, or as taken from a picture.

What a track's file or the incident file says of its accuracy is told by :mod:`airspace.chance.trackinputs`.
"""

from __future__ import annotations

from typing import Final

from airspace import numbers
from airspace.assessment import TrackCase, TrackResult
from airspace.language import _, mark, n_
from airspace.tracedpath import TracedPath
from airspace.wording import capital

__all__ = ["exactness_text", "finer_text", "fit_text", "picture_text", "stop_text"]

_FITS: Final = {
    "affine": mark("affine fit"),
    "similarity": mark("similarity fit"),
    "projective": mark("projective fit"),
}


def stop_text(case: TrackCase, number: int) -> str:
    """A stop of a path through stated positions (from 1): its place, and its time and altitude as stated."""
    if case.stated is None:
        raise ValueError(f"track '{case.track_id}' goes through no stated positions")
    stop = case.stated.stops[number - 1]
    where = numbers.coordinates(stop.place.lon_deg, stop.place.lat_deg, stop.radius_m or 10.0)
    if stop.place.reckoned:
        where = _("{position}, reckoned: {how}", position=where, how=stop.place.how)
    told = [f"{stop.place.name} ({where})"]
    for given in (stop.at, stop.altitude):
        if given is not None:
            figure = numbers.localised(given.text)
            told.append(_("{figure}, assumed", figure=figure) if given.kind == "assumption" else figure)
    return ", ".join(told)


def exactness_text(case: TrackCase) -> str | None:
    """How far the true positions can lie from those drawn; None where nothing is known of it."""
    if case.radius_m is None:
        return None
    if case.traced is not None:
        return fit_text(case.traced)
    return _("As they are stated, its positions are known to {distance}.", distance=_rounded(case.radius_m))


def picture_text(traced: TracedPath) -> str:
    """That a path was read off a picture, and how exact that is, in a few words."""
    radius = _rounded(traced.radius_m)
    if traced.fit.sigma_m is None:
        return _("Digitised from a picture; fit error not known, positions to {radius} (95 %).", radius=radius)
    rms = _rounded(traced.fit.rms_m)
    return _("Digitised from a picture; fit error {rms}, positions to {radius} (95 %).", rms=rms, radius=radius)


def fit_text(traced: TracedPath) -> str:
    """How well a picture fits its control points, and how exact the positions taken from it are."""
    return " ".join([*_fitted(traced), *_placed(traced)])


def _fitted(traced: TracedPath) -> list[str]:
    fit, kind = traced.fit, _(_FITS[traced.fit.kind])
    scale = numbers.distance(fit.scale_m, fit.scale_m / 100)
    told = [capital(_("{fit} to {count} control points, {scale} to a pixel.", fit=kind, count=fit.points, scale=scale))]
    if fit.sigma_m is None:
        told.append(
            _(
                "No control point is spare, so the error is not known from the fit: picking to {pixels} px, {picked}, "
                "stands in.",
                pixels=numbers.number(fit.pixel_error_px, 0.1),
                picked=_rounded(fit.pixel_error_px * fit.scale_m),
            )
        )
    else:
        told.append(
            _(
                "Control points lie {rms} from the fit (root mean square), the farthest {most}.",
                rms=_rounded(fit.rms_m),
                most=_rounded(float(fit.residual_m.max())),
            )
        )
    return told


def _placed(traced: TracedPath) -> list[str]:
    least, most = (_rounded(float(end)) for end in (traced.placed.radius_m.min(), traced.placed.radius_m.max()))
    if least == most:
        told = [_("Each position is known to {radius} (95 %).", radius=most)]
    else:
        told = [_("Positions are known to between {least} and {most} (95 %).", least=least, most=most)]
    if far := traced.far_outside:
        count = len(far)
        told.append(
            n_(
                "{count} fix lies far outside the control points, where the fit is a guess.",
                "{count} fixes lie far outside the control points, where the fit is a guess.",
                count,
            )
        )
    return told


def finer_text(case: TrackCase, result: TrackResult | None) -> str | None:
    """That a margin is smaller than its positions are exact; None where it is not, or where nothing is known of it."""
    margin_m = result.violation.margin_m if result is not None else None
    if case.radius_m is None or margin_m is None or abs(margin_m) >= case.radius_m:
        return None
    return _(
        "The margin of {margin} is smaller than that: a position that exact can lie on either side of the border.",
        margin=numbers.distance(abs(margin_m)),
    )


def _rounded(length_m: float) -> str:
    """A length to two digits: an error is known to no more."""
    step = 0.1
    while step * 100 <= length_m:
        step *= 10
    return numbers.distance(length_m, step)
