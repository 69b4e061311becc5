"""One file is one kind of document, under its own name."""
