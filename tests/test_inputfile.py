"""A file of inputs: what it becomes, and every fault in it with line, field, what is wrong and what would be right."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pytest

from airspace.chance.errormodel import slant_excess_m
from airspace.chance.inputfile import MAX_BYTES, load_inputs, position_from_radius, validate_inputs
from airspace.errors import FigureError, InputsFileError
from airspace.inputspec import InputsSpec, resolve

SCHEMA = "schema: airspace/inputs/1\n"
PAGE = Path(__file__).parent.parent / "docs" / "uncertainty.md"

SOUND = """\
schema: airspace/inputs/1
position: {CE90: 100 m, bias_share: 0.5, white_share: 0.1, source: "operator's handbook, 2014"}
altitude: {sigma: 100 ft, why: read off a chart}
clock: {within: 1 min 30 s, why: two clocks differ by as much}
border: {sigma: 50 m, why: compared with a map}
edge_model: [geodesic, planar]
correlation: [0 s, 2 min, always]
"""
RADAR = """\
schema: airspace/inputs/1
radar:
  site: {lat: 36.2, lon: 36.1, altitude: 100 m}
  range: {bias: 100 m, noise: 70 m}
  azimuth: {bias: 0.1 deg, noise: 0.08 deg}
  slant: uncorrected
  why: taken as an air traffic radar
"""


def faults_of(text: str | bytes) -> list[str]:
    with pytest.raises(InputsFileError) as caught:
        validate_inputs(text.encode() if isinstance(text, str) else text, "x.yaml")
    return [str(problem) for problem in caught.value.problems]


# what is read


def test_every_input_of_a_sound_file() -> None:
    inputs = validate_inputs(SOUND.encode())
    position, altitude, clock, border = inputs.position, inputs.altitude, inputs.clock, inputs.border
    assert position and altitude and clock and border and inputs.edge_model
    assert (position.sigma_m, position.bias_share, position.white_share) == (
        pytest.approx(100 / 2.1460, rel=1e-4),
        0.5,
        0.1,
    )
    assert (position.text, position.source) == (
        "CE90 100 m, bias_share 0.5, white_share 0.1",
        "operator's handbook, 2014",
    )
    assert (altitude.sigma_m, altitude.bias_share, altitude.why) == (pytest.approx(30.48), 0.0, "read off a chart")
    assert (clock.half_width_s, clock.sigma_s, clock.text) == (90.0, None, "within 1 min 30 s")
    assert border.sigma_m == 50
    assert inputs.edge_models == ("geodesic", "planar")
    assert inputs.correlation_s == (0.0, 120.0, math.inf)
    assert [held.name for held in inputs.given] == ["position", "altitude", "clock", "border", "edge_model"]
    assert all(held.source or held.why for held in inputs.given)


def test_a_radar() -> None:
    radar = validate_inputs(RADAR.encode()).radar
    assert radar is not None
    assert (radar.site_lon_deg, radar.site_lat_deg, radar.site_alt_m) == (36.1, 36.2, 100.0)
    assert (radar.range_bias_m, radar.range_noise_m) == (100.0, 70.0)
    assert (radar.azimuth_bias_deg, radar.azimuth_noise_deg, radar.slant) == (0.1, 0.08, "uncorrected")
    assert radar.text == (
        "radar at 36.2, 36.1: range bias 100 m, noise 70 m; azimuth bias 0.1 deg, noise 0.08 deg; slant uncorrected"
    )


@pytest.mark.parametrize(
    ("written", "sigma_m"),
    [
        ("CEP: 117.74 m", 100),
        ("DRMS: 141.42 m", 100),
        ("R95: 0.24477 km", 100),
        ("EPU: 244.77 m", 100),
        ("CE99: 303.49 m", 100),
        ("sigma: 100 m", 100),
        ("NACp: 8", 37.83),
    ],
)
def test_each_measure_of_a_position(written: str, sigma_m: float) -> None:
    position = validate_inputs(f"{SCHEMA}position: {{{written}, why: x}}\n".encode()).position
    assert position is not None
    assert position.sigma_m == pytest.approx(sigma_m, rel=1e-4)


def test_correlations_by_default() -> None:
    assert validate_inputs(RADAR.encode()).correlation_s == (0.0, 10.0, 60.0, math.inf)


def test_a_file_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "inputs.yaml"
    path.write_text(SOUND, "utf-8")
    assert load_inputs(path) == validate_inputs(SOUND.encode())


def test_a_spec_within_another_file() -> None:
    found = resolve(InputsSpec.model_validate({"clock": {"sigma": "2 s"}, "border": {"sigma": "5 nm", "why": "x"}}))
    assert found.inputs is None
    assert [(fault.path, fault.wrong) for fault in found.faults] == [
        (("clock",), "neither 'source' nor 'why' is given")
    ]


def test_a_position_uncertainty_is_read_as_r95_and_says_so() -> None:
    position = position_from_radius("250 m")
    assert position.sigma_m == pytest.approx(250 / 2.4477, rel=1e-4)
    assert (position.bias_share, position.white_share, position.text) == (0, 0, "position_uncertainty 250 m")
    assert position.why == (
        "the file states a radius and not which share of the errors lies within it; it is read as R95, the radius that "
        "holds 95 %"
    )
    with pytest.raises(FigureError, match="has no unit"):
        position_from_radius("250")


# faults, in full


def test_the_shapes_of_a_broken_file_and_the_rest_of_it() -> None:
    assert faults_of(
        """\
schema: airspace/inputs/2
position: {NIC: 8, why: x}
radar: {site: {lat: 96, lon: 36.1}, range: {bias: 100 m, noise: 70 m}, azimuth: {bias: 1 deg, noise: 0.08}, slant: no}
altitude: {sigma: 3000 km, bias_share: 0.7, white_share: 0.7}
clock: {within: 0 s, sigma: 2 s, why: x}
border: {sigma: at least 5 m, why: x}
edge_model: [geodesic, geodetic]
correlation: [0 s, 0 s, 10 m, 30 h]
"""
    ) == [
        "x.yaml:1: schema: 'airspace/inputs/2' is not known here; write 'schema: airspace/inputs/1'",
        "x.yaml:2: position.NIC: NIC is a bound on integrity, not an accuracy: it says beyond which radius the system "
        "would raise an alarm, and nothing of how errors are spread within it; give NACp, or a radius such as "
        "R95: 250 m",
        "x.yaml:3: radar.site.lat: '96' is out of range; write degrees from -90 to 90, north positive",
        "x.yaml:3: radar.azimuth.noise: '0.08' is no text; write the standard deviation with its unit, such as '70 m' "
        "or '0.08 deg'",
        "x.yaml:3: radar.slant: 'no' is not known here; use 'corrected', 'unknown' or 'uncorrected'",
        "x.yaml:4: altitude: neither 'source' nor 'why' is given; say where the figure is from, or why it is taken",
        "x.yaml:4: altitude.bias_share: bias_share and white_share add to 1.4; together they are at most 1; what they "
        "leave is Gauss-Markov",
        "x.yaml:4: altitude.sigma: '3000 km' is out of bounds; at most 1,000 km are taken",
        "x.yaml:5: clock: both 'within' and 'sigma' are given; give one: a limit, such as within: 1 s, or a standard "
        "deviation",
        "x.yaml:5: clock.within: '0 s' would say there is no error; leave the input out",
        "x.yaml:6: border.sigma: 'at least 5 m' has no upper end; write one figure",
        "x.yaml:7: edge_model[1]: 'geodetic' is not known here; did you mean 'geodesic'? use "
        "'geodesic', 'rhumb' or 'planar'",
        "x.yaml:8: correlation[2]: 'm' in '10 m' is a unit of length or altitude, not of duration; use one of: s, min, "
        "h",
        "x.yaml:8: correlation[3]: '30 h' is out of bounds; at most 24 h are taken; a correlation without end is "
        "'always'",
        "x.yaml:8: correlation: a correlation time is named twice; name each once",
    ]


def test_what_contradicts_itself() -> None:
    assert faults_of(
        """\
schema: airspace/inputs/1
position: {NACp: 8, R95: 2 furlongs}
radar: {site: {lat: 36, lon: 36}, range: {bias: 100, noise: -70 m}, azimuth: {bias: 5 deg, noise: 0.1 deg},
        slant: unknown, why: x}
clock: {why: x}
edge_model: [planar, planar]
"""
    ) == [
        "x.yaml:2: position: neither 'source' nor 'why' is given; say where the figure is from, or why it is taken",
        "x.yaml:2: position: the accuracy is given as R95 and as NACp; give one of: CEP, DRMS, CE90, R95, EPU, CE99, "
        "sigma, NACp",
        "x.yaml:2: position.R95: 'furlongs' in '2 furlongs' is no unit known here; use one of: m, km, ft, mi, NM",
        "x.yaml:3: radar: both 'position' and 'radar' are given; keep one: they account for the same error",
        "x.yaml:3: radar.site: 'altitude' is missing, and slant ranges are unknown; add the height of the antenna, "
        "such as altitude: 100 m",
        "x.yaml:3: radar.range.bias: '100' has no unit; write it as '1.36 mi'",
        "x.yaml:3: radar.range.noise: '-70 m' is negative; a length is not: leave the sign out",
        "x.yaml:3: radar.azimuth.bias: '5 deg' is out of bounds; at most 2 deg are taken",
        "x.yaml:5: clock: neither 'within' nor 'sigma' is given; give one: a limit, such as within: 1 s, or a standard "
        "deviation",
        "x.yaml:6: edge_model: an edge model is named twice; name each once",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "x.yaml: the file is empty; begin it with 'schema: airspace/inputs/1'"),
        ("[1]", "x.yaml: the file is not a block of keys; begin it with 'schema: airspace/inputs/1'"),
        ("clock: {within: 1 s, why: x}", "x.yaml:1: schema: 'schema' is missing; write 'schema: airspace/inputs/1'"),
        (
            SCHEMA,
            "x.yaml:1: no input is given; give one of: position, radar, altitude, clock, border, edge_model",
        ),
        (SCHEMA + "clok: {within: 1 s}", "x.yaml:2: clok: unknown key 'clok'; did you mean 'clock'?"),
        (
            SCHEMA + "position: {CE80: 1 m, why: x}",
            "x.yaml:2: position.CE80: unknown key 'CE80'; did you mean 'CE90'?",
        ),
        (
            SCHEMA + "position: {why: x}",
            "x.yaml:2: position: no accuracy is given; give one of: CEP, DRMS, CE90, R95, EPU, CE99, sigma, NACp",
        ),
        (
            SCHEMA + "position: {NACp: 4, why: x}",
            "x.yaml:2: position.NACp: '4' is out of range; write a category from 5 to 11; for a coarser one write the "
            "radius, such as EPU: 1852 m",
        ),
        (
            SCHEMA + "position: {sigma: 1 m, bias_share: .nan, why: x}",
            "x.yaml:2: position.bias_share: '.nan' is no number; write a share of the variance from 0 to 1, "
            "such as 0.5",
        ),
        (
            SCHEMA + "position: {sigma: 1 m, bias_share: 1e999, why: x}",
            "x.yaml:2: position.bias_share: 'inf' is out of range; write a share of the variance from 0 to 1, "
            "such as 0.5",
        ),
        (
            SCHEMA + "border: 5 m",
            "x.yaml:2: border: a block of keys is needed here; write the fields below it, each as 'key: value'",
        ),
        (
            SCHEMA + 'border: {sigma: "1 m", why: "a\\u202eb"}',
            "x.yaml:2: border.why: 'a\\u202eb' is not of the right form; leave control characters out",
        ),
        (
            SCHEMA + "border: &a {sigma: 1 m, why: x}\nclock: *a",
            "x.yaml:3: an alias (*a) is used; write the content out again",
        ),
        (b"schema: \xff", "x.yaml:1: byte 8 (0xff) is not UTF-8 text; save the file as UTF-8 text"),
        (b"#" * (MAX_BYTES + 1), "x.yaml: the file is too long; at most 100,000 bytes are read"),
    ],
)
def test_one_fault_in_full(text: str | bytes, fault: str) -> None:
    assert faults_of(text) == [fault]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputsFileError, match="cannot be read"):
        load_inputs(tmp_path / "none.yaml")


# the page


def test_the_files_of_the_page_are_read_as_the_page_says() -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), flags=re.DOTALL)
    read = [validate_inputs(block.encode()) for block in blocks if block.startswith(SCHEMA)]
    assert [[held.name for held in inputs.given] for inputs in read] == [
        ["position", "altitude", "clock", "border", "edge_model"],
        ["radar"],
    ]


def test_the_factors_of_the_page() -> None:
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| ([\d.]+) \|$", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    assert [name for name, _ in rows] == ["sigma", "CEP", "DRMS", "CE90", "R95", "EPU", "CE99"]
    for name, factor in rows:
        position = validate_inputs(f"{SCHEMA}position: {{{name}: 1000 m, why: x}}\n".encode()).position
        assert position is not None
        assert float(factor) == pytest.approx(1000 / position.sigma_m, abs=5e-5)


def test_the_categories_of_the_page() -> None:
    (epu, sigma) = (
        [float(cell) for cell in row.split("|")]
        for row in re.findall(r"^\| (?:95 % radius|sigma per axis), m \|(.*)\|$", PAGE.read_text("utf-8"), re.MULTILINE)
    )
    assert len(epu) == len(sigma) == 7
    for category, radius_m, sigma_m in zip(range(5, 12), epu, sigma, strict=True):
        position = validate_inputs(f"{SCHEMA}position: {{NACp: {category}, why: x}}\n".encode()).position
        assert position is not None
        assert position.sigma_m == pytest.approx(sigma_m, abs=0.5 if sigma_m > 100 else 0.05)
        assert position.sigma_m * 2.4477 == pytest.approx(radius_m, rel=1e-4)


def test_the_slant_ranges_of_the_page() -> None:
    text = " ".join(PAGE.read_text("utf-8").split())
    (quoted,) = re.findall(r"at 5,791 m by (\d+) m at 20 km, (\d+) m at 50 km, (\d+) m at 150 km", text)
    found = slant_excess_m(np.array([20e3, 50e3, 150e3]), np.full(3, 5791.0), 0.0)
    assert [int(figure) for figure in quoted] == [round(value) for value in found]
