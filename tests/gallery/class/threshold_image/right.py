import numpy as np

def threshold_image(img, level):
    bw = img >= level
    area = float(np.sum(bw))
    return bw, area
