"""The readers of track files: one module per format, each a function from a file to columns of fixes."""
