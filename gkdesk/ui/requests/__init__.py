"""依申请公开: list, register, case."""
