"""The one database file: connection, migrations, audit. Stores take ``Connection`` from here."""

from .connection import Connection, Row, touched, transaction

__all__ = ["Connection", "Row", "touched", "transaction"]
