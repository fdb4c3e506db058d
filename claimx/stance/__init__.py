"""What a speaker does with a content."""
