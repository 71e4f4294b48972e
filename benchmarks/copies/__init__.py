"""Backup, second copy, restore and export of a whole archive: byte-equal, taken up after a kill, how fast."""
