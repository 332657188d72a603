"""年度报告 and the numbers behind it: read-only over the rooms below, but for its own words."""
