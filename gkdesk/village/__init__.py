"""村务公开: villages, their sheets and the rules their figures obey."""
