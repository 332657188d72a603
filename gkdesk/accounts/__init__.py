"""Users, roles, log-in and the vault that opens personal data."""
