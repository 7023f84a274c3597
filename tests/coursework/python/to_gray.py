import numpy as np


def to_gray(img, level):
    img = img.astype(float)
    gray = (img[..., 0] + 2 * img[..., 1] + img[..., 2]) / 4
    gray = np.floor(gray + 0.5).astype(np.uint8)  # round half up like uint8()
    return gray, gray < level
