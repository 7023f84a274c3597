import numpy as np


def vocabulary(text):
    parts = text.lower().split(" ")
    words = list(dict.fromkeys(parts))
    counts = np.array([[float(parts.count(word)) for word in words]])
    return words, counts
