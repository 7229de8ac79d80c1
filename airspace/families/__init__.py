"""Families of paths: all that a claim's figures leave, drawn from named priors, and why there may be none."""
