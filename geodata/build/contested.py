"""Ground that more than one state claims: boxes in which a world edition's line is one answer to an open question.

The list is ours, is not complete and takes no side: an edition draws such ground as its source does, and a verdict that
a boundary in one of these boxes decides is told as undetermined, for every state named there alike. Boxes are drawn
wide, in degrees: west, south, east, north.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

__all__ = ["contested"]

NOTE = "more than one state claims ground here; this edition draws it as its source does"

Box = tuple[float, float, float, float]

CONTESTED: tuple[tuple[str, tuple[str, ...], Box], ...] = (
    ("Abkhazia", ("GEO", "RUS"), (39.9, 42.3, 42.2, 43.7)),
    ("Abu Musa and the Tunbs", ("IRN", "ARE"), (54.9, 25.8, 55.4, 26.4)),
    ("Abyei", ("SDN", "SSD"), (27.7, 9.2, 29.0, 10.2)),
    ("Crimea", ("RUS", "UKR"), (32.2, 44.18, 36.69, 46.23)),
    ("Eastern Ukraine", ("RUS", "UKR"), (35.0, 46.9, 40.3, 50.4)),
    ("Essequibo", ("GUY", "VEN"), (-61.5, 1.1, -57.2, 8.6)),
    ("Falkland Islands (Malvinas)", ("FLK", "ARG", "GBR"), (-61.5, -52.6, -57.5, -50.9)),
    ("Gibraltar", ("ESP", "GIB", "GBR"), (-5.45, 36.0, -5.25, 36.25)),
    ("Halaib and Bir Tawil", ("EGY", "SDN"), (33.5, 21.7, 37.0, 23.2)),
    ("Ilemi Triangle", ("KEN", "SSD", "ETH"), (35.2, 4.5, 36.1, 5.6)),
    ("Kashmir", ("IND", "PAK", "CHN"), (72.5, 32.2, 80.6, 37.1)),
    ("Kosovo", ("XKX", "SRB"), (20.0, 41.8, 21.9, 43.3)),
    ("Liancourt Rocks", ("KOR", "JPN"), (131.6, 37.0, 132.1, 37.5)),
    ("McMahon Line", ("IND", "CHN"), (91.5, 26.6, 97.5, 29.6)),
    ("Northern Cyprus", ("CYP",), (32.2, 34.9, 34.7, 35.8)),
    ("Paracel Islands", ("CHN", "VNM", "TWN"), (110.9, 15.6, 113.1, 17.3)),
    ("Scarborough Shoal", ("CHN", "PHL", "TWN"), (117.2, 14.8, 118.2, 15.5)),
    ("Senkaku / Diaoyu", ("JPN", "CHN", "TWN"), (123.2, 25.5, 124.8, 26.2)),
    ("South Ossetia", ("GEO", "RUS"), (43.3, 41.9, 44.7, 42.8)),
    ("Southern Kurils", ("RUS", "JPN"), (145.2, 43.2, 149.0, 45.7)),
    ("Spratly Islands", ("CHN", "VNM", "PHL", "MYS", "TWN", "BRN"), (111.0, 6.5, 117.9, 12.3)),
    ("Taiwan", ("CHN", "TWN"), (117.9, 21.6, 122.3, 26.6)),
    ("West Bank and Gaza", ("PSE", "ISR"), (34.15, 31.2, 35.6, 32.6)),
    ("Western Sahara", ("MAR", "ESH", "SAH"), (-17.25, 21.0, -8.6, 27.7)),
)
"""Name, the states whose boundary there it may be (ISO 3166 alpha-3, or the edition's own code), box."""


def contested(held: Collection[str], already: Iterable[Mapping[str, object]]) -> list[dict[str, object]]:
    """Registry entries of the states that an edition holds, but for those that it has a word of its own about.

    Args:
        held: codes of the edition's states.
        already: its entries so far; the same name for the same state is not entered twice.
    """
    known = {(entry["state"], entry["name"]) for entry in already}
    return [
        {"name": name, "state": state, "bbox": list(box), "note": NOTE}
        for name, states, box in CONTESTED
        for state in states
        if state in held and (state, name) not in known
    ]
