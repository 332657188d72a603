"""Backups (备份): made on a drive and read back, kept daily on this machine, put back whole."""
