"""Floor 3: text with anchors in, findings and code suggestions with evidence out."""
