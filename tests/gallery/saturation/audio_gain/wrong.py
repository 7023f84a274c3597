import numpy as np

def audio_gain(x, gain):
    y = x.astype(int) * int(gain)
    return y.astype(np.int16)
