import numpy as np

def poly_features(X, p):
    p = int(p)
    X_poly = np.zeros((X.size, p))
    X_poly[:, [0]] = X
    for i in range(1, p - 1):
        X_poly[:, [i]] = X_poly[:, [i - 1]] * X
    return X_poly
