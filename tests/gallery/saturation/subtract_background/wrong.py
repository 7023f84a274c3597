import numpy as np

def subtract_background(frame, background):
    diff = frame - background
    n = float((diff > 5).sum())
    return diff, n
