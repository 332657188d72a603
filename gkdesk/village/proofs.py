"""Arithmetic that proves how a row reads: which cell is which column (village.md 8.4, 8.5).

Nothing here guesses. An alignment or a split holds only when the form's own equations prove it and
no other one does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from .shape import Proof, Shape

Figures = Mapping[str, Decimal | None]
_CENT = Decimal("0.01")
_LONGEST_GLUED = 48  # digits; no row's figures are longer
_MOST_DECIMALS = {"money": 2, "count": 0, "number": 3}
_LARGEST_WHOLE = 12  # digits before the point


def expected(proof: Proof, figures: Figures) -> Decimal | None:
    """Return what an equation says its result is; ``None`` when a term of it is not there.

    An empty addend counts nothing, as long as one is filled in; an empty factor makes no proof.
    """
    total = Decimal(0)
    if proof.factors:
        product = Decimal(1)
        for key in proof.factors:
            factor = figures.get(key)
            if factor is None:
                return None
            product *= factor
        total = product.quantize(_CENT, ROUND_HALF_UP)
    signed = [(key, 1) for key in proof.plus] + [(key, -1) for key in proof.minus]
    filled = [sign * value for key, sign in signed if (value := figures.get(key)) is not None]
    if signed and not filled and not proof.factors:
        return None
    return total + sum(filled, Decimal(0))


def holds(proof: Proof, figures: Figures) -> bool | None:
    """Tell whether a row keeps an equation; ``None`` when it cannot be said."""
    result, should = figures.get(proof.result), expected(proof, figures)
    if result is None or should is None:
        return None
    return abs(result - should) <= proof.tolerance


def proven(shape: Shape, figures: Figures) -> int:
    """Return how many equations a row keeps; −1 when it breaks one. 0 = 0 + 0 proves nothing."""
    kept = 0
    for proof in shape.proofs:
        truth = holds(proof, figures)
        if truth is False:
            return -1
        kept += truth is True and bool(figures.get(proof.result))
    return kept


def alignments(count: int, width: int) -> Iterator[list[int]]:
    """Yield the places ``count`` values can take among ``width``, in order, with two gaps at most.

    Dropped cells leave gaps; what they leave at the end of the row is the rest.
    """
    missing = width - count
    for first in range(count + 1):
        for second in range(first, count + 1):
            for before in range(missing + 1):
                for between in range(missing - before + 1):
                    if second > first or not between:
                        yield [
                            at + (before if at >= first else 0) + (between if at >= second else 0)
                            for at in range(count)
                        ]


def splits(
    digits: str, kinds: Sequence[str], fits: Callable[[Sequence[Decimal]], bool]
) -> list[tuple[Decimal, ...]]:
    """Return every way to cut glued digits into figures of these kinds that ``fits``.

    Args:
        digits: digits and points.
        kinds: ``money`` has at most two decimals, ``number`` three, ``count`` none.
        fits: the arithmetic that decides.
    """
    if len(digits) > _LONGEST_GLUED or len(kinds) < 2:  # noqa: PLR2004 - one figure needs no cut
        return []
    found: dict[tuple[Decimal, ...], None] = {}
    for values in _cuts(digits, kinds):
        if fits(values):
            found[values] = None
    return list(found)


def _cuts(digits: str, kinds: Sequence[str]) -> Iterator[tuple[Decimal, ...]]:
    if len(kinds) == 1:
        if (value := _figure(digits, kinds[0])) is not None:
            yield (value,)
        return
    for at in range(1, len(digits) - len(kinds) + 2):
        if (value := _figure(digits[:at], kinds[0])) is not None:
            for rest in _cuts(digits[at:], kinds[1:]):
                yield (value, *rest)


def _figure(text: str, kind: str) -> Decimal | None:
    whole, point, decimals = text.partition(".")
    if not whole.isdigit() or len(whole) > _LARGEST_WHOLE or (len(whole) > 1 and whole[0] == "0"):
        return None
    if point and not (decimals.isdigit() and len(decimals) <= _MOST_DECIMALS.get(kind, 3)):
        return None
    return Decimal(text)
