"""同步包: what goes to the county and what came back."""
