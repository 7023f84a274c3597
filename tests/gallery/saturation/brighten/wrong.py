import numpy as np

def brighten(img, amount):
    # add to every pixel of a uint8 image
    out = img.copy()
    for c in range(img.shape[1]):
        out[:, c] = img[:, c] + np.uint8(amount)
    return out
