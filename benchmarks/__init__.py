"""Measurements, run by hand or by `make bench`; no part of the product."""
