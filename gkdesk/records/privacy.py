"""What a record must not carry: the detectors are the ground floor's, one set for every room."""

from __future__ import annotations

from gkdesk.base.privacy import Finding, scan

__all__ = ["Finding", "scan"]
