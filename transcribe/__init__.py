"""Bytes of a dictation in, words in time and a draft report out. Read `read_dictation.py` first."""
