"""Pictures laid on the ground: constructed truth, an independent method, and files that hold no picture."""

from __future__ import annotations

import copy
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import pytest
from click.testing import CliRunner
from geographiclib.geodesic import Geodesic
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from airspace.assessment import assess
from airspace.casefile import validate_text
from airspace.chance.trackinputs import inputs_for
from airspace.cli import main
from airspace.digitise import LEAST_POINTS, PictureFit, fit_picture, radius_factor
from airspace.document import check_document
from airspace.errors import IncidentFileError, UnsupportedGeometryError
from airspace.exactness import fit_text, picture_text
from airspace.picturespec import FitKind

Array = NDArray[np.float64]

CENTRE = (36.1, 35.9)
SIZE = np.array([1200.0, 800.0])
PLANE = pyproj.Transformer.from_crs(f"+proj=aeqd +lon_0={CENTRE[0]} +lat_0={CENTRE[1]}", "EPSG:4326", always_xy=True)


class Picture:
    """A made-up picture: turned by ``angle_deg``, ``scale`` metres to a pixel along x and y, seen at an angle."""

    def __init__(self, angle_deg: float, scale: tuple[float, float], tilt: tuple[float, float] = (0.0, 0.0)) -> None:
        turn = math.radians(angle_deg)
        self.linear = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]]) @ np.diag(scale)
        self.tilt = np.array(tilt)

    def ground(self, pixel: Array) -> Array:
        """East and north of the picture's middle, in PROJ's own azimuthal equidistant plane."""
        away = (pixel - SIZE / 2) * [1, -1]
        return np.asarray((away @ self.linear.T) / (1 + away @ self.tilt)[:, None])

    def globe(self, pixel: Array) -> tuple[Array, Array]:
        lon, lat = PLANE.transform(*self.ground(pixel).T)
        return np.asarray(lon), np.asarray(lat)


PICTURES: dict[FitKind, Picture] = {
    "similarity": Picture(30, (25, 25)),
    "affine": Picture(-20, (22, 30)),
    "projective": Picture(10, (25, 28), (1e-4, -2e-4)),
}


def fitted(kind: FitKind, pixel: Array, error_px: float = 2.0, noise: Array | float = 0.0) -> PictureFit:
    return fit_picture(*(pixel + noise).T, *PICTURES[kind].globe(pixel), kind, error_px)


def apart(lon: Array, lat: Array, other: tuple[Array, Array]) -> Array:
    pairs = zip(lat, lon, other[1], other[0], strict=True)
    return np.array([Geodesic.WGS84.Inverse(*pair)["s12"] for pair in pairs])


def spread(rng: np.random.Generator, count: int) -> Array:
    """Control points about a ring, so that every one of them holds the picture."""
    angle = (np.arange(count) + rng.uniform(-0.25, 0.25, count)) / count * 2 * np.pi
    ring = np.column_stack([np.cos(angle), np.sin(angle)]) * rng.uniform(0.6, 1.0, (count, 1))
    return np.asarray(SIZE / 2 + ring * [550, 350])


# constructed truth


@pytest.mark.parametrize("kind", PICTURES)
def test_a_faultless_picture_comes_back(kind: FitKind) -> None:
    pixel = spread(np.random.default_rng(1), 8)
    traced = np.array([[300.0, 200.0], [600.0, 400.0], [900.0, 500.0]])
    fit = fitted(kind, pixel)
    found = fit.place(*traced.T)
    # two planes, about the picture's middle and about that of the control points, differ by under 0.05 m over 15 km
    assert apart(found.lon_deg, found.lat_deg, PICTURES[kind].globe(traced)).max() < 0.05
    assert fit.rms_m < 0.05 and fit.predicted_m.max() < 0.2
    assert fit.points == 8 and fit.freedom == 16 - {"similarity": 4, "affine": 6, "projective": 8}[kind]


@pytest.mark.parametrize(
    ("kind", "count", "trials"), [("affine", 7, 1000), ("similarity", 4, 500), ("projective", 8, 500)]
)
def test_the_radius_holds_95_percent_of_the_errors(kind: FitKind, count: int, trials: int) -> None:
    """Random control points, picked with a known error, as the traced point is."""
    rng = np.random.default_rng(11)
    held = 0
    for _ in range(trials):
        pixel, traced = spread(rng, count), rng.uniform([200, 150], [1000, 650], (1, 2))
        fit = fitted(kind, pixel, noise=rng.normal(0, 2.0, pixel.shape))
        found = fit.place(*(traced + rng.normal(0, 2.0, traced.shape)).T)
        held += int(apart(found.lon_deg, found.lat_deg, PICTURES[kind].globe(traced))[0] <= found.radius_m[0])
    assert 0.92 <= held / trials <= 0.98


def test_without_spare_points_the_picking_stands_in() -> None:
    rng = np.random.default_rng(12)
    held, pixel, traced = 0, np.array([[150.0, 100.0], [1050.0, 150.0], [600.0, 720.0]]), np.array([[600.0, 350.0]])
    for _ in range(400):
        fit = fitted("affine", pixel, noise=rng.normal(0, 2.0, pixel.shape))
        found = fit.place(*(traced + rng.normal(0, 2.0, traced.shape)).T)
        held += int(apart(found.lon_deg, found.lat_deg, PICTURES["affine"].globe(traced))[0] <= found.radius_m[0])
    assert fit.sigma_m is None and fit.freedom == 0 and np.isnan(fit.predicted_m).all()
    assert 0.92 <= held / 400 <= 0.98


def test_coarse_control_points_widen_a_fit_without_spare_ones() -> None:
    pixel = np.array([[150.0, 100.0], [1050.0, 150.0], [600.0, 720.0]])
    known = PICTURES["affine"].globe(pixel)
    sharp, coarse = (fit_picture(*pixel.T, *known, "affine", 2.0, radius) for radius in (0.0, 700.0))
    at = np.array([600.0]), np.array([350.0])
    assert sharp.place(*at).radius_m[0] < 250 and coarse.place(*at).radius_m[0] > 700


def test_a_map_in_another_projection_bends_by_what_is_counted_in() -> None:
    """A faultless web map over 300 km: nothing was mispicked, and the fit still misses by its bend."""
    rng = np.random.default_rng(4)
    web = pyproj.Transformer.from_crs("EPSG:3857", "EPSG:4326", always_xy=True)
    corner = np.array(pyproj.Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True).transform(34.5, 37.2))
    pixel, traced = spread(rng, 3), rng.uniform([200, 150], [1000, 650], (20, 2))

    def globe(at: Array) -> tuple[Array, Array]:
        lon, lat = web.transform(*(corner + at * [250, -250]).T)
        return np.asarray(lon), np.asarray(lat)

    found = fit_picture(*pixel.T, *globe(pixel), "affine", 0.01).place(*traced.T)
    missed = apart(found.lon_deg, found.lat_deg, globe(traced))
    assert missed.max() > 300 and (missed <= found.radius_m).all()
    assert found.bend_m.max() >= 0.95 * missed.max()


# independent methods


def test_an_affine_fit_is_the_least_squares_solution() -> None:
    """Normal equations in raw pixels in PROJ's plane, and the residual of a point left out by its leverage."""
    rng = np.random.default_rng(2)
    pixel = spread(rng, 9)
    picked = pixel + rng.normal(0, 2.0, pixel.shape)
    fit = fitted("affine", pixel, noise=picked - pixel)
    design = np.column_stack([np.ones(9), picked])
    ground = PICTURES["affine"].ground(pixel)
    solved = np.linalg.solve(design.T @ design, design.T @ ground)
    residual = np.hypot(*(ground - design @ solved).T)
    np.testing.assert_allclose(fit.residual_m, residual, atol=0.05)
    leverage = np.einsum("ij,jk,ik->i", design, np.linalg.inv(design.T @ design), design)
    np.testing.assert_allclose(fit.predicted_m, residual / (1 - leverage), atol=0.1)
    assert fit.sigma_m == pytest.approx(math.sqrt((residual**2).sum() / 12), abs=0.05)
    lon, lat = PLANE.transform(*(np.array([[1, 400.0, 300.0]]) @ solved).T)
    found = fit.place(np.array([400.0]), np.array([300.0]))
    assert apart(found.lon_deg, found.lat_deg, (lon, lat))[0] < 0.05
    assert fit.scale_m == pytest.approx(math.sqrt((22**2 + 30**2) / 2), rel=0.01)
    assert fit.up_deg == pytest.approx(20, abs=0.5)  # turned 20 degrees to the right


def test_a_projective_fit_to_four_points_is_the_direct_linear_transform() -> None:
    rng = np.random.default_rng(3)
    pixel = np.array([[100.0, 120.0], [1080.0, 60.0], [1000.0, 700.0], [160.0, 640.0]])
    picked = pixel + rng.normal(0, 3.0, pixel.shape)
    ground = PICTURES["projective"].ground(pixel)
    rows = []
    for (x, y), (east, north) in zip(picked, ground, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -east * x, -east * y, -east], [0, 0, 0, x, y, 1, -north * x, -north * y, -north]]
    scaled = np.array(rows) / np.array([1e3, 1e3, 1, 1e3, 1e3, 1, 1e7, 1e7, 1e4])
    matrix = (np.linalg.svd(scaled)[2][-1] / np.array([1e3, 1e3, 1, 1e3, 1e3, 1, 1e7, 1e7, 1e4])).reshape(3, 3)
    traced = np.array([[500.0, 300.0, 1.0], [700.0, 450.0, 1.0]]) @ matrix.T
    wanted = PLANE.transform(*(traced[:, :2] / traced[:, 2:]).T)
    found = fitted("projective", pixel, noise=picked - pixel).place(np.array([500.0, 700.0]), np.array([300.0, 450.0]))
    assert apart(found.lon_deg, found.lat_deg, wanted).max() < 0.1


@pytest.mark.parametrize(("freedom", "f95"), [(2, 19.00), (6, 5.143), (10, 4.103), (30, 3.316), (120, 3.072)])
def test_the_radius_factor_is_that_of_printed_f_tables(freedom: int, f95: float) -> None:
    """F(0.95; 2, n): NIST/SEMATECH e-Handbook of Statistical Methods, table 1.3.6.7.3."""
    assert radius_factor(freedom) == pytest.approx(math.sqrt(2 * f95), rel=5e-4)
    assert radius_factor(math.inf) == pytest.approx(2.4477, abs=1e-4)


# what must not matter


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(list(PICTURES)), st.permutations(range(7)), st.integers(0, 1000))
def test_the_order_of_points_changes_nothing(kind: FitKind, order: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    pixel = spread(rng, 7)
    noise, traced = rng.normal(0, 2.0, pixel.shape), rng.uniform([200, 150], [1000, 650], (4, 2))
    first, other = fitted(kind, pixel, noise=noise), fitted(kind, pixel[order], noise=noise[order])
    assert (first.residual_m[order] == other.residual_m).all() and (first.predicted_m[order] == other.predicted_m).all()
    one, back = first.place(*traced.T), other.place(*traced[::-1].T)
    for name in ("lon_deg", "lat_deg", "radius_m", "outside_m", "bend_m", "common"):
        np.testing.assert_allclose(getattr(one, name), getattr(back, name)[::-1], rtol=1e-12, atol=1e-9)


def test_far_from_the_control_points_the_radius_grows() -> None:
    rng = np.random.default_rng(6)
    pixel = spread(rng, 7)
    fit = fitted("affine", pixel, noise=rng.normal(0, 2.0, pixel.shape))
    x = np.array([600.0, 1100.0, 1700.0, 3000.0])
    found = fit.place(x, np.full(4, 400.0))
    assert found.outside_m[0] == 0 and (np.diff(found.outside_m) > 0).all() and (np.diff(found.radius_m) > 0).all()
    assert found.radius_m[3] > 4 * found.radius_m[0]


@pytest.mark.parametrize("centre", [(179.98, 10.0), (-179.99, -60.0), (25.0, 89.2), (0.0, -88.9)])
def test_pictures_lie_anywhere_on_the_globe(centre: tuple[float, float]) -> None:
    plane = pyproj.Transformer.from_crs(
        f"+proj=aeqd +lon_0={centre[0]} +lat_0={centre[1]}", "EPSG:4326", always_xy=True
    )
    pixel = spread(np.random.default_rng(8), 6)
    traced = np.array([[300.0, 300.0], [700.0, 500.0]])
    lon, lat = plane.transform(*PICTURES["affine"].ground(pixel).T)
    found = fit_picture(*pixel.T, np.asarray(lon), np.asarray(lat), "affine", 2.0).place(*traced.T)
    assert apart(found.lon_deg, found.lat_deg, plane.transform(*PICTURES["affine"].ground(traced).T)).max() < 0.05
    assert (np.abs(found.lon_deg) <= 180).all() and np.isfinite(found.radius_m).all()


# what is refused


@pytest.mark.parametrize(
    ("kind", "pixel", "words"),
    [
        ("affine", [[1, 1], [900, 700]], "2 control points are too few for fit: affine; give 3, better 6"),
        ("projective", [[1, 1], [900, 700], [1, 700]], "give 4, better 7"),
        ("affine", [[1, 1], [900, 700], [900, 700]], "control points 2 and 3 have one pixel"),
        ("affine", [[0, 0], [300, 200], [600, 400], [900, 601]], "on one line on the picture"),
        ("projective", [[0, 0], [600, 400], [1200, 800], [100, 700]], "too many of the control points lie on one line"),
        ("projective", [[0, 0], [300, 200], [600, 400], [1200, 800], [9, 700]], "use fit: affine"),
    ],
)
def test_control_points_that_hold_no_picture_are_refused(kind: FitKind, pixel: list[list[float]], words: str) -> None:
    with pytest.raises(UnsupportedGeometryError, match=words.replace("(", r"\(")):
        fitted(kind, np.array(pixel, dtype=float))


def test_a_mirrored_picture_is_refused() -> None:
    pixel = spread(np.random.default_rng(9), 6)
    known = PICTURES["affine"].globe(pixel)
    with pytest.raises(UnsupportedGeometryError, match="as in a mirror"):
        fit_picture(pixel[:, 0], 800 - pixel[:, 1], *known, "affine", 2.0)


def test_a_point_beyond_the_horizon_is_refused() -> None:
    fit = fitted("projective", spread(np.random.default_rng(10), 8))
    with pytest.raises(UnsupportedGeometryError, match="horizon"):
        fit.place(np.array([600.0]), np.array([-6000.0]))


def test_the_whole_globe_is_no_picture() -> None:
    pixel = spread(np.random.default_rng(10), 4)
    with pytest.raises(UnsupportedGeometryError, match="1,000 km"):
        fit_picture(*pixel.T, np.array([0.0, 30.0, 30.0, 0.0]), np.array([0.0, 0.0, 30.0, 30.0]), "affine", 2.0)
    assert set(LEAST_POINTS) == set(PICTURES)


# from the file to the page


def _case() -> dict[str, Any]:
    rng = np.random.default_rng(21)
    picture, pixel = PICTURES["affine"], spread(rng, 6)
    traced = np.array([[900.0, 480.0], [620.0, 500.0], [350.0, 520.0]])
    lon, lat = picture.globe(pixel)
    picked = np.round(pixel + rng.normal(0, 1.0, pixel.shape), 1)
    control = [{"pixel": list(at), "at": f"{y:.4f}N {x:.4f}E", "note": "a crossing"}
               for at, x, y in zip(picked.tolist(), lon[:-1], lat[:-1], strict=False)]  # fmt: skip
    control.append({"pixel": picked[-1].tolist(), "place": "seen"})
    points = [{"pixel": at, "at": f"09:2{minute}:10 local"} for minute, at in enumerate(traced.tolist(), start=2)]
    points[1]["at"] = "said/hit"
    track = {
        "label": "The map", "aircraft": "jet", "basis": "digitised", "zones": ["TUR"],
        "picture": {"source": "paper", "size": [1200, 800], "control": control, "traced": points,
                    "pixel_error": {"value": "2 px", "why": "the line is 4 px wide"}},
    }  # fmt: skip
    return {
        "schema": "airspace/incident/1", "id": "traced", "title": "A map", "date": "2015-11-24", "place": "Hatay",
        "clocks": {"local": "+02:00"},
        "sources": {"paper": {"publisher": "Paper", "date": "2015-11-24", "grade": "C3", "why": "a test"}},
        "aircraft": {"jet": {"label": "Jet", "type": "Su-24M", "state": "RUS"}},
        "areas": {"box": {"bbox": [35.93, 35.75, 36.35, 36.10], "why": "a test"}},
        "places": {"seen": {"name": "Seen", "lon": float(lon[-1]), "lat": float(lat[-1]), "source": "paper"},
                   "tip": {"name": "Tip", "derived": "southernmost", "zone": "TUR", "within": "box"}},
        "claims": {"one": {
            "claimant": "One side", "title": "A map",
            "defaults": {"speaker": "A speaker", "said_on": "2015-11-24", "source": "paper", "about": "jet"},
            "statements": {"said": {"says": "hit", "readings": {
                "hit": {"quantity": "hit_time", "value": "09:23:10 local"},
                "km": {"quantity": "closest_distance", "zone": "TUR", "value": "1 km"}}}},
            "tracks": {"map": track},
        }},
    }  # fmt: skip


CASE = _case()


def test_a_traced_path_is_a_digitised_track_with_the_fit_as_its_error() -> None:
    found = assess(validate_text(json.dumps(CASE)), editions=("osm-2026c",))
    (case,) = found.cases
    assert case.track is not None and case.traced is not None and case.reconstruction is None
    assert (case.basis, case.track.basis, case.solved_on, case.track.fixes) == ("digitised", "digitised", None, 3)
    assert case.track.t_s is not None and case.track.t_s.tolist() == [0, 60, 120]
    true = PICTURES["affine"].globe(np.array([[900.0, 480.0], [620.0, 500.0], [350.0, 520.0]]))
    missed = apart(case.track.lon_deg, case.track.lat_deg, true)
    assert (missed < case.traced.placed.radius_m).all() and case.radius_m == case.traced.placed.radius_m.max()
    inputs, notes = inputs_for(found.incident, case, "osm-2026c")
    assert inputs.position is not None and not notes
    assert inputs.position.sigma_m == pytest.approx(case.traced.radius_m / math.sqrt(-2 * math.log(0.05)))
    assert inputs.position.bias_share + inputs.position.white_share == pytest.approx(1)
    assert "fit error" in picture_text(case.traced) and "Affine fit to 6 control points" in fit_text(case.traced)
    (entry,) = check_document(found)["positions"]
    assert (entry["origin"], entry["fit"], entry["freedom"], len(entry["control"])) == ("picture", "affine", 6, 6)
    page = (Path(__file__).parent.parent / "docs" / "json.md").read_text("utf-8")
    assert all(f"`{key}`" in page for key in (*entry, *entry["control"][0], *entry["fixes"][0]))
    assert entry["rms_m"] == case.traced.fit.rms_m and len(entry["fixes"]) == 3


def test_the_command_line_tells_the_fit(tmp_path: Path) -> None:
    (tmp_path / "incident.yaml").write_text(json.dumps(CASE), "utf-8")
    shown = " ".join(CliRunner().invoke(main, ["show", str(tmp_path)]).output.split())
    assert "Affine fit to 6 control points" in shown and "m from the fit to the others (a crossing)" in shown
    assert "2 px (assumed: the line is 4 px wide)" in shown and "Seen: " in shown
    done = CliRunner().invoke(main, ["check", str(tmp_path), "--edition", "osm-2026c"])
    assert done.exit_code == 0 and "Control points lie" in " ".join(done.output.split())


@pytest.mark.parametrize(
    ("keys", "to", "field", "words"),
    [
        (("control", 0, "at"), "somewhere", "control[0].at", "somewhere"),
        (("control", 0, "place"), "seen", "control[0]", "both 'at' and 'place'"),
        (("control", 0, "at"), None, "control[0]", "no position is given"),
        (("control", 5, "place"), "sean", "control[5].place", "did you mean 'seen'"),
        (("control", 5, "place"), "tip", "control[5].place", "taken from the border"),
        (("control", 0, "pixel"), [1300, 20], "control[0].pixel", "lies off the picture"),
        (("control", 0, "pixel"), [20], "control[0].pixel", "write [x, y]"),
        (("traced", 2, "pixel"), [600, "x"], "traced[2].pixel", "is no number"),
        (("traced", 0, "at"), None, "traced[0]", "point 1 has no 'at'"),
        (("traced", 0, "at"), "09:25:10 local", "traced[1].at", "is not after"),
        (("traced", 0, "at"), "tomorrow", "traced[0].at", "tomorrow"),
        (("traced", 1, "at"), "said/km", "traced[1].at", "reading of closest_distance"),
        (("pixel_error", "value"), "2 m", "pixel_error.value", "is no number of pixels"),
        (("pixel_error",), None, "pixel_error", "'pixel_error' is missing"),
        (("source",), "papers", "source", "unknown source 'papers'"),
        (("fit",), "spline", "fit", "'spline' is not known here"),
        (("fit",), "projective", "", ""),
        (("control",), CASE["claims"]["one"]["tracks"]["map"]["picture"]["control"][:2], "control", "too few"),
    ],
)
def test_a_fault_of_a_picture_is_told_where_it_is(keys: tuple[str | int, ...], to: Any, field: str, words: str) -> None:
    case = copy.deepcopy(CASE)
    at: Any = case["claims"]["one"]["tracks"]["map"]["picture"]
    for key in keys[:-1]:
        at = at[key]
    if to is None:
        del at[keys[-1]]
    else:
        at[keys[-1]] = to
    if not words:
        assert validate_text(json.dumps(case)).claims["one"].tracks["map"].picture is not None
        return
    with pytest.raises(IncidentFileError) as caught:
        validate_text(json.dumps(case))
    (problem,) = caught.value.problems
    assert f"picture.{field}" in str(problem) and words in str(problem)


def test_a_picture_is_one_origin_of_a_digitised_track() -> None:
    for key, to, words in (("basis", "measured", "is 'digitised'"), ("file", "a.csv", "both 'file' and 'picture'")):
        case = copy.deepcopy(CASE)
        case["claims"]["one"]["tracks"]["map"][key] = to
        with pytest.raises(IncidentFileError, match=words):
            validate_text(json.dumps(case))
