import numpy as np

def sound_level(p):
    p0 = 20e-6
    ratio = np.abs(p) / p0
    return 20 * np.log10(ratio)
