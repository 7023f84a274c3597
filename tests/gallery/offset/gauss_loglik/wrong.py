import numpy as np


def gauss_log_lik(X, mu, sigma2):
    m, d = X.shape
    logp = np.zeros((m, 1))
    c = 0.5 * np.sum(np.log(sigma2))
    for i in range(m):
        q = (X[i] - mu) ** 2 / sigma2
        logp[i] = -0.5 * np.sum(q) - c
    return logp
