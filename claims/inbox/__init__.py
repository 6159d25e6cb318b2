"""What readers and actors report: the inbox that the public side puts into and the workbench takes out of.

Records are elsewhere, and publishing them never asks what lies here.
"""
