"""The watch folder under abuse: every file in exactly once, whatever is done to it and to the watcher."""
