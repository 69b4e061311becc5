"""What proves a case: files kept once by their hash, and who had each thing in hand, when and why."""
