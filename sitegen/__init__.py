"""A static generator for multilingual technical blogs."""

__version__ = "0.1.0"
CACHE = ".sitegen"  # the folder in a site's own that holds what the last build knew
