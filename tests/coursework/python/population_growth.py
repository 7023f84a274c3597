# Lab 3: logistic growth, explicit Euler
import numpy as np

r = 0.4
K = 1000
dt = 0.5
t = np.arange(0, 15 + dt, dt)
N = np.zeros(len(t))
N[0] = 10
for k in range(len(t) - 1):
    N[k + 1] = N[k] + dt * r * N[k] * (1 - N[k] / K)

half = t[np.where(N > K / 2)[0][0]]
print(f'half of the capacity is passed at t = {half:.1f}')
