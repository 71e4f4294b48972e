"""The front door: the command line, and starting and stopping everything on one machine."""
