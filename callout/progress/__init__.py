"""Tells engineers, customers and staff how their cases go: what is said when, built on notifications."""
