"""The one database file: connection, migrations, audit. Stores take ``Connection`` from here."""

from .connection import Connection, Row, transaction

__all__ = ["Connection", "Row", "transaction"]
