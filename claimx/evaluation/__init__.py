"""Scores of predicted attributions against gold, and how they are shown."""
