"""The officers' door: what is new, why it is here, what can be done, and the money behind it."""
