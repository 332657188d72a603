"""同步包: what goes to the county by USB drive, and what comes back."""
