"""A back-up holds everything an office would miss, proves that it is whole, and never holds the keys that open it."""
