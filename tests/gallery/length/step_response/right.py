import numpy as np

def step_response(tau, T, dt):
    t = np.arange(0, T + 1e-10 * dt, dt).reshape(1, -1)
    y = 1 - np.exp(-t / tau)
    return t, y
