import numpy as np

def invert_image(img):
    # photographic negative
    out = 255 - img
    return out
