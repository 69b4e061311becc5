"""Who owns and controls whom on a date, through chains and rings: pure methods here, the store behind ``loading`` and ``queries``."""
