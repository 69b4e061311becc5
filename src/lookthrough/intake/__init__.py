"""What others report to the office: templates, returns with their receipts, due dates, and how good the data are."""
