"""Reads the world: border editions, zones, track files, the incident library. Knows nothing of claims."""
