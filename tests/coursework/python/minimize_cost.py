import numpy as np


def minimize_cost(cost_fcn, theta, options):
    """options: dict with 'alpha' and 'maxIter'; cost_fcn returns (J, grad)"""
    costs = np.zeros(options['maxIter'])
    for k in range(options['maxIter']):
        J, grad = cost_fcn(theta)
        costs[k] = J
        theta = theta - options['alpha'] * grad
    return theta, costs
