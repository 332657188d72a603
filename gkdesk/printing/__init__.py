"""Printing: jobs that can be stopped and continued at the page, their log, the printers."""
