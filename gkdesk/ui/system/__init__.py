"""系统: the office, its users and its audit."""
