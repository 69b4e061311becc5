"""Django commands of this room."""
