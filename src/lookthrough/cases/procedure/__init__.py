"""Administrative procedure (行政程序): account queries, first registration, hearing, decision, service, remedies, inspection."""
