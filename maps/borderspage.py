"""Where the borders disagree: the ground that some border editions put in one state and others in another."""

from __future__ import annotations

from collections.abc import Sequence

from airspace import numbers
from airspace.assessment import TrackCase, TrackResult
from airspace.disagreement import PathShare
from airspace.geodesy import inverse
from airspace.language import _
from airspace.wording import listed, state
from geodata import editions as borders
from maps import layers
from maps.borderlayers import add_areas, add_editions, add_names, add_paths
from maps.disputed import Ground, area_text, disputed_ground, lying_in
from maps.drawing import drawing
from maps.evidence import add_context
from maps.markup import Html, join, local_link, tag
from maps.page import facts, map_page
from maps.scene import NEAR_M, Scene
from maps.settlements import add_settlements, settlements_credit
from maps.still import borders_picture
from maps.theme import edition_style, edition_swatch
from maps.words import date_text
from maps.zonelayers import add_zones

__all__ = ["borders_page"]

LARGEST = 6
"""Areas that the panel tells; each of the others says the same under the mouse."""


def borders_page(scene: Scene) -> str | None:
    """The page; None where there is nothing to compare: one edition, one state, or families that agree."""
    ground = disputed_ground(scene)
    if ground is None:
        return None
    incident = scene.incident
    rows = list(lying_in(scene, ground))
    with drawing():
        frame = scene.frame(scene.assessment.cases)
        map_ = scene.base(frame)
        legend = add_areas(scene, map_, ground)
        legend += add_editions(scene, map_, ground)
        legend += add_zones(scene, map_)
        legend += add_paths(scene, map_)
        add_names(scene, map_, ground)
        legend += add_context(scene, map_)
        legend += add_settlements(scene, map_, frame)
        layers.finish(map_)
        panel = facts(
            _("Where the borders disagree"),
            kicker=join([date_text(incident.date), incident.place, local_link("index.html", _("case"))], " · "),
            sentence=_sentence(ground),
            built_from=_lying_text(scene, rows),
            details=_details(scene, ground, rows),
        )
        return map_page(
            map_,
            title=_("{incident}: where the borders disagree", incident=incident.title),
            panel=panel,
            legend=legend,
            credits_=[*scene.credits(scene.assessment.editions), settlements_credit()],
            still=borders_picture(scene),
        )


def _sentence(ground: Ground) -> str:
    found, told, box = ground.found, ground.told, ground.found.box
    middle_lon, middle_lat = box.centre
    wide_m = float(inverse(box.west, middle_lat, box.east, middle_lat)[2])
    high_m = float(inverse(middle_lon, box.south, middle_lon, box.north)[2])
    text = _(
        "In a box of {width} by {height} km, {families} independent families of borders disagree about {area}: some "
        "put it in {first}, others in {second}.",
        width=numbers.number(wide_m / 1e3, 1.0),
        height=numbers.number(high_m / 1e3, 1.0),
        families=ground.families,
        area=area_text(told.area_m2),
        first=state(found.first),
        second=state(found.second),
    )
    if told.widest is not None:
        across = numbers.distance(told.widest.width_m)
        text += f" {_('At its widest it holds a circle {distance} across.', distance=across)}"
    return text


def _share_text(share: PathShare) -> str:
    """``all``, ``none`` or ``83 %`` of a stay."""
    if share.stay_disputed_m >= share.stay_m * (1 - 1e-9):
        return _("all")
    part = 100 * (share.share or 0.0)
    return numbers.span(part, part, 1, "%") if share.stay_disputed_m > 0 else _("none")


def _lying_text(scene: Scene, rows: Sequence[tuple[TrackCase, TrackResult, PathShare]]) -> str:
    """What lies in it: the first path of each claim that stays inside."""
    firsts: dict[str, str] = {}
    for case, _result, share in rows:
        if share.share is not None and case.claim_id not in firsts:
            name = f"{scene.name(case.claim_id)} ({case.label})"
            firsts[case.claim_id] = _("{path} {share}", path=name, share=_share_text(share))
    if not firsts:
        return _("No path that is drawn stays in either of the two states.")
    shares = "; ".join(firsts.values())
    return _("So much of each stay, as drawn, lies on disputed ground: {shares}.", shares=shares)


def _details(
    scene: Scene, ground: Ground, rows: Sequence[tuple[TrackCase, TrackResult, PathShare]]
) -> list[tuple[object, object]]:
    details: list[tuple[object, object]] = []
    if rows:
        details.append((_("Every path ({count})", count=len(rows)), _path_table(scene, rows)))
    details.append((_("The largest areas (of {count})", count=len(ground.found.disputed)), _area_table(ground)))
    details.append((_("The borders ({count})", count=len(ground.found.editions)), _edition_table(ground)))
    details.append((_("How it is counted"), _method(ground)))
    return details


def _path_table(scene: Scene, rows: Sequence[tuple[TrackCase, TrackResult, PathShare]]) -> Html:
    body = []
    for case, result, share in rows:
        name = f"{scene.name(case.claim_id)}: {case.label}"
        stay = _("none")
        if share.share is not None:
            long = numbers.distance(share.stay_m)
            long = _("{figure} (input)", figure=long) if "length_m" in result.by_construction else long
            stay = _("{length} in {state}", length=long, state=state(result.zone))
        cells = (tag("td", stay), tag("td", "–" if share.share is None else _share_text(share)))
        body.append(tag("tr", tag("th", name, scope="row"), *cells, data_track=case.track_id))
    head = tag("tr", *(tag("th", text, scope="col") for text in (_("Path"), _("Its stay"), _("On disputed ground"))))
    return tag("table", tag("thead", head), tag("tbody", *body))


def _area_table(ground: Ground) -> Html:
    first, second = state(ground.found.first), state(ground.found.second)
    names = (_("Size"), _("In {state} on", state=first), _("In {state} on", state=second))
    body = [
        tag("tr", tag("th", area_text(area.area_m2), scope="row"), tag("td", ", ".join(area.in_first)),
            tag("td", ", ".join(area.in_second)))
        for area in ground.found.disputed[:LARGEST]
    ]  # fmt: skip
    head = tag("tr", *(tag("th", text, scope="col") for text in names))
    return tag("table", tag("thead", head), tag("tbody", *body))


def _edition_table(ground: Ground) -> Html:
    body = []
    for number, name in enumerate(ground.found.editions):
        edition = borders.edition(name)
        cells = (tag("td", _(edition.title)), tag("td", edition.family))
        body.append(tag("tr", tag("th", edition_swatch(edition_style(number)), " ", name, scope="row"), *cells))
    head = tag("tr", *(tag("th", text, scope="col") for text in (_("Border"), _("What it is"), _("Family"))))
    return tag("table", tag("thead", head), tag("tbody", *body))


def _method(ground: Ground) -> Html:
    found, told = ground.found, ground.told
    families: dict[str, list[str]] = {}
    for name in found.editions:
        families.setdefault(borders.edition(name).family, []).append(name)
    same = [listed(names) for names in families.values() if len(names) > 1]
    texts = [
        _("Editions of one family are one witness: {editions} are of one.", editions="; ".join(same))
        if same
        else _("Editions of one family are one witness; here each is of another."),
        _(
            "An edition that draws a place into neither state says nothing about it: one that ends at the coast does "
            "not put the sea into anyone's territory."
        ),
        _(
            "Areas are measured on the ellipsoid, with edges as the files draw them; none lies more than {off} off its "
            "geodesic here. On the map borders are thinned to {thinned}.",
            off=numbers.distance(found.off_geodesic_m, 0.1),
            thinned=numbers.distance(NEAR_M),
        ),
    ]
    if told.within_family_m2 > 0:
        size = area_text(told.within_family_m2)
        texts.append(_("Besides, editions of one family differ among themselves on {area}.", area=size))
    if told.widest is not None:
        place = numbers.coordinates(told.widest.lon_deg, told.widest.lat_deg, 100)
        texts.append(
            _("The widest place is at {place}: the circle lies inside the zone and within the box.", place=place)
        )
    return tag("ul", *(tag("li", text) for text in texts))
