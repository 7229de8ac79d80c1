"""What must not matter to copies of a track, what is refused, and batches of every size."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import shapely
from engine_helpers import go, zone
from many_helpers import LENGTH_M, PLACES, SECONDS, TABLE, agree, equal, noise, one_by_one, timed
from shapely import Polygon

from airspace.errors import GeodesyError, UnsupportedGeometryError
from airspace.many.check import CopyCheck, check_copies
from airspace.many.plane import Theatre
from airspace.many.planecheck import PlaneCheck
from airspace.track import Track
from airspace.zone import Zone, national_zone

TRACK = timed(np.linspace(36.35, 35.75, 7), np.linspace(35.835, 35.825, 7))
COPIES = 240


@pytest.fixture(scope="module")
def offsets():
    return noise(1, COPIES, TRACK.fixes, 700, 150)


@pytest.fixture(scope="module")
def check():
    return CopyCheck(TRACK, national_zone("TUR"), 4_000.0)


@pytest.fixture(scope="module")
def found(check, offsets):
    return check.run(*offsets)


def part(results, held):
    return type(results)(*(getattr(results, name)[held] for name in results.__dataclass_fields__))


def close(one, other, *, seconds=SECONDS, length_m=LENGTH_M):
    bounds = {"stays": 0, "entry_s": seconds, "exit_s": seconds, "duration_s": seconds, "length_m": length_m, "max_depth_m": 0.41}  # fmt: skip  # noqa: E501
    return all(
        np.allclose(getattr(one, name), getattr(other, name), rtol=0, atol=bound, equal_nan=True)
        for name, bound in bounds.items()
    )


class TestBatches:
    @pytest.mark.parametrize("size", [1, 2, 3, 17, 100])
    def test_whatever_batch_a_copy_is_in_its_answer_is_the_same_to_the_last_bit(self, check, found, offsets, size):
        for first in range(0, min(COPIES, 50 * size), size):
            held = slice(first, first + size)
            assert equal(check.run(*(o[held] for o in offsets)), part(found, held))

    def test_nor_does_the_order_matter_or_what_was_checked_before(self, found, offsets):
        fresh = CopyCheck(TRACK, national_zone("TUR"), 4_000.0)
        order = np.random.default_rng(2).permutation(COPIES)
        fresh.run(offsets[0][:3], offsets[1][:3])
        assert equal(fresh.run(*(o[order] for o in offsets)), part(found, order))

    def test_nor_do_threads(self, found, offsets):
        fresh = CopyCheck(TRACK, national_zone("TUR"), 4_000.0)
        held = [slice(i, i + 20) for i in range(0, COPIES, 20)]
        with ThreadPoolExecutor(4) as pool:
            done = list(pool.map(lambda h: fresh.run(*(o[h] for o in offsets)), held))
        assert all(equal(one, part(found, h)) for one, h in zip(done, held, strict=True))

    def test_nor_does_the_depth_that_is_not_asked_for(self, check, found, offsets):
        bare = check.run(*offsets, depth=False)
        assert np.isnan(bare.max_depth_m).all()
        assert equal(bare, found, [name for name in (*TABLE, *PLACES, "inside") if name != "max_depth_m"])

    def test_no_copies_and_one(self, check, found, offsets):
        none = check.run(np.empty((0, 1)), np.empty((0, 1)))
        assert all(getattr(none, name).shape == (0,) for name in none.__dataclass_fields__)
        assert check_copies(TRACK, national_zone("TUR"), np.empty((0, 7)), np.empty((0, 7))).inside.shape == (0,)
        one = check_copies(TRACK, national_zone("TUR"), offsets[0][:1], offsets[1][:1])
        assert close(one, part(found, slice(0, 1)))

    def test_one_offset_for_all_fixes(self, check, offsets):
        one = [o[:, :1] for o in offsets]
        full = [np.repeat(o, TRACK.fixes, axis=1) for o in one]
        assert equal(check.run(*one), check.run(*full))

    def test_no_offset_is_the_single_check(self, check):
        nowhere = np.zeros((1, 1)), np.zeros((1, 1))
        assert agree(check.run(*nowhere), *one_by_one(TRACK, national_zone("TUR"), *nowhere))

    def test_values_of_the_track_given_again(self):
        flown = timed(TRACK.lon_deg, TRACK.lat_deg, alt_m=np.linspace(5_000, 7_000, 7))
        shape = national_zone("TUR").shape
        limited = Zone.of(
            type(shape)(**{name: getattr(shape, name) for name in shape.__slots__} | {"lower_m": 6_000.0})
        )
        given = CopyCheck(flown, limited, 4_000.0)
        offsets = noise(3, 10, 7, 500, 100)
        again = given.run(*offsets, alt_m=np.broadcast_to(flown.alt_m, (10, 7)), clock_s=np.zeros(10))
        assert equal(given.run(*offsets), again)


class TestRefused:
    @pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
    @pytest.mark.parametrize("name", ["east_m", "north_m", "alt_m", "clock_s"])
    def test_what_is_no_number(self, check, name, value):
        given = {"east_m": np.zeros((3, 7)), "north_m": np.zeros((3, 7)), "alt_m": np.zeros((3, 7)), "clock_s": np.zeros(3)}  # fmt: skip  # noqa: E501
        given[name].flat[2] = value
        with pytest.raises(GeodesyError, match=f"{name} of the copies holds a value that is not a finite number"):
            check.run(**given)
        with pytest.raises(GeodesyError, match=f"{name} of the copies"):
            check_copies(TRACK, national_zone("TUR"), **given)

    def test_an_offset_beyond_what_was_laid_ready(self, check):
        assert check.run(np.full((1, 1), 4_000.0), np.zeros((1, 1))).stays.shape == (1,)
        with pytest.raises(GeodesyError, match="more than the 4,000 m that were laid ready"):
            check.run(np.full((1, 1), 4_001.0), np.zeros((1, 1)))

    def test_a_track_of_one_fix(self):
        with pytest.raises(UnsupportedGeometryError, match="one fix"):
            CopyCheck(Track("t", [36.0], [36.0]), national_zone("TUR"), 100.0)

    def test_copies_spread_too_far(self):
        with pytest.raises(GeodesyError, match="at most 300 km"):
            CopyCheck(TRACK, national_zone("TUR"), 290_000.0)

    @pytest.mark.parametrize("place", [np.nan, -2_001.0, 2_001.0])
    def test_paths_outside_the_rectangle_of_a_plane_check(self, place):
        laid = Theatre.about(national_zone("TUR").edges, [36.1], [35.9], 5_000.0)
        check = PlaneCheck(laid, (-2e3, -2e3), (2e3, 2e3))
        good = np.array([[-2e3, 2e3]])
        assert check.stays(good, good).path.size >= 0
        for x, y in ((np.array([[place, 0.0]]), good), (good, np.array([[0.0, place]]))):
            with pytest.raises(GeodesyError, match="outside the rectangle"):
                check.stays(x, y)


class TestMetamorphic:
    def test_flown_backwards(self, found, offsets):
        back = Track(
            "back", TRACK.lon_deg[::-1], TRACK.lat_deg[::-1], None, TRACK.start, TRACK.t_s[-1] - TRACK.t_s[::-1]
        )
        other = check_copies(back, national_zone("TUR"), *(o[:, ::-1] for o in offsets))
        assert other.stays.tolist() == found.stays.tolist()
        assert other.length_m == pytest.approx(found.length_m, abs=LENGTH_M)
        assert other.max_depth_m == pytest.approx(found.max_depth_m, abs=0.41)
        assert TRACK.t_s[-1] - other.exit_s == pytest.approx(found.entry_s, abs=SECONDS, nan_ok=True)
        assert TRACK.t_s[-1] - other.entry_s == pytest.approx(found.exit_s, abs=SECONDS, nan_ok=True)

    def test_a_leg_split(self):
        """A fix put onto each leg, where the copies' legs are: nothing changes."""
        fine = np.arange(0, TRACK.fixes - 0.75, 0.5)
        lon, lat = TRACK.position(fine)
        split = Track("split", lon, lat, None, TRACK.start, TRACK.seconds(fine))
        nowhere = np.zeros((1, 1)), np.zeros((1, 1))
        zone_ = national_zone("TUR")
        assert close(check_copies(split, zone_, *nowhere), check_copies(TRACK, zone_, *nowhere))

    @pytest.mark.parametrize("turn", [100.0, 143.9, -216.1])
    def test_turned_about_the_globe(self, offsets, turn):
        """Border and track moved in longitude, onto the antimeridian among others."""
        ring = shapely.get_coordinates(shapely.box(35.9, 35.7, 36.2, 36.0).segmentize(0.1))
        offsets = [o[:60] for o in offsets]
        here = check_copies(TRACK, zone(Polygon(ring)), *offsets)
        there = Track("there", TRACK.lon_deg + turn, TRACK.lat_deg, None, TRACK.start, TRACK.t_s)
        other = check_copies(there, zone(Polygon(ring + np.array([turn, 0.0]))), *offsets)
        assert here.inside.any()
        assert close(other, here)
        assert np.cos(np.radians(other.entry_lon_deg - here.entry_lon_deg - turn)) == pytest.approx(1.0, abs=1e-12, nan_ok=True)  # fmt: skip  # noqa: E501

    def test_a_ring_turned_round_or_begun_elsewhere(self, offsets):
        ring = [go(36.1, 35.91, azi, 12e3 if azi % 40 else 5e3) for azi in range(0, 360, 20)]
        offsets = [o[:100] for o in offsets]
        wanted = check_copies(TRACK, zone(Polygon(ring)), *offsets)
        assert wanted.stays.max() > 1
        assert close(check_copies(TRACK, zone(Polygon(ring[::-1])), *offsets), wanted)
        assert close(check_copies(TRACK, zone(Polygon(ring[7:] + ring[:7])), *offsets), wanted)

    def test_zone_and_complement_share_the_path(self, offsets):
        """A hole of the same shape in a larger zone: lengths inside add up to the length of the copy."""
        ring = [go(36.1, 35.83, azi, 9e3) for azi in range(0, 360, 30)]
        around = [go(36.1, 35.83, azi, 200e3) for azi in range(0, 360, 30)]
        offsets = [o[:60] for o in offsets]
        one = check_copies(TRACK, zone(Polygon(ring)), *offsets)
        rest = check_copies(TRACK, zone(Polygon(around, [ring])), *offsets)
        whole = check_copies(TRACK, zone(Polygon(around)), *offsets)
        assert one.length_m + rest.length_m == pytest.approx(whole.length_m, abs=LENGTH_M)
        assert one.duration_s + rest.duration_s == pytest.approx(np.full(60, TRACK.t_s[-1]), abs=SECONDS)
        assert 0 < one.length_m.mean() < whole.length_m.mean()

    def test_time_scaled(self, found, offsets):
        slow = Track("slow", TRACK.lon_deg, TRACK.lat_deg, None, TRACK.start, TRACK.t_s * 3)
        other = CopyCheck(slow, national_zone("TUR"), 4_000.0).run(*offsets)
        assert other.duration_s == pytest.approx(3 * found.duration_s, abs=1e-9)
        assert np.array_equal(other.length_m, found.length_m)

    def test_more_depth_nearer_the_middle(self):
        """Copies moved north into a square one by one: none is shallower than the one before."""
        square = zone(Polygon([go(36.0, 36.0, azi, 60e3) for azi in (45, 135, 225, 315)]))
        flown = timed([35.9, 36.1], [35.62, 35.62])
        north = np.linspace(-500, 30e3, 200)[:, None]
        found = check_copies(flown, square, np.zeros((200, 1)), north)
        assert (np.diff(found.max_depth_m) > -0.41).all()
        assert not found.inside[0]
        assert found.inside[-1]
