"""How far off a clock or a height would have to be, held to sums on a path across a box near the equator."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from engine_helpers import START, track, zone
from shapely import MultiPolygon, box

from airspace.limitshift import NO_CLOCK, NO_HEIGHT, RESOLUTION, clock_shift, height_shift
from airspace.violation import check_violation

BOX = box(0.0, -0.1, 0.1, 0.1)
# Along the equator at 0.1 degrees in 100 s: inside from 100 s to 200 s. A tolerance of 0.1 m is flown in 1 ms.
PATH = [(-0.1, 0.0), (0.0, 0.0), (0.1, 0.0), (0.2, 0.0)]
TIMES = np.array([0.0, 100.0, 200.0, 300.0])
FINE_S = 0.01


def clock(from_s=None, to_s=None, points=PATH, times=TIMES, geometry=BOX):
    """The shift, verified: across at the flip and not yet a hundredth of a second nearer to none."""
    ends = {"valid_from": from_s, "valid_to": to_s}
    held = zone(geometry, **{k: None if v is None else START + timedelta(seconds=v) for k, v in ends.items()})
    path = track(points, t_s=times)
    before = check_violation(path, held)
    found = clock_shift(path, held, before)
    if found.shift_s is not None:
        for amount, verdict in ((found.shift_s, found.becomes), (found.shift_s * 0.999, before.verdict)):
            later = track(points, t_s=times)
            object.__setattr__(later, "start", START + timedelta(seconds=amount))
            seen = check_violation(later, held).verdict
            assert seen == verdict or (verdict == "outside" and seen == "undetermined")
    return before.verdict, found


@pytest.mark.parametrize(
    ("from_s", "to_s", "verdict", "shift_s"),
    [
        (150.0, None, "inside", -50.0),  # the second half counts; 50 s earlier nothing of it does
        (None, 170.0, "inside", 70.0),
        (110.0, 180.0, "inside", 80.0),  # 80 s later, or 90 s earlier
        (230.0, None, "outside", 30.0),
        (None, 60.0, "outside", -40.0),
        (240.0, 260.0, "outside", 40.0),
    ],
)
def test_the_clock(from_s, to_s, verdict, shift_s) -> None:
    before, found = clock(from_s, to_s)
    assert before == verdict
    assert found.shift_s == pytest.approx(shift_s, abs=FINE_S)
    assert found.becomes in ({"inside": ("outside", "undetermined"), "outside": ("inside",)}[verdict])
    assert ("later" if shift_s > 0 else "earlier") in found.sentence


def test_the_clock_with_two_stays_leaves_both() -> None:
    """Stays from 100 to 200 s and from 300 to 400 s; only what is before 350 s counts."""
    two = MultiPolygon([box(0.0, -0.1, 0.1, 0.1), box(0.2, -0.1, 0.3, 0.1)])
    way, times = [(-0.1, 0.0), (0.4, 0.0)], np.array([0.0, 500.0])
    _, found = clock(None, 350.0, points=way, times=times, geometry=two)
    assert found.shift_s == pytest.approx(250.0, abs=FINE_S)
    _, found = clock(250.0, 349.0, points=way, times=times, geometry=two)
    assert found.shift_s == pytest.approx(49.0, abs=FINE_S)  # what counts, 99 s, falls into the gap of 100 s


def test_no_clock_where_none_can_matter() -> None:
    assert clock()[1].sentence == NO_CLOCK
    _, found = clock(0.0, 300.0, points=[(lon, 1.0) for lon, _ in PATH])
    assert (found.shift_s, found.sentence) == (None, "At whatever time it was flown, the path is outside.")
    held = zone(BOX, valid_from=START)
    path = track(PATH)
    assert "no times" in clock_shift(path, held, check_violation(path, held)).sentence


def height(alt_m, lower_m=None, upper_m=None, points=PATH):
    """The shift, verified as above."""
    held = zone(BOX, lower_m=lower_m, upper_m=upper_m)
    path = track(points, alt_m=np.array(alt_m, dtype=float))
    before = check_violation(path, held)
    found = height_shift(path, held, before)
    if found.shift_m is not None:
        for amount, verdict in ((found.shift_m, found.becomes), (found.shift_m * 0.999, before.verdict)):
            seen = check_violation(track(points, alt_m=np.array(alt_m) + amount), held).verdict
            assert seen == verdict or (verdict == "outside" and seen == "undetermined")
    return before.verdict, found


@pytest.mark.parametrize(
    ("alt_m", "lower_m", "upper_m", "verdict", "shift_m"),
    [
        ([5200.0] * 4, None, 5000.0, "outside", -200.0),
        ([4900.0] * 4, None, 5000.0, "inside", 100.0),
        ([4900.0] * 4, 4850.0, 5000.0, "inside", -50.0),
        ([900.0] * 4, 1000.0, 5000.0, "outside", 100.0),
        # It climbs from 4,000 to 6,000 m while it is over the box: the lower half is inside.
        ([4000.0, 4000.0, 6000.0, 6000.0], None, 5000.0, "inside", 1000.0),
        ([5500.0, 5500.0, 6500.0, 6500.0], None, 5000.0, "outside", -500.0),
    ],
)
def test_the_height(alt_m, lower_m, upper_m, verdict, shift_m) -> None:
    before, found = height(alt_m, lower_m, upper_m)
    assert before == verdict
    assert found.shift_m == pytest.approx(shift_m, abs=0.1)
    assert ("higher" if shift_m > 0 else "lower") in found.sentence
    if verdict == "outside":
        assert found.becomes == "inside"


def test_heights_that_are_level_flip_to_the_millimetre() -> None:
    assert height([5200.0] * 4, None, 5000.0)[1].shift_m == pytest.approx(-200.0, abs=3 * RESOLUTION)
    assert height([4900.0] * 4, None, 5000.0)[1].shift_m == pytest.approx(100.0, abs=3 * RESOLUTION)


def test_no_height_where_none_can_matter() -> None:
    assert height([5000.0] * 4)[1].sentence == NO_HEIGHT
    _, found = height([5000.0] * 4, upper_m=6000.0, points=[(lon, 1.0) for lon, _ in PATH])
    assert (found.shift_m, found.sentence) == (None, "At whatever height it was flown, the path is outside.")
    held = zone(BOX, upper_m=6000.0)
    path = track(PATH)
    assert "no heights" in height_shift(path, held, check_violation(path, held)).sentence
