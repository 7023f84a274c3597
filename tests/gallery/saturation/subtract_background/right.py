import numpy as np

def subtract_background(frame, background):
    diff = np.maximum(frame.astype(int) - background, 0).astype(np.uint8)
    n = float((diff > 5).sum())
    return diff, n
