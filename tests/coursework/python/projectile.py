"""Assignment 2, task 1: height and range of a thrown ball"""
import numpy as np


def throw_ball(v0, angle, g=9.81):
    a = angle * np.pi / 180
    return v0 ** 2 * np.sin(2 * a) / g, (v0 * np.sin(a)) ** 2 / (2 * g)


if __name__ == '__main__':
    v0 = 20
    angles = np.array([15, 30, 45, 60, 75])
    range_, height = throw_ball(v0, angles)
    best = range_.max()
    best_angle = angles[range_.argmax()]
    print('best angle:', best_angle)
