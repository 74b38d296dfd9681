"""Measurements of a whole, real installation: `make bench`.  Nothing of the product needs this package."""
