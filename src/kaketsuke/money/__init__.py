"""What customers pay on site and firms are owed: prices, estimate, approval, receipt, refund."""
