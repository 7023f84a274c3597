import numpy as np


def caesar_cipher(text, shift):
    out = []
    is_letter = []
    for ch in text:
        if 'A' <= ch <= 'Z':
            out.append(chr((ord(ch) - ord('A') + shift) % 26 + ord('A')))
        elif 'a' <= ch <= 'z':
            out.append(chr((ord(ch) - ord('a') + shift) % 26 + ord('a')))
        else:
            out.append(ch)
        is_letter.append(ch.isalpha() and ch.isascii())
    return ''.join(out), np.array(is_letter)
