import numpy as np

prices = np.array([[250, 150, 99, 1250], [85, 30, 410, 70]], dtype=float)
rate = 0.15
gross = np.zeros(prices.shape)
for r in range(prices.shape[0]):
    for c in range(prices.shape[1]):
        gross[r, c] = np.floor(prices[r, c] / 4 * 3 + 0.5)
print(gross)
