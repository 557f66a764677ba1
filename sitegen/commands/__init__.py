"""The commands, one a room: each is imported when it is called."""
