"""Records in the forms that other tools read, one form a file; from brat, which people annotate in, back to records."""
