"""Articles from files, records to files, and runs over both that survive being killed."""
