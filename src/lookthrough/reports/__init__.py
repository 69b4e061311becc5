"""What the office tells those above it: the monthly report, drafted from all rooms, edited, signed by a second person, then frozen."""
