import numpy as np

def fit_line(x, y):
    x, y = x.ravel(), y.ravel()
    p = np.polyfit(x, y, 1)
    res = y - np.polyval(p, x)
    r2 = 1 - np.sum(res ** 2) / np.sum((y - y.mean()) ** 2)
    return p.reshape(1, 2)
