"""What lies on each officer's desk: one list of work over all rooms, notices in the app and by mail, days for a calendar."""
