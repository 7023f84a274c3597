import numpy as np

def half_grades(points):
    # grades in steps of 0.5, never below 1
    g = np.floor(points * 2 + 0.5) / 2
    return np.maximum(g, 1)
