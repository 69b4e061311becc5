"""Who did and who read what: a trail that can only grow, each entry sealed to the one before it."""
