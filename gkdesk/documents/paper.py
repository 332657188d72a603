"""A page as plain data: texts and rules at places in points from the lower left corner."""

from __future__ import annotations

from dataclasses import dataclass, field

MM = 72 / 25.4
Colour = tuple[float, float, float]
BLACK: Colour = (0.0, 0.0, 0.0)
RED: Colour = (0.86, 0.0, 0.0)  # 公文红, as a screen and an office printer show it
PALE: Colour = (0.87, 0.87, 0.87)
GREY: Colour = (0.35, 0.35, 0.35)
# a hanzi's box stands this part of the size above the base line, the rest below
ASCENT = 0.88


@dataclass(frozen=True, slots=True)
class Text:
    """Characters of one style on one base line.

    ``places`` gives each character its own x; without it they follow at their natural width.
    ``angle`` turns a flowing text, in degrees against the clock.
    """

    x: float
    y: float
    size: float
    style: str
    text: str
    places: tuple[float, ...] = ()
    colour: Colour = BLACK
    angle: float = 0.0


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line; ``dash`` is the length of its dashes, 0 for an unbroken one."""

    x0: float
    y0: float
    x1: float
    y1: float
    width: float
    colour: Colour = BLACK
    dash: float = 0.0


@dataclass(frozen=True, slots=True)
class Fill:
    """A filled rectangle, under everything else."""

    x: float
    y: float
    width: float
    height: float
    colour: Colour = BLACK


@dataclass(frozen=True, slots=True)
class Picture:
    """A grey picture.

    ``grey`` holds ``across`` × ``down`` bytes from the upper left corner, 0 black to 255 white.
    """

    x: float
    y: float
    width: float
    height: float
    across: int
    down: int
    grey: bytes


@dataclass
class Page:
    """One side of paper."""

    width: float
    height: float
    texts: list[Text] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
