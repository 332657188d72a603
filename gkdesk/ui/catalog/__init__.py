"""目录: the catalog and its import."""
