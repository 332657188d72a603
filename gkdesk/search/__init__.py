"""What lies across the rooms: the agenda of 今日, and later one index over all of them."""
