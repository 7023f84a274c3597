import numpy as np


def train_perceptron(X, y, opts):
    y = np.ravel(y)
    model = {'w': np.zeros(X.shape[1]), 'b': 0.0, 'errors': []}
    for epoch in range(int(opts['epochs'])):
        errors = 0
        for xi, yi in zip(X, y):
            if yi * (np.dot(xi, model['w']) + model['b']) <= 0:
                model['w'] = model['w'] + opts['rate'] * yi * xi
                model['b'] += opts['rate'] * yi
                errors += 1
        model['errors'].append(errors)
    return model


def predict(model, X):
    return np.sign(X @ model['w'] + model['b'])
