"""What this machine remembers: how each form was printed last, and each printer's shift.

It stands in the office's database, so it is saved with everything else, under a hash of the
computer's name: printers belong to a machine, and an office that was moved or restored elsewhere
begins anew there instead of asking for a printer nobody has.
"""

from __future__ import annotations

import hashlib
import platform

from gkdesk.accounts.session import Session

from . import store
from .declined import BadSetup
from .model import MOST_SHIFT, TENTHS, Setup, Shift


class Machine:
    """The settings of this machine; the base the jobs stand on."""

    def __init__(self, session: Session) -> None:
        self._session = session
        # a computer's name may be a person's: only its hash is kept
        self._machine = hashlib.sha256(platform.node().encode("utf-8")).hexdigest()[:12]

    def remember(self, form: str, setup: Setup) -> None:
        """Keep how a form is printed on this machine."""
        with self._session.transaction():
            store.save_setup(self._session.conn, setup, machine=self._machine, form=form)

    def setup(self, form: str) -> Setup:
        """Return how a form was printed last on this machine, or the plain way."""
        return store.setup(self._session.conn, machine=self._machine, form=form) or Setup()

    def shift(self, printer: str) -> Shift:
        """Return a printer's measured shift."""
        return store.shift(self._session.conn, machine=self._machine, printer=printer)

    def calibrate(self, printer: str, *, right: float, down: float) -> Shift:
        """Keep a printer's measured shift, in millimetres; the opposite is applied at printing.

        Raises:
            BadSetup: more than 20 mm: that is another paper, not a shift.
        """
        for what, value in (("偏右的毫米数", right), ("偏下的毫米数", down)):
            if not -MOST_SHIFT / TENTHS <= value <= MOST_SHIFT / TENTHS:
                raise BadSetup(what=what, least=-MOST_SHIFT // TENTHS, most=MOST_SHIFT // TENTHS)
        measured = Shift(round(right * TENTHS), round(down * TENTHS))
        with self._session.transaction():
            store.save_shift(self._session.conn, measured, machine=self._machine, printer=printer)
            self._session.audit(
                "printing.calibrate", printer, right=measured.right, down=measured.down
            )
        return measured
