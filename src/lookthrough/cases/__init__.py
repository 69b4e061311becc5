"""What the office does: for now the rescue file of a firm in trouble."""
