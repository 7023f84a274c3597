import numpy as np

def one_pass_variance(x):
    s1 = 0.0
    s2 = 0.0
    for value in x.ravel():
        s1 = s1 + value
        s2 = s2 + value * value
    n = x.size
    m = s1 / n
    v = s2 / n - m * m
    return v, m
