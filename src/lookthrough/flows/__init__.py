"""Where the money goes: the ledger, the look-through that conserves every fen, and the findings."""
