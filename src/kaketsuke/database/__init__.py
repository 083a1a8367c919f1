"""What every room's tables share: ids, column types, row-level security in migrations."""
