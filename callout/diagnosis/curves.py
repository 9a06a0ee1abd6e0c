"""Measured curves: is each point inside the limits, and how the curve is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from callout.diagnosis.walk import parsed, verdict
from callout.foundation.errors import InvalidInput

Json = dict[str, Any]
MAX_POINTS = 200
WIDTH, HEIGHT, LEFT, BOTTOM = 640.0, 240.0, 44.0, 26.0


def parse_points(text: str) -> list[tuple[float, float]]:
    """``x y`` one a line (blank, comma or semicolon between). Raises InvalidInput (points_invalid)."""
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        numbers = [parsed(part) for part in line.replace(";", " ").replace(",", " ").split()]
        if len(numbers) != 2 or None in numbers:
            raise _invalid(line)
        found.append((float(numbers[0] or 0), float(numbers[1] or 0)))
    return found


def judge(curve: Json, points: Sequence[tuple[float, float]]) -> list[Json]:
    """Each point with its verdict, in order of x. Raises InvalidInput (points_invalid) for none or too many."""
    if not 1 <= len(points) <= MAX_POINTS:
        raise InvalidInput("points_invalid", _("Enter 1 to %(most)s points.") % {"most": MAX_POINTS})
    return [
        {"x": x, "y": y, "verdict": verdict(limit_at(curve, "min", x), limit_at(curve, "max", x), y)}
        for x, y in sorted(points)
    ]


def limit_at(curve: Json, side: str, x: float) -> float | None:
    """The limit at ``x`` on straight lines between its points; at the ends the last one holds on."""
    known = [(point["x"], point[side]) for point in curve["points"] if point[side] is not None]
    if not known:
        return None
    before = [each for each in known if each[0] <= x]
    after = [each for each in known if each[0] >= x]
    if not before or not after:
        return float((before or after)[-1 if before else 0][1])
    (x0, y0), (x1, y1) = before[-1], after[0]
    return float(y0 if x1 == x0 else y0 + (y1 - y0) * (x - x0) / (x1 - x0))


def drawing(curve: Json, points: Sequence[Json]) -> Json:
    """An SVG's parts: the band of the limits, the measured line, its dots, and marks on both axes."""
    xs = [point["x"] for point in curve["points"]] + [point["x"] for point in points]
    edges = [point[side] for point in curve["points"] for side in ("min", "max") if point[side] is not None]
    ys = edges + [point["y"] for point in points]
    low, high = _padded(min(ys), max(ys))
    first, last = min(xs), max(xs)

    def at(x: float, y: float) -> tuple[float, float]:
        across = (x - first) / (last - first or 1)
        return (
            round(LEFT + across * (WIDTH - LEFT - 10), 1),
            round(8 + (high - y) / (high - low) * (HEIGHT - 8 - BOTTOM), 1),
        )

    upper = [at(p["x"], p["max"] if p["max"] is not None else high) for p in curve["points"]]
    lower = [at(p["x"], p["min"] if p["min"] is not None else low) for p in curve["points"]]
    return {
        "band": _path([*upper, *reversed(lower)]),
        "line": _path([at(p["x"], p["y"]) for p in points]),
        "dots": [{"at": at(p["x"], p["y"]), **p} for p in points],
        "across": [{"at": at(x, low), "text": f"{x:g}"} for x in sorted({p["x"] for p in curve["points"]})],
        "up": [{"at": at(first, y), "text": f"{y:.4g}"} for y in (low, (low + high) / 2, high)],
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
    }


def _padded(low: float, high: float) -> tuple[float, float]:
    margin = (high - low or abs(high) or 1) * 0.1
    return low - margin, high + margin


def _path(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def _invalid(line: str) -> InvalidInput:
    text = _("“%(line)s” is not two numbers.") % {"line": line[:30]}
    return InvalidInput("points_invalid", text, fields={"points": text})
