"""How the house is wired: settings, addresses, server."""
