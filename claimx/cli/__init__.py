"""The command line: one command a file, and no logic beyond reading options and showing results."""
