import numpy as np

def threshold_image(img, level):
    bw = np.where(img >= level, 1.0, 0.0)
    area = float(np.sum(bw))
    return bw, area
