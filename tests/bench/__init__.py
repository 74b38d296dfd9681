"""Measurements, printed and held against generous limits: `make bench`."""
