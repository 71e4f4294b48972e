"""Making what is filed of an approved chart; see `ocr.rendering.tasks`."""
