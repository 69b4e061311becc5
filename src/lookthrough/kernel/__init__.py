"""Words and measures that every room shares; knows no database, no framework and no clock."""
