"""Words every room needs; imports nothing of ours."""
