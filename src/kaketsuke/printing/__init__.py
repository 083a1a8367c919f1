"""What is printed: a template and plain data become a PDF. Knows no framework and no database."""
