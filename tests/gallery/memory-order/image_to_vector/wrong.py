import numpy as np

def image_to_vector(img):
    v = img.astype(float) / 255
    v = v.flatten()
    v = v - np.mean(v)
    return v[:, np.newaxis]
