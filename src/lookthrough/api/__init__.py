"""The door for programs: senders' systems list what is due, hand returns in and read receipts, each with a token of its sender."""
