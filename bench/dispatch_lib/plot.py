"""How a plan's time and what it leaves out grow with the day, drawn from measured rows as an SVG."""

from __future__ import annotations

from math import log10
from typing import Any

WIDE, HIGH, LEFT, TOP, GAP = 320, 220, 60, 40, 90
INK, LINE, FAINT = "#334155", "#2563eb", "#cbd5e1"


def growth(rows: list[dict[str, Any]], per_thousand: float) -> str:
    """Two panels over the number of orders: processor seconds, and the share left out with that time."""
    orders = [row["orders"] for row in rows]
    seconds = [row["cpu_seconds"] for row in rows]
    left_out = [100 * row["unserved"] / row["orders"] for row in rows]
    ideal = [per_thousand * size / 1000 for size in orders]
    panels = _panel(0, "processor seconds, dashed: in proportion", orders, seconds, ideal, logarithmic=True)
    panels += _panel(WIDE + GAP, "% of the orders left out", orders, left_out, None, logarithmic=False)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * WIDE + GAP + 2 * LEFT} {HIGH + 2 * TOP + 20}" '
        f'font-family="sans-serif" font-size="12" fill="{INK}">'
        '<rect width="100%" height="100%" fill="#ffffff"/>' + panels + "</svg>\n"
    )


def _panel(
    shift: int, title: str, orders: list[int], values: list[float], ideal: list[float] | None, *, logarithmic: bool
) -> str:
    """One curve; both axes count in powers of ten, or the upright one from zero."""
    low, high = log10(min(orders)), log10(max(orders) * 1.001)
    most = max([*values, *(ideal or [])]) * 1.15
    least = min([*values, *(ideal or [])]) / 1.15

    def at(size: int, value: float) -> tuple[float, float]:
        up = log10(value / least) / log10(most / least) if logarithmic else value / most
        across = (log10(size) - low) / max(high - low, 1e-9)
        return LEFT + shift + across * WIDE, TOP + HIGH - up * HIGH

    points = [at(size, value) for size, value in zip(orders, values, strict=True)]
    foot = TOP + HIGH
    drawn = f'<text x="{LEFT + shift}" y="{TOP - 16}" font-weight="bold">{title}</text>'
    drawn += f'<path d="M{LEFT + shift} {TOP}V{foot}H{LEFT + shift + WIDE}" fill="none" stroke="{FAINT}"/>'
    if ideal:
        drawn += _curve([at(size, value) for size, value in zip(orders, ideal, strict=True)], FAINT, dashed=True)
    drawn += _curve(points, LINE, dashed=False)
    for (x, y), size, value in zip(points, orders, values, strict=True):
        drawn += f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{LINE}"/>'
        drawn += f'<text x="{x:.1f}" y="{y - 9:.1f}" text-anchor="middle">{value:.1f}</text>'
        drawn += f'<text x="{x:.1f}" y="{foot + 18}" text-anchor="middle">{size:,}</text>'
    return drawn


def _curve(points: list[tuple[float, float]], colour: str, *, dashed: bool) -> str:
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"{_dashes(dashed)}/>'


def _dashes(dashed: bool) -> str:
    return ' stroke-dasharray="5 4"' if dashed else ""
