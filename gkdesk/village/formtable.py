"""The reader of form tables, under the name this room knows it by."""

from gkdesk.base.formtable import FormTable, mistakes, read_rules

__all__ = ["FormTable", "mistakes", "read_rules"]
