"""The reader: its config, its tags and links, and how their scores become attributions."""
