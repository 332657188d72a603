"""村务公开: the period board, import and printing."""
