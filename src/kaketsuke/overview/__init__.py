"""Read-only answers that need several rooms: case page, board, start pages, the whole record."""
