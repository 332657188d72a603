"""Parts of a page as plain data: what lies in a region, moved and enlarged, nothing cut in two."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .fontface import Faces
from .paper import ASCENT, Fill, Page, Picture, Rule, Text

_HAIR = 0.02
_DOT = 2.0  # points; what is left of a clipped line must be longer to be seen as one
_PAD = 3.0  # points around a page's content


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in points from the lower left corner."""

    left: float
    foot: float
    right: float
    top: float


def places_of(text: Text, faces: Faces) -> list[tuple[float, float]]:
    """Return each character's left and right edge."""
    edges, x = [], text.x
    for at, character in enumerate(text.text):
        if text.places:
            x = text.places[at]
        end = x + faces.width(text.style, character) * text.size / 1000
        edges.append((x, end))
        x = end
    return edges


def extent(text: Text, faces: Faces) -> Box:
    """Return the room of a level text."""
    edges = places_of(text, faces)
    foot = text.y - (1 - ASCENT) * text.size
    return Box(edges[0][0], foot, edges[-1][1], foot + text.size)


def content_box(page: Page, faces: Faces) -> Box:
    """Return the room everything on a page takes, with a little air."""
    boxes = [extent(text, faces) for text in page.texts]
    boxes += [
        Box(min(r.x0, r.x1), min(r.y0, r.y1), max(r.x0, r.x1), max(r.y0, r.y1)) for r in page.rules
    ]
    boxes += [Box(one.x, one.y, one.x + one.width, one.y + one.height) for one in page.fills]
    boxes += [Box(one.x, one.y, one.x + one.width, one.y + one.height) for one in page.pictures]
    if not boxes:
        return Box(0.0, 0.0, page.width, page.height)
    return Box(
        min(box.left for box in boxes) - _PAD,
        min(box.foot for box in boxes) - _PAD,
        max(box.right for box in boxes) + _PAD,
        max(box.top for box in boxes) + _PAD,
    )


def settled(page: Page, faces: Faces, box: Box, cuts: tuple[float, ...]) -> Page:
    """Move each text that a cut would split until the cuts fall between its characters."""
    return replace(page, texts=[_settle(text, faces, box, cuts) for text in page.texts])


def _settle(text: Text, faces: Faces, box: Box, cuts: tuple[float, ...]) -> Text:
    edges = places_of(text, faces)
    if not any(_split(edges, cut, 0.0) for cut in cuts):
        return text
    widest = max(right - left for left, right in edges)
    shifts = {cut - edge for cut in cuts for pair in edges for edge in pair}
    possible = [
        shift
        for shift in shifts
        if abs(shift) <= widest and not any(_split(edges, cut, shift) for cut in cuts)
    ]

    def cost(shift: float) -> float:
        out = edges[0][0] + shift < box.left or edges[-1][1] + shift > box.right
        return abs(shift) + (widest if out else 0.0)

    if not possible:
        return _spread(text, edges, cuts)
    shift = min(possible, key=cost)
    places = tuple(place + shift for place in text.places)
    return replace(text, x=text.x + shift, places=places)


def _spread(text: Text, edges: list[tuple[float, float]], cuts: tuple[float, ...]) -> Text:
    """Part a text at the cuts, from its middle outwards, so that both its ends give way."""
    middle = (edges[0][0] + edges[-1][1]) / 2
    for cut in sorted(cuts, key=lambda cut: abs(cut - middle)):
        for at, (left, right) in enumerate(edges):
            if _split(edges[at : at + 1], cut, 0.0):
                moved = slice(at, None) if cut >= middle else slice(at + 1)
                shift = cut - (left if cut >= middle else right)
                edges[moved] = [(a + shift, b + shift) for a, b in edges[moved]]
    places = tuple(left for left, _right in edges)
    return replace(text, x=places[0], places=places)


def _split(edges: list[tuple[float, float]], cut: float, shift: float) -> bool:
    return any(left + shift + _HAIR < cut < right + shift - _HAIR for left, right in edges)


@dataclass(frozen=True, slots=True)
class Region:
    """What one tile shows: ``core`` reaches to the cuts, ``whole`` adds the overlap."""

    core: Box
    whole: Box


def part_of(
    tile: Page,
    page: Page,
    faces: Faces,
    region: Region,
    *,
    scale: float,
    shift: tuple[float, float],
) -> None:
    """Put on a tile what of a page lies in a region, times ``scale`` plus ``shift``.

    Lines and fills are clipped at the region's edges. A text is taken whole where it can be; of
    one that runs across a cut, the characters that lie inside, or whose middle lies in the core,
    so that each is whole on one tile at least.
    """
    dx, dy = shift
    for text in page.texts:
        if part := _text(text, faces, region):
            places = tuple(place * scale + dx for place in part.places)
            x, y = part.x * scale + dx, part.y * scale + dy
            tile.texts.append(replace(part, x=x, y=y, size=part.size * scale, places=places))
    for rule in page.rules:
        tile.rules += [
            replace(one, x0=one.x0 * scale + dx, x1=one.x1 * scale + dx, y0=one.y0 * scale + dy,
                    y1=one.y1 * scale + dy, width=one.width * scale, dash=one.dash * scale)
            for one in _rule(rule, region.whole)
        ]  # fmt: skip
    areas: list[Fill | Picture] = [*_fills(page, region.whole), *_pictures(page, region.whole)]
    for one in areas:
        moved = replace(
            one, x=one.x * scale + dx, y=one.y * scale + dy, width=one.width * scale,
            height=one.height * scale,
        )  # fmt: skip
        if isinstance(moved, Fill):
            tile.fills.append(moved)
        else:
            tile.pictures.append(moved)


def _text(text: Text, faces: Faces, region: Region) -> Text | None:
    """Return a text's characters that a tile shows."""
    box, core, whole = extent(text, faces), region.core, region.whole
    inside = box.foot >= whole.foot - _HAIR and box.top <= whole.top + _HAIR
    if not inside and not core.foot <= (box.foot + box.top) / 2 < core.top:
        return None
    if box.left >= whole.left - _HAIR and box.right <= whole.right + _HAIR:
        return text
    if box.right <= core.left + _HAIR or box.left >= core.right - _HAIR:
        return None  # whole on a neighbour: no part of a figure stands in the overlap
    edges = places_of(text, faces)
    kept = [
        at
        for at, (left, right) in enumerate(edges)
        if (left >= whole.left - _HAIR and right <= whole.right + _HAIR)
        or core.left <= (left + right) / 2 < core.right
    ]
    if not kept:
        return None
    first, last = kept[0], kept[-1] + 1
    places = tuple(left for left, _right in edges[first:last])
    return replace(text, x=places[0], text=text.text[first:last], places=places)


def _rule(rule: Rule, region: Box) -> list[Rule]:
    """Clip a level or upright line."""
    x0, x1 = sorted((rule.x0, rule.x1))
    y0, y1 = sorted((rule.y0, rule.y1))
    x0, x1 = max(x0, region.left), min(x1, region.right)
    y0, y1 = max(y0, region.foot), min(y1, region.top)
    seen = x0 <= x1 and y0 <= y1 and max(x1 - x0, y1 - y0) > _DOT
    return [replace(rule, x0=x0, y0=y0, x1=x1, y1=y1)] if seen else []


def _fills(page: Page, region: Box) -> list[Fill]:
    found = []
    for fill in page.fills:
        left, right = max(fill.x, region.left), min(fill.x + fill.width, region.right)
        foot, top = max(fill.y, region.foot), min(fill.y + fill.height, region.top)
        if left < right and foot < top:
            found.append(replace(fill, x=left, y=foot, width=right - left, height=top - foot))
    return found


def _pictures(page: Page, region: Box) -> list[Picture]:
    """Take the whole pixels of each picture that lie in a region."""
    found = []
    for picture in page.pictures:
        wide, high = picture.width / picture.across, picture.height / picture.down
        top = picture.y + picture.height
        first = max(0, round((region.left - picture.x) / wide))
        last = min(picture.across, round((region.right - picture.x) / wide))
        upper = max(0, round((top - region.top) / high))
        lower = min(picture.down, round((top - region.foot) / high))
        if first < last and upper < lower:
            rows = range(upper, lower)
            grey = b"".join(
                picture.grey[row * picture.across + first : row * picture.across + last]
                for row in rows
            )
            found.append(
                Picture(picture.x + first * wide, top - lower * high, (last - first) * wide,
                        len(rows) * high, last - first, len(rows), grey)
            )  # fmt: skip
    return found
