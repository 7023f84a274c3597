import numpy as np

def paste_patch(canvas, patch, r0, c0):
    canvas = canvas.copy()
    h, w = patch.shape
    r, c = int(r0) - 1, int(c0) - 1
    canvas[r:r + h, c:c + w] = patch
    canvas[0, 0] = -1
    return canvas
