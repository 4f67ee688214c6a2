"""Real servers and recorded data for the integration tests of the Python stages."""
