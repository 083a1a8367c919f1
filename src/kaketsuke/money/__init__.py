"""What the customer pays on site: price list, estimate, approval, collection, receipt."""
