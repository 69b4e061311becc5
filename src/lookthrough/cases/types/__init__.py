"""Case types, one file each: found by themselves, pure, with their steps, roles, clocks and legal basis."""
