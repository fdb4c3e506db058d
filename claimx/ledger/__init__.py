"""One ledger over many articles: who speaks across them, what is one statement, which denial denies what."""
