"""Who works here: offices and their districts, officers and their roles, and the authorities under which account data may be read."""
