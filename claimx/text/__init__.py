"""Text before any model sees it: quotation marks, the reading view, word pieces and windows."""
