"""The demo office: the main job end to end on invented data."""
