"""A static generator for multilingual technical blogs."""

__version__ = "0.1.0"
