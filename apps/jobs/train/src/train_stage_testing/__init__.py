"""Data for the unit tests; not part of the image."""
