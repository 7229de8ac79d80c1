"""Thinks: incident model, geodesy, the violation engine, reconstruction, assessment. Knows nothing of maps."""

__version__ = "0.1.0"
