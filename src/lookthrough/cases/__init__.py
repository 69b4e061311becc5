"""What the office does: leads and cases here, and rooms beside them for what a case asks for; a case is named by its number."""
