"""Special-rectification campaigns (专项整治): stages, districts, firms found, visits, reports upward, acceptance."""
