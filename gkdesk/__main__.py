"""No arguments → the window; arguments → the command line."""

from __future__ import annotations

import sys


def main() -> int:
    """Start the face that was asked for; return the exit code."""
    if sys.argv[1:3] == ["county", "window"]:
        from gkdesk.ui.county.start import main as county_window

        return county_window(sys.argv[3:])
    if len(sys.argv) > 1 and sys.argv[1] != "window":
        from gkdesk.cli.main import main as command_line

        return command_line(sys.argv[1:])
    from gkdesk.ui.app import main as window

    return window(sys.argv)


if __name__ == "__main__":
    sys.exit(main())
