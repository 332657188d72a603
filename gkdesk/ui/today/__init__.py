"""今日: what must be done, in order of legal danger."""
