"""Kinds of things on the wall."""

from __future__ import annotations

from gkdesk.base.labels import Labelled


class BoardKind(Labelled):
    """What a notice board is made of."""

    GLASS = "glass", "玻璃橱窗"
    MAGNET = "magnet", "磁吸"
    SLOT = "slot", "插槽"
    SCREEN = "screen", "电子屏"
    BLACKBOARD = "blackboard", "黑板"


class PhotoKind(Labelled):
    """What a photo shows."""

    NEAR = "near", "近景"
    FAR = "far", "远景"
    BEFORE = "before", "取下前"
