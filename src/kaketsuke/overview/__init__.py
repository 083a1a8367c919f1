"""Read-only answers that need several rooms: case page, board, my page, statistics, the record."""
