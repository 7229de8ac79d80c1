"""Screening: which flights of many entered whose airspace, with the answers of the single-track engine."""
