"""What the pages are made with: parts that a build draws, counts or runs anew, so that none of them can be out of date."""
