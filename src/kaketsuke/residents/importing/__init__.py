"""An owner's roster (入居者名簿): read, checked row by row, compared with last time, committed."""
