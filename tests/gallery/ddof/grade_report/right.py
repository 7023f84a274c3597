import numpy as np

# exam 2, standardised scores
scores = np.array([[56, 71, 88, 93, 64]], dtype=float)
m = np.mean(scores)
s = np.std(scores, ddof=1)
z = (scores - m) / s
for k in range(z.size):
    print('student %d: %6.2f' % (k + 1, z[0, k]))
