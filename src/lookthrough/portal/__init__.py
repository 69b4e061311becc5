"""The door for those outside the office. Today one page: a firm answers a question that an officer has put to it."""
