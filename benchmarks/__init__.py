"""Measurements: each module is a command, prints what it measured and on what."""
