"""文书: a template and values become a numbered, archived PDF."""
