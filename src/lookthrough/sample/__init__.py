"""Generated areas, institutions and ledgers for demonstration, training and tests; nobody in them exists."""
