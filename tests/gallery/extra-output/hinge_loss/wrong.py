import numpy as np

def hinge_loss(y, scores):
    margins = y * scores
    loss = np.maximum(0, 1 - margins)
    J = loss.sum() / y.size
    return J, margins
