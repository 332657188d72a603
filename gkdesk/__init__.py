"""gkdesk (政务公开工作台): an offline desk for government-information disclosure in a town."""

__version__ = "0.1.0"
