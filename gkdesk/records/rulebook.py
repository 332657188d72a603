"""The rule files of the room, each read once."""

from __future__ import annotations

from functools import cached_property

from gkdesk.accounts.session import Session

from . import attributes, axes, indexnumbers, interpreting, reviewrules
from .attributes import AttributeRules
from .axes import Axis
from .indexnumbers import IndexRules
from .interpreting import InterpretationRules
from .reviewrules import ReviewRules


class RuleBook:
    """What ``forms/rules/records_*.toml`` say; the office's own file goes before ours.

    Raises on first use:
        BadFile: every mistake of a file with its place.
    """

    def __init__(self, session: Session) -> None:
        self._paths = session.forms.paths("rules")

    @cached_property
    def review(self) -> ReviewRules:
        return reviewrules.load(self._paths[reviewrules.RULES])

    @cached_property
    def attributes(self) -> AttributeRules:
        return attributes.load(self._paths[attributes.RULES])

    @cached_property
    def axes(self) -> tuple[Axis, ...]:
        return axes.load(self._paths[axes.RULES])

    @cached_property
    def index(self) -> IndexRules:
        return indexnumbers.load(self._paths[indexnumbers.RULES])

    @cached_property
    def interpreting(self) -> InterpretationRules:
        return interpreting.load(self._paths[interpreting.RULES])
