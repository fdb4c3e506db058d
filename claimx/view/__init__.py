"""What was found, made visible: the articles' page and the corpus report. Pages stand alone and need no network."""
