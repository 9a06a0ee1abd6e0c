"""Benchmarks: each prints its figures with the machine they were measured on."""
