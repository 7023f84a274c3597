from collections import Counter


def word_counts(words):
    c = Counter(w.lower() for w in words)
    vocab = sorted(c)
    counts = [c[w] for w in vocab]
    return vocab, counts
