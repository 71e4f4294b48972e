"""Starting with the machine: a unit for systemd, an agent for launchd, and a link to open the pages."""
