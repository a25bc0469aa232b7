"""Round axis marks, and labels pushed apart: the arithmetic of charts."""

from __future__ import annotations

from math import ceil, floor, log10


def nice_steps(largest: float, smallest: float = 0.0, wanted: int = 5) -> list[float]:
    """Round axis marks around `smallest` … `largest`, in steps of 1, 2, 2.5 or 5 times a power of ten."""
    smallest, largest = min(smallest, 0.0), max(largest, 0.0)
    span = (largest - smallest) or 1.0
    rough = span / wanted
    power = 10.0 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough * 0.999)
    first, last = floor(smallest / step), max(ceil(largest / step - 1e-9), floor(smallest / step) + 1)
    return [step * number for number in range(first, last + 1)]


def written(value: float, step: float) -> str:
    digits = max(0, min(6, -floor(log10(step) + 1e-9))) if step < 1 else int(step % 1 != 0)
    return f"{value:,.{digits}f}"


def apart(places: list[float], gap: float, low: float, high: float) -> list[float]:
    """Sorted places, moved so that neighbours are `gap` apart, within low…high where there is room."""
    moved = list(places)
    for index in range(len(moved)):
        floor_ = low if index == 0 else moved[index - 1] + gap
        moved[index] = max(moved[index], floor_)
    ceiling = high
    for index in range(len(moved) - 1, -1, -1):
        moved[index] = min(moved[index], ceiling)
        ceiling = moved[index] - gap
    return moved
