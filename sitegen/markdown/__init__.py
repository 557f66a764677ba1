"""Markdown bodies: one rule per file, the order of work in `dialect.RULES`."""
