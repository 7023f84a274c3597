import numpy as np

def audio_gain(x, gain):
    y = np.clip(x.astype(int) * int(gain), -32768, 32767)
    return y.astype(np.int16)
