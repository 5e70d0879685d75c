"""Everything that lasts: the market cache, the user's journal, settings and secrets. All SQL is here."""
