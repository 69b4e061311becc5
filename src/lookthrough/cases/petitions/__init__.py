"""The petition desk (信访接待): who came, what they ask, what they were told and by when, and what is done when they are many."""
