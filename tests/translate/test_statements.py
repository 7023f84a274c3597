"""Statements that are stored, dealt and declared; each is run on both sides."""

from pathlib import Path

import pytest

from matdrop.engines.octave_session import Octave
from matdrop.translate.functions import FUNCTIONS, SEVERAL
from matdrop.translate.proof import judge_port
from matdrop.translate.refusals import REASONS
from tests.translate.test_port import body_of, cases_of, proof_of

STATEMENTS: dict[str, tuple[str, list[tuple[str, ...]]]] = {
    "products and quotients of integers in some cases, and of matrices in others": (
        "function [a, b, c] = f(x, k)\n  a = (x - 0.5) * (tan((k + 1) * pi / 7)) + 0.5;\n  b = x * k;\n"
        "  c = x / k(1);\nend\n",
        [("uint8([1 2; 30 200])", "1.5"), ("3", "uint8([4 50])"), ("[1 2; 3 4]", "[5 6; 7 8]"), ("int8(7)", "3")],
    ),
    "options that are read by their names": (
        "function [a, b, c, d] = f(x)\n  o = optimset('TolX', x, 'Display', 'off');\n  a = optimget(o, 'TolX');\n"
        "  b = optimget(o, 'MaxIter', 50);\n  c = optimget(o, 'MaxIter');\n  d = optimget(o, 'Display');\n"
        "  if x > 100, usage('of f'); end\nend\n",
        [("1e-3",), ("5",)],
    ),
    "cells that grow by rows or columns, and what becomes of their rows": (
        "function [a, b, c, d, h] = f(x)\n  a = {}; b = {}; c = {};\n  for k = 1:x\n    a{end+1, 1} = k;\n"
        "    a{end, 2} = 'a';\n    b{1, end+1} = k;\n    b{2, end} = x;\n    c(end+1, 1:2) = {k, 'b'};\n  end\n"
        "  d = cell(2, 3);\n  d(:) = {0};\n  d(:, 1) = {1; x};\n  d(1, 2:3) = {'p', x};\n"
        "  h = {1, x; 3, 4};\n  h(:, 1) = [];\nend\n",
        [("3",), ("2",)],
    ),
    "fields of one of several structs, which a mask chooses": (
        "function [a, b, s] = f(x, t)\n  s = struct('n', {'a', 'b'}, 'v', {1, x});\n  i = strcmp({s.n}, t);\n"
        "  s(i).v = 7;\n  a = s(2).v;\n  s(i).z = [1 x];\n  b = s(i).z;\nend\n",
        [("3", "'b'"), ("2", "'a'")],
    ),
    "text that begins as an empty matrix, and is joined": (
        "function [a, b, c] = f(x, t)\n  a = [];\n  for k = 1:x\n    a = strcat(a, t);\n  end\n  b = [];\n"
        "  b = strcat('1', b);\n  c = strcat([], [66 67], t);\n  q = {t, 'q'};\n  for k = 0:2\n"
        "    c = strcat(c, cell2mat(q(1:k)));\n  end\nend\n",
        [("3", "'p'"), ("2", "'ab'")],
    ),
    "differences in the middle of what has one place in some cases": (
        "function [a, b, c, d] = f(x, n)\n  a = gradient(n);\n  b = gradient(x);\n  c = gradient(x', 2);\n"
        "  d = gradient(x(:));\nend\n",
        [("[3 5 4]", "2"), ("7", "1"), ("[1 2; 5 9]", "4"), ("[1; 4; 2]", "3")],
    ),
    "functions by their names as text, and several outputs of those of the original": (
        "function [a, b, c, d, e] = f(x, t)\n  h = str2func(t);\n  a = h(x);\n  [b, c] = arrayfun(@(k) g(k), [1 x]);\n"
        "  d = cellfun('g', {1, x});\n  [e{1:2}] = m(x, [3 1 7]);\nend\n"
        "function [a, b] = g(x)\n  a = x * 2; b = x + 1;\nend\n"
        "function varargout = m(x, varargin)\n  [varargout{1:nargout}] = max(varargin{:});\nend\n",
        [("1", "'g'"), ("0.5", "'cos'"), ("2", "'@(x) x + 1'")],
    ),
    "words among options of all classes": (
        "function [a, b] = f(varargin)\n  a = strcmpi(varargin, 'tol');\n  b = strncmp('Tolerance', varargin, 3);\n"
        "  b = [b strcmp(varargin, 'x')];\nend\n",
        [("'Tol'", "[1 2]", "{'x'}"), ("3", "'tol'"), ("'x'",)],
    ),
    "a number that is kept in a variable of all kinds, and stored in one of arrays": (
        "function [a, b] = f(x, k)\n  t = struct('v', x);\n  a = t.v;\n  p = find(x > 2);\n  t = k;\n  k = p(1);\n"
        "  p = t;\n  b = size(p) + p(1) + k;\nend\n",
        [("[1 3 4]", "5"), ("[3; 7]", "2")],
    ),
    "complex numbers that are real ones where they are stored": (
        "function [a, b, c, d, e, t] = f(x, n)\n  z = [1 2i; 3 4] * n;\n  q = diag(z, -1);\n  a = isreal(q);\n"
        "  s = sum([1+1i 1-1i] * n);\n  b = mod(s, 2);\n  r = sqrt(x);\n  c = diag(diag(r));\n  c = isreal(c);\n"
        "  d = z(2);\n  e = z .* [0 0; 1 1];\n  e = isreal(e);\n  t = sprintf('%d %5.1f', z(2), s);\nend\n",
        [("[4 -1; 2 9]", "2"), ("[4 1; -2 -9]", "3")],
    ),
    "all elements of a cell of one": (
        "function [a, b] = f(x, varargin)\n  o = {5};\n  o(1:numel(varargin)) = varargin;\n  a = o{:};\n"
        "  b = x + a;\nend\n",
        [("3",), ("2", "7")],
    ),
    "loops over the columns of cells": (
        "function [a, b, c] = f(x)\n  a = {}; b = {}; c = {};\n  for e = {1, x; 3, 4}\n    a{end+1} = e;\n  end\n"
        "  for e = {x; 2}\n    b{end+1} = e;\n  end\n  for e = {x, 2}\n    c{end+1} = e{1};\n  end\nend\n",
        [("1",), ("5",)],
    ),
    "elements of what was a number before it was a cell": (
        "function [a, b] = f(x, y)\n  x = {x, 4};\n  a = max(x{:});\n  y = {y, 2; 3, 4};\n  b = [y{:, 2}];\nend\n",
        [("1", "[1 2]"), ("5", "[3; 4]")],
    ),
    "ranges of integers, of single numbers and of characters": (
        "function [a, b, c, d, e] = f(n, t)\n  a = 1:uint8(n);\n  b = int16(n):-2:-1;\n  c = single(0.1):0.1:n;\n"
        "  d = [t:'f', 'a':'e', 97:'c', '5':'1'];\n  e = zeros(1, 4, 'uint16');\n"
        "  for k = 1:uint16(n)\n    e(k) = k * 9 + 65510;\n  end\n  for k = t:'d'\n    e(1) = e(1) + k;\n  end\nend\n",
        [("3", "'b'"), ("4", "'d'"), ("0", "'z'")],
    ),
    "arithmetic with what is text in some cases": (
        "function [d, e] = f(a, b)\n  d = abs(a - b)(:);\n  e = sum(a * 2) + 1;\nend\n",
        [("'abc'", "2"), ("'abc'", "'xyz'"), ("[1 2 3]", "'x'"), ("5", "7")],
    ),
    "powers of negative numbers, whole ones among them": (
        "function [y, t, z] = f(x)\n  y = (-1) .^ x;\n  t = y == -1;\n  z = [-2 0 3] .^ x(1);\nend\n",
        [("[2 0.5; 0.5 1]",), ("[4 1 2]",), ("0.5",)],
    ),
    "elements of cells that are equal, of whatever class": (
        "function k = f(a, c)\n  k = find(cellfun(@(s) isequal(a, s), c), 1);\n"
        "  if isempty(k)\n    k = 0;\n  end\nend\n",
        [("'cat'", "{'the', 'cat'}"), ("'cat'", "{'the', 'dog'}")],
    ),
    "identifiers of errors, by which they are told apart, also when they are raised again": (
        "function [m, i, n, k, q] = f(x)\n  n = 0; k = '';  q = '';\n  try\n    if x > 2\n"
        "      error('f:big', 'too big:\\t%d', x);\n    elseif x > 1\n      e = MException('f:mid', 'mid %d', x);\n"
        "      throw(e)\n    elseif x > 0\n      error('no id %d', x);\n    else\n      s.message = 'of a struct';\n"
        "      s.identifier = 'a:b';\n      error(s);\n    end\n  catch err\n    m = err.message; i = err.identifier;\n"
        "    n = numel(err.stack) > 0;\n    try\n      rethrow(err);\n    catch\n      k = lasterr;\n"
        "      last = lasterror();\n      k = [k last.identifier];\n    end\n  end\n  try\n"
        "    assert(x < 2, 'f:as', 'assert %d', x);\n  catch err\n    q = [err.identifier err.message];\n"
        "    if x > 100\n      disp(err.getReport());\n      err.rethrow();\n    end\n  end\n"
        "  switch i\n    case 'f:big'\n      k = [k '!'];\n  end\nend\n",
        [("3",), ("2",), ("1",), ("0",)],
    ),
    "parts of a matrix that are stored in, and leave the matrix as it is": (
        "function [d, e, r, s, p, h, v, x] = f(x)\n  x = x * 1;\n  d = diag(x);\n  d(1) = 99;\n"
        "  e = imag(x);\n  e(1) = 98;\n  r = real(x);\n  r(2) = 97;\n  s = diag(x * 2);\n  s(s > 3) = 96;\n"
        "  p = permute(x, [2 1]);\n  p(1) = 95;\n  h = horzcat(x, []);\n  h(1) = 94;\n"
        "  v = vec(x);\n  v(2) = 93;\nend\n",
        [("[1 2; 3 4]",), ("[1 2; 3 5]",)],
    ),
    "what a function was given and returns, which is changed afterwards": (
        "function [a, b, c, d, e, s, q, w] = f(x)\n  a = x * 1;\n  b = g(a);\n  b(1) = 99;\n  i = @(t) t;\n"
        "  c = i(a);\n  c(2) = 98;\n  [d, e] = h(a);\n  d(3) = 97;\n  e(1) = 3;\n  s.v = a;\n  q = k(s);\n"
        "  q(4) = 55;\n  w = m(a);\n  a(2) = 44;\n  a = g(a);\n  s = n(s, a);\n  s.v(1) = 33;\nend\n"
        "function y = g(x)\n  y = x;\nend\nfunction [y, z] = h(x)\n  y = x; z = x(:);\nend\n"
        "function y = k(s)\n  y = s.v;\nend\nfunction s = m(x)\n  s.x = x;\nend\n"
        "function s = n(s, x)\n  if x(1) > 100, s.v = x; end\nend\n",
        [("[3 1; 1 0.5]",)],
    ),
    "a text that is run, and another one where it fails": (
        "function [y, z] = f(x)\n  eval('y = x.a;', 'y = -1; z = 2;');\n  z = 1;\n"
        "  eval('error(''no'')', 'z = z + y;');\n"
        "  t = 'z = z * 2;';\n  eval(t, '');\n  eval('z = z + 1;', 'disp(lasterr)');\nend\n",
        [("struct('a', 2)",), ("1",)],
    ),
    "fields that lose all elements, and what has no fields": (
        "function [s, v, w] = f(no, x)\n  s.a = x;\n  s.b = zeros(1, 3);\n  s.a(no:end) = [];\n  s.b(no:end) = [];\n"
        "  v = isfield(x, {'a', 'b'});\n  w = isfield(s, {'a', 'c'});\nend\n",
        [("2", "5"), ("1", "4")],
    ),
    "structs, columns of a loop and functions, which keep what they were made of": (
        "function [a, b, c, d, e, g, h, m, n, x] = f(x)\n  x = x * 1;\n  s = struct('v', x);\n  k = @() x;\n"
        "  l = @(j) x(:, j);\n  x(1) = 9;\n  a = s.v;\n  b = k();\n  c = l(1);\n  b(2) = 8;\n  d = k();\n"
        "  e = x;\n  for v = x\n    v(1) = 3;\n    e = e + v(1);\n  end\n  g = getfield(s, 'v');\n  g(1) = 7;\n"
        "  h = setfield(s, 'w', 2);\n  h.v(2) = 6;\n  t(1).v = x;\n  t(2) = t(1);\n  t(2).v(1) = 5;\n  m = t(1).v;\n"
        "  n = first_of(x, 2);\n  o = cellfun(@(j) j, {x, s.v}, 'UniformOutput', false);\n  o{1}(1) = 4;\n"
        "  a = [a; s.v; o{2}];\nend\n"
        "function y = first_of(varargin)\n  varargin{1}(1) = 99;\n  y = varargin{1};\nend\n",
        [("[1 2; 3 4.5]",), ("[0.5 2; 7 1]",)],
    ),
    "several outputs of handles that are called with lists of values": (
        "function [a, b] = f(x, varargin)\n  h = @two;\n  [a, b] = feval(h, x, varargin{:});\n"
        "  [c, d] = feval('two', x, varargin{:});\n  a = a + c + d;\n  s.h = @two;\n  [c, d] = s.h(x, varargin{:});\n"
        "  l = {x, 2};\n  [p, q] = h(l{:});\n  a = a + c - d + p * q;\nend\n"
        "function [p, q] = two(x, k)\n  p = x * k;\n  q = k;\nend\n",
        [("[1 2 3]", "2"), ("[3 4]", "5")],
    ),
    "rows of a cell": (
        "function [b, c, n] = f(x)\n  b = {};\n  b(end+1,:) = {'a', x};\n  b(end+1,:) = {'b', [1 2]};\n"
        "  c = cell(2, 2);\n  c(1,:) = {x, 'one'};\n  for k = 2:3\n    c(k,:) = {k, 'more'};\n  end\n"
        "  n = numel(b{2, 2}) + c{3, 1};\nend\n",
        [("1",), ("[3 4]",)],
    ),
    "a dimension in a variable": (
        "function [a, b, c, e, f, g, h] = f(x, d)\n  a = iqr(x, d);\n  b = cat(d, x, x + 1, []);\n"
        "  c = fftshift(x, d);\n  e = mode(x, d);\n  f = vecnorm(x, 2, d);\n  g = diff(x, 1, d);\n"
        "  h = trapz(1:3, x, d);\n  h = [h(:); quantile(x(:, 1:2), [0.2 0.7], d)(:); cat(d + 1, x, x)(:)];\nend\n",
        [("[1 2 5; 0 4 4; 1 7 4]", "1"), ("[1 2 5; 0 4 4; 1 7 4]", "2")],
    ),
    "a persistent variable that begins with a value": (
        "function y = f(x)\n  persistent count = 3;\n  y = count + x;\nend\n",
        [("1",), ("[1 2]",)],
    ),
    "a field of what is empty at first, by its name": (
        "function s = f(names)\n  s = [];\n  for k = 1:numel(names)\n    s = setfield(s, names{k}, k);\n  end\nend\n",
        [("{'a'}",), ("{'b', 'c'}",)],
    ),
    "parameters with a value where they are not given": (
        "function y = f(x, word = 'twice', more = [1 x])\n  y = x * numel(word) + more;\nend\n",
        [("2",), ("3", "'one'"), ("4", "'two'", "[5 6]")],
    ),
    "a parameter that no case gives, with a text where it is not given": (
        "function y = f(x, word = 'twice')\n  y = x;\n  if strcmpi(word, 'TWICE')\n    y = 2 * x;\n  end\nend\n",
        [("2",), ("[3 1]",)],
    ),
    "what the system answers, asked with words": (
        "function y = f(x)\n  y = x + license('test', 'nothing of this name') + numel(version('-release'));\nend\n",
        [("2",), ("3",)],
    ),
    "several characters of a text": (
        "function s = f(x)\n  s = 'abcdef';\n  s(2:4) = 'XYZ';\n  s(x:x+1) = 'qq';\nend\n",
        [("1",), ("8",)],
    ),
    "a page of what has one page in a case": (
        "function y = f(x)\n  y = zeros(2, 2, x);\n  for k = 1:x\n    y(:, :, k) = k * eye(2);\n  end\nend\n",
        [("1",), ("3",)],
    ),
    "a third dimension that becomes 1": (
        "function [m, q, w, b] = f(x, k)\n  d = repmat(x', [1 2 2]);\n  d(:, :, 2) = d(:, :, 1) * k;\n"
        "  m = mean((d - 1) .^ 2, 3);\n  m = m + eye(2) * numel(x);\n  [q, w] = max(d, [], 3);\n"
        "  b = q + any(d > 3, 3) .* w';\nend\n",
        [("[1 2]", "4"), ("[4 0]", "-5")],
    ),
    "combinations of a number in a variable that holds arrays, too": (
        "function n = f(x)\n  s = [1 2 3 x];\n  n = numel(s);\n  s = 5;\n  n = n + nchoosek(s, 2);\nend\n",
        [("1",), ("[2 3]",)],
    ),
    "fields of what is empty, a struct or not given": (
        "function y = f(x, o)\n  if nargin < 2\n    o = [];\n  end\n  if isfield(o, 'a')\n    x = x + o.a;\n  end\n"
        "  o.b = x;\n  o.c = 2;\n  y = o.b * o.c;\nend\n",
        [("[1 2 3]",), ("[4 0 2]", "struct('a', 5)"), ("[4 0 2]", "[]")],
    ),
    "one of several texts that are run, in a variable that holds arrays": (
        "function y = f(x)\n  y = g(x);\n  s = {'6', '2'};\n  for k = 1:2\n    y = [sum(y), g(s{k})];\n  end\nend\n"
        "function o = g(e)\n  if isnumeric(e)\n    o = e;\n  else\n    o = eval(e);\n  end\n  o = o(end:-1:1);\nend\n",
        [("[1 2 3]",), ("[4 5]",)],
    ),
    "conditions of which the second side is not run": (
        "function y = f(x, m)\n  y = 0;\n  q = [];\n"
        "  if (isempty(q) | ~any(x > q(:, 1))) & (isempty(m) | m(1) > 2)\n    y = 1;\n  end\n"
        "  while isempty(m) == 0 & m(1) > 0 | y > 99\n    m(1) = m(1) - 1;\n    y = y + 10;\n  end\n"
        "  if x > 1 | y == 0\n    y = y + 0.5;\n  end\n  do\n    y = y + 2;\n  until isempty(m) | y > 9\nend\n",
        [("[1 2]", "[]"), ("[3 4]", "[1 2]"), ("5", "[4 3]")],
    ),
    "what a variable takes": (
        "function [b, s, c] = f(x)\n  y = {x, 'ab', true};\n  o = whos('x');\n  b = o.bytes;\n  s = o.size;\n"
        "  c = o.class;\n  p = whos('y');\n  b = b + p.bytes;\nend\n",
        [("[1.5 2 7]",), ("single([3 4; 5 9])",), ("'text'",), ("{1, 'a'}",), ("struct('a', {{1, 2}})",), ("2i",)],
    ),
    "a handle of a function that is not there": (
        "function [y, n] = f(x)\n  c = {'a', @sin; 'b', @nowhere};\n  y = c{1, 2}(x);\n  n = size(c);\nend\n",
        [("1",), ("[1 2]",)],
    ),
    "a handle of a function that is not there, in an output": (
        "function s = f(x)\n  s.glass = {@nowhere};\n  s.x = 2 * x;\nend\n",
        [("1",), ("[1 2]",)],
    ),
    "one element of what is text or numbers": (
        "function [y, c] = f(x)\n  c = {};\n  for k = 1:numel(x)\n    for n = 1:length(x{k})\n"
        "      c{end + 1} = x{k}(n);\n    end\n  end\n  y = numel(c);\nend\n",
        [("{[1 2 3], 'ab', 6}",), ("{'the', [2; 5]}",), ("{[4 5]}",)],
    ),
    "elements of a vector by rows of two, of which there may be one": (
        "function y = f(x, k)\n  pairs = k(k(:, 1) > 0, 1:2);\n  y = x(pairs);\nend\n",
        [("[1 2 3]", "[0 1]"), ("[4; 5; 6]", "[1 3]"), ("[4; 5; 6]", "[1 3; 2 1]"), ("[7 8]", "[2 1]")],
    ),
    "blocks of more than two dimensions, which some cases do not have": (
        "function [y, z, w] = f(x, k, m)\n  y = zeros(3, 4, k);\n  y(:, :, m) = x;\n  y(:, [1 3], end) = 7;\n"
        "  z = ones(2, 3, k);\n  z([1 2], 2:3, m) = -z([1 2], 2:3, m) * 2;\n  z(2, [1 3], 1) = [8 9];\n"
        "  w = zeros(3, 4, k);\n  w(2, [4 1], m) = reshape([5 6; 7 8](:, 1:numel(m)), [1 2 numel(m)]);\n"
        "  w(:, :, any(any(w > 0, 1), 2)) = 3;\nend\n",
        [("5", "3", "[1 3]"), ("magic(4)(1:3, :)", "1", "1"), ("reshape(1:24, 3, 4, 2)", "2", "[2 1]")],
    ),
    "what is taken along a dimension that some cases do not have": (
        "function [m, s, a, b, n] = f(x)\n  m = mean(x, 3);\n  s = std(x, 0, 3);\n  a = any(x > 2, 3);\n"
        "  b = max(x, [], 3);\n  n = sum(~isnan(x), 3) + var(x, 1, 3);\nend\n",
        [("magic(4)",), ("reshape(1:24, 2, 3, 4)",), ("[1 2 3]",)],
    ),
    "lengths that are empty in a case": (
        "function [y, z] = f(x)\n  y = zeros(x, 3);\n  z = ones(2, x + 1);\nend\n",
        [("2",), ("[]",)],
    ),
    "the elements of a cell in several variables": (
        "function [a, b] = f(x)\n  c = {x, [1 2 3], 'text'};\n"
        "  [a, b] = c{1:2};\n  [a(2), b] = deal(b(1), b * 2);\nend\n",
        [("1",), ("5",)],
    ),
    "a variable that has a value in some cases": (
        "function y = f(x)\n  if x > 1\n    t = 5;\n  end\n  y = 0;\n"
        "  if exist('t', 'var')\n    y = t;\n  end\n  if x > 9 && ~exist('q')\n    y = 1;\n  end\nend\n",
        [("1",), ("2",)],
    ),
    "rows and columns of a char array": (
        "function [a, b, c, d, e] = f(x)\n  s = ['ab ';'cde';'f  '];\n  a = deblank(s(x, :));\n  b = s(x, 2);\n"
        "  c = s(2:3, :);\n  d = s(:, 1:2);\n  e = s([3 1], end);\nend\n",
        [("1",), ("2",)],
    ),
    "the largest of random numbers, and its place": (
        "function [m, k, s] = f(x)\n  [m, k] = max(rand(1, x));\n  [s, ~] = sort(abs(randn(x, 1)));\nend\n",
        [("5",), ("7",)],
    ),
    "a function of random numbers, called on each element": (
        "function [a, b, c, d] = f(x)\n  [a, b] = arrayfun(@g, x);\n"
        "  [c, d] = arrayfun(@g, x', 'UniformOutput', false);\nend\n"
        "function [p, q] = g(t)\n  p = rand;\n  q = p * t;\nend\n",
        [("[2 3]",), ("[1 5 7]",)],
    ),
    "random columns of what grows": (
        "function y = f(x)\n  for k = 1:3\n    y(:, k) = x(randperm(numel(x)));\n  end\nend\n",
        [("(1:6)'",), ("(1:9)'",)],
    ),
    "a vector along one dimension of what grows": (
        "function [c, k] = f(x)\n  c{1}(:, 1, 1, 1) = x;\n  c{1}(:, 3, 2, 1) = 2 * x;\n"
        "  k = [];\n  k(:, 2) = x;\nend\n",
        [("[1 4 -2]",), ("[1; 4; -2]",)],
    ),
    "one element behind the last": (
        "function [a, b, c, d, e] = f(x)\n  a = {};\n  b = [];\n  c = {};\n  d = {};\n  e = [];\n"
        "  for k = 1:abs(x)\n    a{length(a)+1} = k;\n    b(numel(b)+1) = k;\n    c{numel(c)+1, 1} = k;\n"
        "    d{length(d)+2} = k;\n    e(size(e, 1)+1, :) = [k, 2*k];\n"
        "    if ~x\n      b(end+1) = 1;\n    end\n  end\nend\n",
        [("3",), ("-5",)],
    ),
    "a length that is negative in a case": (
        "function [y, z] = f(x)\n  n = length(x) - 1;\n  y = zeros(n, 1);\n  z = ones(n);\nend\n",
        [("[1 2 3]",), ("[]",)],
    ),
    "a size that is computed of two sizes": (
        "function y = f(x, z)\n  y = repmat(x, size(z) ./ size(x));\nend\n",
        [("[1 2]", "ones(2, 4)"), ("[1; 2]", "ones(4, 1)")],
    ),
    "outputs that become elements of a cell": (
        "function varargout = f(x, varargin)\n  [varargin{:}] = convertStringsToChars(varargin{:});\n"
        "  [varargout{1:nargout}] = g(x, varargin{:});\n  [c{1:2}] = two(x);\n  d = cell(1, 3);\n"
        "  [d{:}] = two(x);\n\n"
        "  varargout{1} = varargout{1} + c{2} + d{3};\n"
        "  if numel(varargin) > 5\n    o = varargin(1:2:end);\n    if ~isempty(o)\n      varargout{1} = o{1};\n"
        "    end\n  end\nend\n"
        "function varargout = g(n, varargin)\n  for k = 1:nargout\n    varargout{k} = n * k + numel(varargin);\n"
        "  end\nend\n"
        "function [a, b, c] = two(x)\n  a = x;\n  b = -x;\n  c = 3;\nend\n",
        [("1", "3"), ("2", "3", "'a'")],
    ),
    "the variance of one number": (
        "function y = f(x)\n  y = cov(x);\nend\n",
        [("3",), ("[1 4 2]",), ("[1; 5]",)],
    ),
    "a root of what is complex in one case and negative in another": (
        "function [y, z] = f(x)\n  y = sqrt(log(x));\n  z = abs(log(x) + 1i) - 1;\nend\n",
        [("[-0.5 2]",), ("[0.3 4]",), ("1",)],
    ),
    "an option that is another word in each case": (
        "function [a, b] = f(x, shape, way)\n  a = conv2(x, [1 2; 3 4], shape);\n  b = sort(x(:), way);\nend\n",
        [("magic(3)", "'same'", "'ascend'"), ("magic(4)", "'valid'", "'descend'"), ("[1 2]", "'full'", "'ascend'")],
    ),
    "a kernel that is larger than the matrix": (
        "function y = f(x)\n  y = conv2(x, ones(2, 3), 'valid');\nend\n",
        [("magic(4)",), ("ones(1, 5)",), ("[1 2; 3 4; 5 6]",)],
    ),
    "a power of a matrix with negative eigenvalues": (
        "function y = f(x, p)\n  y = x ^ p;\nend\n",
        [("[0 1; 1 0]", "1.5"), ("[2 1; 1 3]", "0.5"), ("[2 1; 1 3]", "2")],
    ),
    "least squares of what is not a number": (
        "function y = f(x, b)\n  y = x \\ b;\nend\n",
        [("[1 2; 3 4; 5 7]", "[1; 2; 3]"), ("[NaN 2; 3 4; 5 7]", "[1; 2; 3]")],
    ),
    "operands with more dimensions than others": (
        "function [y, z, w, v] = f(x, m, c)\n  y = x .* m;\n  z = bsxfun(@times, x, m) + 1;\n"
        "  w = bsxfun(@minus, m, reshape(c, 1, 1, 1, [])) + m;\n  v = x > m & m > 2;\nend\n",
        [("reshape(1:12, 2, 2, 3)", "[1 2; 3 4]", "[5 6]"), ("ones(3, 2, 2)", "[1 2; 3 4; 5 6]", "[5 6 7]")],
    ),
    "operands with more dimensions than others in some cases": (
        "function y = f(x, m)\n  y = x .* m + (m < x);\nend\n",
        [("reshape(1:12, 2, 2, 3)", "[1 2; 3 4]"), ("[1 2; 3 4]", "[1 2; 3 4]"), ("[1 2]", "ones(1, 2, 2)")],
    ),
    "one value for several variables that are changed": (
        "function [a, b, c, d] = f(x)\n  [a, b] = deal(zeros(size(x)));\n  a(:) = x;\n  b(1) = 7;\n"
        "  [c, d] = deal(cell(1, 2));\n  c{1} = 3;\n  d{2} = x;\nend\n",
        [("[1 2 3]",), ("[4; 5]",)],
    ),
    "several outputs of a text that is run as code": (
        "function [a, b, c] = f(x, n)\n  arg = 'feval(@g, x';\n  for k = 1:n\n    arg = [arg, ',P', int2str(k)];\n"
        "  end\n  arg = [arg, ')'];\n  P1 = 3;\n  [a, b] = eval(arg);\n  [c, ~] = eval('max(x)');\nend\n"
        "function [p, q] = g(x, t)\n  p = sum(x) * t;\n  q = x - t;\nend\n",
        [("[1 2 3]", "1"), ("[4; 5]", "1")],
    ),
    "a value that is stored in two variables": (
        "function [a, b] = f(x)\n  a = b = x;\n  a(1) = b(1) + 1;\nend\n",
        [("[1 2]",), ("[3 4 5]",)],
    ),
    "as many outputs as are asked for": (
        "function [a, b, c] = f(x)\n  [a, b] = g(x, 3);\n  c = g(x);\nend\n"
        "function varargout = g(x, varargin)\n  [varargout{1:nargout}] = h(x, varargin{:});\nend\n"
        "function [p, q] = h(x, y)\n  p = x + 1;\n  q = x * 2;\nend\n",
        [("1",), ("[5 2]",)],
    ),
    "outputs in elements of a cell": (
        "function [c, d, e] = f(x)\n  c = cell(1, 4);\n  [c{:}] = deal(0);\n  [c{2:3}] = max(x);\n"
        "  [c{[1 4]}] = deal(x, 'a');\n  [c{3:5}] = deal(x);\n  c{3}(1) = -1;\n"
        "  d = cell(2, 2);\n  [d{:, 1}] = deal(x);\n  [d{2, :}] = deal('p', 5);\n  d{1}(2) = 9;\n"
        "  [e{1:ndims(x)}] = size(x);\nend\n",
        [("[3 1 2]",), ("[5 9]",)],
    ),
    "a field of several structs": (
        "function [s, t] = f(x)\n  s = struct('a', {1, 2, 3});\n  [s.a] = deal(x);\n  [s.b] = deal(4, 'u', x);\n"
        "  c = {7, 8};\n  [s(2:3).a] = c{:};\n  s(1).a(1) = -1;\n  t.a = 1;\n  [t.a] = deal(x);\nend\n",
        [("[3 1 2]",), ("[5 9]",)],
    ),
    "structs that get a field or become more": (
        "function [s, t] = f(x)\n  s = struct('a', 1, 'b', 2);\n  s(3).a = x;\n  s(2).c = 'u';\n"
        "  t = struct('n', {});\n  for k = 1:2\n    t(k).n = k;\n    t(k).m = x * k;\n  end\nend\n",
        [("1",), ("[5 9]",)],
    ),
    "a mask that is longer than what it is applied to": (
        "function y = f(x)\n  y = [x; x];\n  y(2, [true false false false]) = 9;\n  y([true false false], 2) = 7;\n"
        "end\n",
        [("[1 2]",), ("[5 9 3]",)],
    ),
    "elements that are stored behind the last one by its number": (
        "function [c, y, s] = f(x)\n  c = {};\n  y = [];\n  s = struct('a', {});\n  for k = 1:numel(x)\n"
        "    c{length(c) + 1} = x(k);\n    y(length(y) + 1) = k;\n    s(numel(s) + 1).a = k;\n  end\n"
        "  c(numel(c) + 1) = {'z'};\nend\n",
        [("[1 2]",), ("[5 9 3]",)],
    ),
    "what has imaginary parts in some cases": (
        "function [y, m, k] = f(x)\n  y = zeros(2, 2);\n  y(1, :) = sqrt(x);\n  y(2, 1) = 5;\n"
        "  [m, k] = max(sqrt(x));\n  m = [m, min(sqrt(x)), max(max(sqrt([x; x])))];\nend\n",
        [("[1 2]",), ("[5 -9]",), ("[-1 -4]",)],
    ),
    "a page of one element in three dimensions": (
        "function c = f(x)\n  c{1}(:, 1, 1, 1) = x;\n  c{1}(:, 1, 2, 1) = x + 1;\nend\n",
        [("[1; 2]",), ("[5; 9; 3]",)],
    ),
    "a quotient of a number by an array that is a number in a case": (
        "function y = f(a, x)\n  y = a / x;\nend\n",
        [("2", "4"), ("3", "[1 2]"), ("1", "[1; 2]")],
    ),
    "a global variable that is never stored": (
        "function y = f(x)\n  global KIND\n  y = x;\n  if x > 5\n    if x > 90\n      KIND = 3;\n    end\n"
        "    if KIND == 4 || KIND == 2\n      y = 2;\n    elseif KIND == 3\n      y = 1;\n    end\n  end\nend\n",
        [("1",), ("8",)],
    ),
    "places that a condition finds": (
        "function [x, y] = f(x)\n  y = x;\n  x(find(x < 2)) = 0;\n  y(:, find(x(1, :) > 4)) = [];\n"
        "  y(find(y == 9)) = 7;\nend\n",
        [("[1 2; 5 9]",), ("[5 9 3; 1 1 1]",), ("[1 5]",)],
    ),
    "a number that is equal to what is one number in a case": (
        "function y = f(x)\n  y = isequal(x, 5);\nend\n",
        [("[1 2]",), ("5",)],
    ),
    "the one element of a cell where a condition holds": (
        "function y = f(x)\n  c = {x, [1 2 3], 7};\n  y = size(c{cellfun(@numel, c) == 3});\nend\n",
        [("[1 2]",), ("5",)],
    ),
    "a range whose end is empty in a case": (
        "function y = f(x)\n  y = 0;\n  for k = 1:max(x)\n    y = y + k;\n  end\n  y = [y, 1:max(x), max(x):4];\nend\n",
        [("[1 2]",), ("[]",)],
    ),
    "a handle of char": (
        "function [a, b] = f(x)\n  g = @char;\n  a = g(x + 64);\n  b = feval(g, 'text');\nend\n",
        [("[1 2]",), ("5",)],
    ),
    "what is left of a matrix": (
        "function [x, y] = f(x)\n  y = x;\n  y(2) = [];\n  x(isnan(x)) = [];\nend\n",
        [("[1 2; 3 4]",), ("[1 5; 3 4; 5 6]",)],
    ),
    "arrays of two and of three dimensions": (
        "function [a, b, c] = f(x)\n  p = cat(3, x, 2 * x, 3 * x);\n  a = x - p;\n"
        "  b = bsxfun(@times, p, x(1, :)) + 1;\n  c = x(:, 1) < p;\nend\n",
        [("[1 2; 3 4]",), ("[1 NaN 3; 3 4 7]",)],
    ),
    "arrays of three dimensions in some cases": (
        "function [a, b] = f(x, n)\n  p = repmat(x, [1, 1, n]);\n  a = x - p;\n  b = p .* x(1, :);\nend\n",
        [("[1 2; 3 4]", "1"), ("[1 5 3; 3 4 7]", "3")],
    ),
    "a sparse matrix of no indices in a case": (
        "function y = f(i, j)\n  y = full(sparse(i, j, 2 * ones(numel(i), 1)));\nend\n",
        [("[1; 3]", "[2; 2]"), ("zeros(0, 1)", "zeros(0, 1)")],
    ),
    "a file that is written": (
        "function y = f(x)\n  y = 2 * x;\n  save -text /dev/null y\n  y = y + 1;\nend\n",
        [("[1 2]",), ("5",)],
    ),
    "a cell of text that grows": (
        "function c = f(x)\n  c = {};\n  for k = 1:numel(x)\n    c{k} = sprintf('n%d', x(k));\n  end\nend\n",
        [("[3 1]",), ("[5 9 2]",)],
    ),
    "arguments that are declared": (
        "function y = f(x)\n  arguments\n    x (1,:) double\n  end\n  y = 2 * x(1:end);\nend\n",
        [("[1 2 3]",), ("5",)],
    ),
    "an error whose message may be empty": (
        "function y = f(x)\n  msg = '';\n  if x < 0, msg = 'below'; end\n  try\n    error(msg);\n    y = x;\n"
        "  catch e\n    y = e.message;\n  end\nend\n",
        [("1",), ("-1",)],
    ),
    "how many arguments functions take": (
        "function [n, m] = f(x)\n  g = @(p, q) p + q + x;\n  x = 2;\n  n = nargin(g) + nargin(@(p, varargin) p);\n"
        "  m = [nargin('h'), nargin(@h)];\nend\nfunction y = h(a, b, varargin)\n  y = a;\nend\n",
        [("1",), ("5",)],
    ),
    "parts of three dimensions by arrays": (
        "function A = f(A, i, k)\n  A(:, i, k) = 7;\n"
        "  A(1, i, :) = reshape(1:numel(i)*size(A,3), numel(i), size(A,3));\n"
        "  A(:, i, k) = A(:, i, k) * 2;\n  A(1:2, i, [1 2]) = A(1:2, i, [2 1]);\n  A(end, i, end) = 9;\nend\n",
        [("reshape(1:24, 2, 3, 4)", "[1 3]", "2"), ("reshape(1:24, 3, 4, 2)", "[2; 3]", "1")],
    ),
    "pages that are added at arrays": (
        "function A = f(n, v)\n  A = [];\n  for k = 1:n\n    A(k, v, k) = v * 2;\n  end\n  A(:, v, 2) = 3;\nend\n",
        [("2", "[1 3]"), ("3", "[2 4 5]")],
    ),
    "arrays as indices of three dimensions, which there are in one case": (
        "function [B, C] = f(A, i, k)\n  B = A(i(1):end, i, k);\n  C = A(i(1), i, end);\nend\n",
        [("reshape(1:24, 2, 3, 4)", "[1 3]", "2"), ("reshape(1:12, 3, 4)", "[2; 3]", "1")],
    ),
    "an error that is made before it is raised": (
        "function r = f(x)\n  if x < 0\n    ME = MException('a:b', 'no %d', x);\n    throw(ME);\n  end\n"
        "  try\n    e = MException('a:b', 'text');\n    if x > 1, throwAsCaller(e); end\n    throw(e);\n  catch q\n"
        "    r = x;\n  end\n  m = MException('c:d', 'of %s', 'it');\n  r = {r, m.message, m.identifier};\nend\n",
        [("2",), ("-1",), ("1",)],
    ),
    "a persistent cell of which an element is stored first": (
        "function y = f(x)\n  persistent kept\n  if x > 0\n    kept{1} = 2;\n    kept{3} = 'ab';\n  end\n"
        "  y = numel(kept);\nend\n",
        [("1",), ("2",)],
    ),
    "text that begins as nothing in a variable of numbers": (
        "function y = f(x)\n  if x > 0\n    t = [];\n    for k = 1:x, t(k) = 'abc'(k); end\n    y = double(t);\n"
        "  else\n    t = 5;\n    y = t;\n  end\nend\n",
        [("3",), ("-1",), ("1",)],
    ),
    "places in elements of a cell that are numbers": (
        "function y = f(x)\n  y = 0;\n  for k = 1:numel(x)\n"
        "    [i, j] = find(x{k} > 0);\n    y = y + sum(i) + sum(j);\n"
        "  end\nend\n",
        [("{[1 0 2], 3}",), ("{-1, 2, [0; 1]}",)],
    ),
    "functions in text that varies": (
        "function y = f(x)\n  s = 'x^2*3';\n  if x(1) < 0, s = 'x^3'; end\n  g = vectorize(inline(s));\n"
        "  y = g(x);\n  h = inline(s);\n  y(end + 1) = h(2);\nend\n",
        [("[1 2]",), ("[-1 3]",)],
    ),
    "a range that takes no element of what begins as nothing": (
        "function u = f(n)\n  u = [];\n  for k = 1:n\n    u(k) = 5 - u(1:k-1) * (1:k-1)';\n  end\nend\n",
        [("1",), ("4",)],
    ),
    "repeated along a third dimension of 1": (
        "function y = f(n, p)\n  y = repmat(reshape(1:n*p, n, 1, p), [1 2 1]);\nend\n",
        [("3", "1"), ("4", "1")],
    ),
    "nothing of three dimensions by two indices": (
        "function y = f(x)\n  y = x(1:end, :) * 2;\nend\n",
        [("zeros(0, 4, 3)",), ("ones(2, 4, 3)",)],
    ),
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_statements_agree_with_octave(octave: Octave, tmp_path: Path, name: str) -> None:
    source, cases = STATEMENTS[name]
    proof = proof_of(octave, tmp_path, source, *cases, seed=1)
    assert proof.is_proven, proof.port.text


def test_a_determinant_that_was_not_0_is_marked(octave: Octave, tmp_path: Path) -> None:
    source = "function d = f(x)\n  d = 1 / det(x);\nend\n"
    regular, singular = (("[2 1; 1 3]",), ("[1 0; 0 4]",)), (("[2 1; 1 3]",), ("[1 2; 2 4]",))
    note = "(with an inverse in all cases)"
    assert note in proof_of(octave, tmp_path, source, *regular).port.text
    assert note not in proof_of(octave, tmp_path, source, *singular).port.text


def test_several_outputs_are_taken_from_one_call(octave: Octave, tmp_path: Path) -> None:
    source = "function [m, n, U, S, V] = f(x)\n  [m, n] = size(x);\n  [U, S, V] = svd(x, 'econ');\nend\n"
    proof = proof_of(octave, tmp_path, source, ("[1 2; 3 4; 5 6]",), ("[2 0; 1 1]",))
    assert proof.is_proven
    assert body_of(proof)[1:3] == [
        "m, n = x.shape  # [m, n] = size(x);",
        "U, S, V = svd_factors(x, True)  # [U, S, V] = svd(x, 'econ');  (vectors with these signs in all cases)",
    ]


def test_what_is_drawn_where_no_case_comes_is_not_computed(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(x)\n  y = x;\n  if x > 1\n    plot(x, nofunction(x), 'r');\n  end\nend\n"
    proof = proof_of(octave, tmp_path, source, ("0",), ("1",))
    assert proof.is_proven
    assert proof.port.untranslated == ()


def test_what_windows_say_is_left_out_if_figures_alone_are_made_of_it(octave: Octave, tmp_path: Path) -> None:
    source = (
        "function y = f(x)\n  y = x;\n  c = ~get(0, 'defaultaxescolor');\n  d = [c; hsv(1)];\n  d(2) = 5;\n"
        "  if x > 1\n    plot(x, y, 'color', c);\n    axis(d(1, :));\n  end\nend\n"
    )
    proof = proof_of(octave, tmp_path, source, ("0",), ("1",))
    assert proof.is_proven
    assert proof.port.untranslated == ()
    assert "# left out, as it counts for a figure alone: d(2) = 5;" in "\n".join(body_of(proof))
    read = proof_of(octave, tmp_path, source.replace("y = x;", "c = 1; y = x + numel(c);"), ("0",), ("1",))
    assert len(read.port.untranslated) == 1


def test_a_dimension_that_is_several_numbers_in_a_case_is_marked_at_its_line(octave: Octave, tmp_path: Path) -> None:
    source = (
        "function y = f(x, d, k)\n  switch k\n    case 1\n      y = cumsum(x, d);\n    case 2\n      y = 1;\n"
        "  end\nend\n"
    )
    proof = proof_of(octave, tmp_path, source, ("[1 2; 3 4]", "1", "1"), ("[1 2; 3 4]", "[2 1]", "1"), ("1", "1", "2"))
    marks = [line for line in proof.port.text.splitlines() if "one of its dimensions in all cases" in line]
    assert [line.strip().startswith("# y = cumsum(x, d);") for line in marks] == [True]


def test_handles_of_figures_are_not_compared_beside_other_outputs(octave: Octave, tmp_path: Path) -> None:
    source = (
        "function [y, h, z] = f(x)\n  y = x * 2;\n  p = zeros(1, 2);\n  figure('visible', 'off');\n"
        "  p(1) = plot([1 x]);\n  p(2) = text(1, 2, 'a');\n  h = p;\n  h = [h line([1 2], [3 4])];\n"
        "  z = x + 1;\n  close all\nend\n"
    )
    proof = proof_of(octave, tmp_path, source, ("3",), ("1",))
    assert proof.is_proven, proof.port.text
    assert proof.said == ("h is not compared: it is a handle of a figure, which a port does not have",)
    assert "h : None" in proof.port.text
    (far,) = judge_port(proof.port, cases_of(tmp_path, source, ("10",)), octave)
    assert far.verdict == "PASS"
    alone = proof_of(octave, tmp_path, source.replace("[y, h, z]", "h"), ("3",))
    assert not alone.agrees
    assert "there is nothing to compare" in alone.said[0]


def test_complex_numbers_are_compared_by_their_real_parts_which_is_marked(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(x)\n  z = sqrt(x);\n  y = z > 1;\nend\n"
    proof = proof_of(octave, tmp_path, source, ("[4 -0.25 0.5]",), ("[-0.5 9]",))
    assert proof.is_proven, proof.port.text
    assert "(complex numbers by their real parts, as in MATLAB: Octave takes their moduli)" in proof.port.text
    (far,) = judge_port(proof.port, cases_of(tmp_path, source, ("[-9 4]",)), octave)
    assert far.verdict == "MISMATCH"  # of 3i Octave says that it is more than 1


def test_one_row_that_is_left_of_a_cell_is_a_row_where_it_is_stored(octave: Octave, tmp_path: Path) -> None:
    source = "function b = f(x)\n  a = {1, x; 'p', 4};\n  a(1, :) = [];\n  b = a;\nend\n"
    proof = proof_of(octave, tmp_path, source, ("0",), ("1",))
    assert [result.verdict for result in judge_port(proof.port, cases_of(tmp_path, source, ("5",)), octave)] == ["PASS"]


def test_a_matrix_of_diagonals_is_made_where_no_case_comes(octave: Octave, tmp_path: Path) -> None:
    source = "function E = f(x)\n  E = 0;\n  if x > 9\n    E = spdiags([1 2 3]', 0, 3, 5);\n  end\nend\n"
    proof = proof_of(octave, tmp_path, source, ("0",), ("1",))
    assert proof.is_proven
    assert proof.port.untranslated == ()
    (far,) = judge_port(proof.port, cases_of(tmp_path, source, ("10",)), octave)
    assert far.verdict == "PASS"


def test_an_arc_is_right_beyond_what_the_cases_show(octave: Octave, tmp_path: Path) -> None:
    source = "function [a, b] = f(x)\n  a = acos(x);\n  b = asin(x / 2);\nend\n"
    proof = proof_of(octave, tmp_path, source, ("[0.2 0.3]",), ("[0.1; NaN]",))
    far = judge_port(proof.port, cases_of(tmp_path, source, ("[3 -4 NaN 1]",), ("[-3; 0]",)), octave)
    assert [result.verdict for result in far] == ["PASS", "PASS"]


def test_lines_of_a_file_are_read(octave: Octave, tmp_path: Path) -> None:
    source = (
        "function [y, n, t, z] = f(x)\n  y = []; n = 0; t = ''; z = 1;\n  id = fopen(x, 'r');\n"
        "  if id < 0\n    n = -1;\n    return\n  end\n"
        "  while ~feof(id)\n    s = fgetl(id);\n    y(end+1) = numel(s);\n  end\n  fclose(id);\n"
        "  id = fopen(x, 'rt');\n  s = fgets(id);\n  while ischar(s)\n    n = n + 1;\n    t = [t, s];\n"
        "    s = fgets(id);\n  end\n  z = fclose(id);\n  t = [t, '|', fileread(x)];\nend\n"
    )
    texts = ["one\ntwo and\n\nfour 4", "a\nb\n", "", "1"]
    for k, text in enumerate(texts):
        (tmp_path / f"{k}.txt").write_text(text)
    cases = [(f"'{tmp_path}/{k}.txt'",) for k in range(len(texts))]
    proof = proof_of(octave, tmp_path, source, *cases[:3], ("'none.txt'",))
    assert proof.is_proven, proof.port.text
    (far,) = judge_port(proof.port, cases_of(tmp_path, source, cases[3]), octave)
    assert far.verdict == "PASS"


def test_what_stands_at_a_path_is_asked_when_the_port_runs(octave: Octave, tmp_path: Path) -> None:
    source = (
        "function [a, b, c, d, e] = f(x)\n  a = [isfolder(x), isdir(x), isfile(x), isfolder(pwd)];\n"
        "  b = [exist(x, 'file'), exist(x, 'dir'), exist(x), exist('./none.txt', 'file'), exist('sin')];\n"
        "  c = getenv('NO_SUCH_VARIABLE');\n  d = ispc;\n  e = isunix && ~ismac;\nend\n"
    )
    place = tmp_path / "a file"
    place.write_text("")
    proof = proof_of(octave, tmp_path, source, (f"'{tmp_path}'",), ("'nothing.txt'",))
    assert proof.is_proven, proof.port.text
    (far,) = judge_port(proof.port, cases_of(tmp_path, source, (f"'{place}'",)), octave)
    assert far.verdict == "PASS"


def test_a_number_that_is_negated_is_compared_with_0(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(x, n)\n  y = 0;\n  if ~n\n    y = x;\n  end\n  if ~(x ~= 2)\n    y = -1;\n  end\nend\n"
    proof = proof_of(octave, tmp_path, source, ("1", "0"), ("2", "5"))
    assert proof.is_proven
    assert {"if n == 0:  # if ~n", "if x == 2:  # if ~(x ~= 2)"} <= {line.strip() for line in body_of(proof)}


def test_further_arguments_that_no_case_has_are_counted(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(x, varargin)\n  if size(varargin, 2) == 1\n    x = varargin{1};\n  end\n  y = x;\nend\n"
    proof = proof_of(octave, tmp_path, source, ("[1 2 3]",), ("[4 5]",))
    assert proof.is_proven
    assert "if len(varargin) == 1:  # if size(varargin, 2) == 1" in [line.strip() for line in body_of(proof)]


def test_only_the_comparison_itself_is_negated(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(x)\n  y = 0;\n  if ~(sum(x == 1) < 2)\n    y = 1;\n  end\nend\n"
    proof = proof_of(octave, tmp_path, source, ("[1 1 2]",), ("[1 2 3]",))
    assert proof.is_proven
    assert "if not int(np.sum(x == 1)) < 2:  # if ~(sum(x == 1) < 2)" in [line.strip() for line in body_of(proof)]


def test_a_modulus_has_the_bits_of_octave(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(x)\n  y = sqrt(1 - abs(exp(1i * x)));\nend\n"
    proof = proof_of(octave, tmp_path, source, ("0:0.1:9",), ("(1:50)'/7",))
    assert proof.is_proven, proof.port.text


def test_a_line_that_differs_by_rounding_stays_and_is_said(octave: Octave, tmp_path: Path) -> None:
    source = "function v = f(x)\n  [~, ~, V] = svd(x);\n  v = V(:, 2:end) * 2;\nend\n"
    proof = proof_of(octave, tmp_path, source, ("ones(4, 1) * [1 2 3 1]",))  # any basis of what is left would do
    assert not proof.agrees
    assert proof.port.untranslated == ()
    assert proof.said == (
        "case_1 differs by rounding: inputs moved by one unit in the last place give the original other values, too",
    )


def test_a_text_that_is_written_there_is_compared_as_it_is(octave: Octave, tmp_path: Path) -> None:
    source = "function [a, b] = f(x)\n  a = strcmpi(x, 'Fast');\n"
    source += "  b = strncmpi(x, 'FASTER', 4) + strncmp(x, 'fa', 2);\nend\n"
    proof = proof_of(octave, tmp_path, source, ("'fAST'",), ("'fa'",), ("'slow'",))
    assert proof.is_proven
    assert body_of(proof)[1] == "a = x.lower() == \"fast\"  # a = strcmpi(x, 'Fast');"


def test_singular_values_of_inf_raise_as_in_matlab(octave: Octave, tmp_path: Path) -> None:
    for call in ("svd(x)", "cond(x)", "rank(x)"):
        source = f"function y = f(x)\n  y = {call};\nend\n"
        proof = proof_of(octave, tmp_path, source, ("[3 1; 1 2]",), ("[1 Inf; 2 3]",))
        assert [result.verdict for result in proof.results] == ["PASS", "BOTH FAILED"]
        assert "cannot take SVD" in str(proof.results[1].error)


def test_functions_of_packages_are_translated_too(octave: Octave, tmp_path: Path) -> None:
    inner = tmp_path / "+geo/+flat"
    inner.mkdir(parents=True)
    (tmp_path / "+geo/area.m").write_text("function [a, p] = area(x)\n  a = prod(x);\n  p = 2 * sum(x);\nend\n")
    (inner / "far.m").write_text("function y = far(x)\n  y = geo.area(x) + 1;\nend\n")
    source = (
        "function [y, a, p, z] = f(x)\n  y = geo.area(x);\n  [a, p] = geo.area(x + 1);\n"
        "  g = @geo.area;\n  s.g = x;\n  z = geo.flat.far(x) + s.g(1) + g(x);\nend\n"
    )
    proof = proof_of(octave, tmp_path, source, ("[2 3]",), ("[1 4]",))
    assert proof.is_proven, proof.port.text
    assert "a, p = area(x + 1)  # [a, p] = geo.area(x + 1);" in proof.port.text


def test_file_that_has_the_name_of_a_variable_is_left_out(octave: Octave, tmp_path: Path) -> None:
    (tmp_path / "g.m").write_text("function y = g(x)\n  y = rat(x);\nend\n")
    source = "function y = f(x)\n  g = @(x) 2 * x;\n  y = g(x);\nend\n"
    proof = proof_of(octave, tmp_path, source, ("3",))
    assert proof.is_proven, proof.port.text
    assert "def g" not in proof.port.text


def test_folder_inside_a_package_that_is_none_has_functions_of_its_own(octave: Octave, tmp_path: Path) -> None:
    inner = tmp_path / "+geo/flat"
    inner.mkdir(parents=True)
    (inner / "twice.m").write_text("function y = twice(x)\n  y = 2 * x;\nend\n")
    proof = proof_of(octave, inner, "function y = f(x)\n  y = twice(x) + 1;\nend\n", ("[2 3]",), ("1",))
    assert proof.is_proven, proof.port.text


def test_what_was_text_in_all_cases_is_compared_with_numbers(octave: Octave, tmp_path: Path) -> None:
    source, cases = STATEMENTS["elements of cells that are equal, of whatever class"]
    proof = proof_of(octave, tmp_path, source, *cases)
    others = cases_of(tmp_path, "", ("'cat'", "{[1 2; 3 4], 'cat', [1 2 3]}"), ("'cat'", "{[1 2], 5}"))
    assert [result.verdict for result in judge_port(proof.port, others, octave)] == ["PASS", "PASS"]


def test_outputs_of_text_that_is_run(octave: Octave, tmp_path: Path) -> None:
    source = "function [a, b] = f(x)\n  name = 'max';\n  [a, b] = eval([name, '(x)']);\nend\n"
    proof = proof_of(octave, tmp_path, source, ("[2 3]",), ("[1 4 2]",))
    assert proof.is_proven, proof.port.text
    assert "(this code in all cases)" in proof.port.text


def test_what_a_port_cannot_have_is_refused_with_the_reason(octave: Octave, tmp_path: Path) -> None:
    source = (
        "function y = f(x)\n  y = x;\n  if x > 9\n    id = fopen('a.txt', 'q');\n    imwrite(x, 'a.png');\n"
        "    y = imread(x);\n    cellfun(@what, {'a'});\n    y = ls;\n  end\nend\n"
    )
    proof = proof_of(octave, tmp_path, source, ("1",))
    assert [one.reason for one in proof.port.untranslated] == [
        "fopen of this form",
        "imwrite writes files: return what is written, and write it where the port is called",
        "imread reads files: read them before, and pass what they hold as an argument",
        "what works with files and folders, which are those of one machine",
        "ls works with files and folders, which are those of one machine",
    ]


def test_no_function_is_both_translated_and_refused() -> None:
    assert not set(REASONS) & {*FUNCTIONS, *SEVERAL}


def test_outputs_that_are_functions_are_said(octave: Octave, tmp_path: Path) -> None:
    source = "function [y, s, g] = f(x)\n  y = x;\n  g = @(t) t + x;\n  s = struct('h', {{g, 1}});\nend\n"
    said = proof_of(octave, tmp_path, source, ("1",)).said
    assert said == tuple(
        f"the output {name} is a function, or holds one: both sides call theirs on the same sample arguments"
        for name in ("s", "g")
    )


def test_an_output_without_imaginary_parts_is_real_on_other_inputs(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(x)\n  y = exp(1i * x) * 2;\nend\n"
    proof = proof_of(octave, tmp_path, source, ("[1 2]",))
    assert body_of(proof)[-1] == "return narrowed(y)"
    (other,) = judge_port(proof.port, cases_of(tmp_path, source, ("[0 0]",)), octave)
    assert other.verdict == "PASS"


def test_what_is_left_out_returns_nothing_and_says_so(octave: Octave, tmp_path: Path) -> None:
    source = "function [y, h] = f(x)\n  h = plot(x);\n  y = x;\nend\n"
    proof = proof_of(octave, tmp_path, source, ("[1 2]",))
    assert "h = None  # h = plot(x);  (left out, so that it returns nothing)" in body_of(proof)


def test_inline_functions_of_texts_that_the_cases_have_shown(octave: Octave, tmp_path: Path) -> None:
    source = (
        "function [y, z] = f(t, x)\n  g = inline(vectorize(t));\n  y = g(x);\n  h = inline(t, 'x');\n  z = h(2);\nend\n"
    )
    proof = proof_of(octave, tmp_path, source, ("'2*x^2+1'", "[1 2 3]"), ("'exp(-x)/x'", "[4 5]"))
    assert proof.is_proven and not proof.port.untranslated, proof.port.text
    assert proof.port.text.count("(one of these functions in all cases)") == 2


def test_nobody_is_asked_and_messages_are_left_out(octave: Octave, tmp_path: Path) -> None:
    source = (
        "function y = f(x)\n  n = input('how many? ');\n  y = x;\n  if isempty(n)\n    errordlg('none');\n"
        "    h = msgbox('no', 'answer');\n    y = x + sum(n);\n  end\n  if n == 1\n    y = 0;\n  end\nend\n"
    )
    proof = proof_of(octave, tmp_path, source, ("[1 2]",))
    assert proof.is_proven and not proof.port.untranslated, proof.port.text
    assert """n = ""  # n = input('how many? ');  (nobody is asked: an empty answer)""" in body_of(proof)
    assert "# errordlg('none');" in body_of(proof)


def test_what_draws_with_several_outputs_and_paths_are_left_out(octave: Octave, tmp_path: Path) -> None:
    source = (
        "function y = f(x, a)\n  if ishandle(x(1))\n    [m, h] = contour(x);\n    clabel(m, h);\n    pcolor(x);\n"
        "    xticks(1:2);\n  end\n  y = x;\n  p = genpath('nowhere');\n  if y > 99\n    rmpath(p);\n  end\nend\n"
    )
    proof = proof_of(octave, tmp_path, source, ("[1.5 2.5]",))
    assert proof.is_proven and not proof.port.untranslated, proof.port.text
    assert "m, h = None, None  # [m, h] = contour(x);  (left out, so that it returns nothing)" in body_of(proof)


def test_a_condition_that_is_the_same_in_all_cases_is_left_out_of_others(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(x, n)\n  y = x;\n  if nargin > 1 && ~isempty(n)\n    y = x * n;\n  end\nend\n"
    proof = proof_of(octave, tmp_path, source, ("[1 2]", "3"), ("[1 2]",))
    assert "if n is not None:" in "\n".join(body_of(proof))
    assert proof.is_proven


def test_a_cell_grows_where_no_case_has_come(octave: Octave, tmp_path: Path) -> None:
    source = "function c = f(x)\n  c = {};\n  if x > 5\n    for k = 1:x\n      c{k} = k;\n    end\n  end\nend\n"
    proof = proof_of(octave, tmp_path, source, ("1",))
    (other,) = judge_port(proof.port, cases_of(tmp_path, source, ("7",)), octave)
    assert other.verdict == "PASS"


def test_what_holds_text_or_numbers_becomes_a_cell_where_no_case_comes(octave: Octave, tmp_path: Path) -> None:
    source = (
        "function [t, n] = f(x)\n  t = ''; a = [];\n  if x > 5\n    for k = 1:3\n      t{k} = char(64 + k);\n    end\n"
        "    a{end + 1} = 5;\n    c = {t{:} a{:}};\n    t = [c{1} t{2} c{find([0 1]) + 1}];\n    a = numel(c);\n  end\n"
        "  n = numel(a);\nend\n"
    )
    proof = proof_of(octave, tmp_path, source, ("1",))
    assert not proof.port.untranslated, proof.port.text
    (other,) = judge_port(proof.port, cases_of(tmp_path, source, ("7",)), octave)
    assert other.verdict == "PASS", proof.port.text


def test_functions_and_files_are_asked_for_where_no_case_comes(octave: Octave, tmp_path: Path) -> None:
    source = (
        "function [y, k] = f(x, g, p, varargin)\n  y = x;\n  k = 0;\n  if x > 5\n"
        "    y = feval(g, x) + feval(g, varargin{:});\n    k = exist(p, 'dir');\n"
        "    assert(exist(p, 'file') ~= 2, ['there is a ' p]);\n  end\nend\n"
    )
    proof = proof_of(octave, tmp_path, source, ("1",))
    assert not proof.port.untranslated, proof.port.text
    (other,) = judge_port(proof.port, cases_of(tmp_path, source, ("7", "@(t) t + 2", "'/nowhere'", "4")), octave)
    assert other.verdict == "PASS", proof.port.text


@pytest.mark.parametrize(
    "body",
    [
        "y = []; for k = 1:n, y = [y; char([k, 2 * k] + 64)]; end",
        "y = []; for k = 1:n, y = [y char(64 + k)]; end",
        "y = ''; for k = 1:n, y = [y {k}]; end",
        "y = []; for k = 1:n, y = [y, struct('a', k)]; end",
        "y = []; for k = 1:n, y{end + 1} = k; end",
    ],
)
def test_what_begins_as_nothing_grows(octave: Octave, tmp_path: Path, body: str) -> None:
    source = f"function [y, m] = f(n)\n  {body}\n  m = [size(y), isempty(y)];\nend\n"
    proof = proof_of(octave, tmp_path, source, ("2",), ("3",), ("1",))
    assert proof.is_proven, proof.port.text


PARTS = {
    "one element in all places of a cell": (
        "y = cell(2, 2); y(:) = {t}; z = cell(1, 3); z(:) = {[1 2]}; z{1}(1) = 9; y{4} = z;"
    ),
    "elements of a cell by several indices": "y = {1, t, 3}; y([1 5]) = {7, 8}; y([1 2]) = y([2 1]); y(2:3) = {0};",
    "elements of a cell by a mask": "y = {1, t, 3}; y(cellfun(@ischar, y)) = {'z'}; y(logical([1 0 1])) = {7, 8};",
    "structs by several indices": (
        "y = struct('a', {1, t, 3}); y(2:4) = y(1:3); y([1 3]) = y([3 1]); y(2:end+1) = y; y(1).a = 9; y(5).a(1) = 7;"
    ),
    "structs in a field": (
        "s.n = 0; for k = 1:2, s.list(k).x.z = k; s.list(k).v{2} = t; s.n = numel(s.list); end\n"
        "  q.a.b(1).c = t; q.d = []; q.d(end+1).e = 1; q.d(end+1).e = 4; q.f(1).g = 3;\n"
        "  y = {s, q, q.a.b(1).c, [q.d.e], q.f.g};"
    ),
    "a struct of which another one is stored": "s.x = t; s.z = 2; s(2).x = 5; s(end+1).x = 7; y = {s, numel(s)};",
    "a part of a field that one of several has": (
        "q = struct('x', {1, t}); q(2).a(3) = 7; y = isempty(q(1).a); q(1).b.c = t; y = [y isempty(q(2).b)];\n"
        "  s(2).a(3) = 1; v = numel(s(1).a); s(1).a = 5; y = {y, q, s, v};"
    ),
    "structs in the fields of several": (
        "s(1).a.b = 3; s(2).a.b = t; for k = 1:2, s(k).q{2} = k; s(k).v(2) = 5; s(k).m.n.o = 1; end, y = s;"
    ),
    "equal elements that are changed apart": "z = [1 2]; y = {z, z}; y{1}(2) = 9; y = [y y]; y{1}(1) = 5; y{5} = z;",
    "equal structs that are changed apart": (
        "z.a = [1 2]; y = [z, z]; y(1).a = t; q = {z}; q{1}.a(2) = 9; y(2).b = {q, z};"
    ),
    "a cell that is repeated": (
        "y = repmat({[1 2]}, 1, 3); y{1}(1) = 9; z = repmat({t, 0}, 2, 1); y{4} = repmat({t}, [1 2]); y{5} = z{2, 1};"
    ),
    "rows and columns of a cell": (
        "c = {'a', 1; t, 2; 'c', 3}; y = [c{:, 2}, vertcat(c{2:3, 2})']; z = [c{1:2, 1}]; c(1, :) = []; y = {y, z, c};"
    ),
    "characters in an array": "y = 1:2*numel(t); y(1:2:end) = t; y(2:2:end) = upper(t);",
    "the last character": "y = [t, '!']; y(end) = [];",
    "characters by a mask of one": "y = t; m = numel(t) > 1; y(m) = [];",
    "columns of a cell": "y = {1, t, 3; 4, 5, t}; y(:, 2) = [];",
    "elements of a matrix": (
        "z = magic(3); z([1 4 numel(t)]) = []; v = magic(3); v(mod(v, 2) == 0) = []; w = magic(3); w(2) = [];\n"
        "  x = magic(3); x(1:3) = []; y = {z, v, w, x};"
    ),
    "a row of a cell": "y = {1, t; 4, 5; 6, t}; y([1 3], :) = [];",
    "columns and rows of text": "y = [t; upper(t); t]; y(:, 1) = []; y(2, :) = [];",
    "elements of a list by a mask": "y = {1, t, 3}; y([true false true]) = [];",
    "rows by a shorter mask": "y = [1 2; 1 2; 3 4]; y(all(y(1:2, :) == y(2:3, :), 2), :) = []; y = [y; y + numel(t)];",
    "what is emptied by no text": "y = t; y(1) = ''; z = 1:5; z(2:3) = ''; y = [y, z + 64];",
    "a switch of what may be nothing": "y = 0; z = find(t == 'b'); switch z, case 1, y = 1; case {2, 3}, y = 2; end",
    "a power of what may be 0": "y = (numel(t) - 2) ^ -1;",
    "an arc beyond its domain": "y = [acosd(numel(t) - 1), asind(0.5), acosd(0.3)];",
    "a character behind the last one": "y = t; y(numel(t) + 2) = 'x'; y(2) = 'z';",
    "the modulus of integers": "y = {abs(int8(-128)), abs(int8([-128 5])), abs(uint8(7)) - 9, sign(int8(-3)) / 2};",
    "a list joined to a cell": "c = {1, {2, t}}; y = [c{:}];",
}


@pytest.mark.parametrize("what", PARTS)
def test_parts_that_are_stored_and_deleted(octave: Octave, tmp_path: Path, what: str) -> None:
    source = f"function y = f(t)\n  {PARTS[what]}\nend\n"
    proof = proof_of(octave, tmp_path, source, ("'ab'",), ("'bac'",))
    assert proof.is_proven, proof.port.text


def test_what_is_given_as_nothing_becomes_structs(octave: Octave, tmp_path: Path) -> None:
    source = (
        "function [y, s, q] = f(n)\n  s.a = 1;\n  y = h(s, n);\n  q = [];\n  q = h(q, n);\nend\n"
        "function s = h(s, n)\n  if isempty(s)\n    s(1).a = 7;\n  end\n"
        "  for k = 2:n\n    s(k).a = k;\n  end\n  s(1).a = s(1).a + 5;\nend\n"
    )
    proof = proof_of(octave, tmp_path, source, ("1",), ("3",))
    assert proof.is_proven, proof.port.text


@pytest.mark.parametrize(
    "cells",
    [("{'a', 'b', 'c'}", "{'d', 'e'}"), ("{'a'; 'b'}", "{'c'; 'd'; 'e'}"), ("{'a', 'b'; 'c', 'd'}", "{'a', 'b'}")],
)
def test_a_parameter_becomes_a_cell_with_rows(octave: Octave, tmp_path: Path, cells: tuple[str, ...]) -> None:
    source = (
        "function [c, n] = f(c, x)\n  n = [numel(c), size(c)];\n  k = size(c, 1) + 1;\n"
        "  c{k, 1} = 'added';\n  c{k, 2} = {x, 1};\nend\n"
    )
    proof = proof_of(octave, tmp_path, source, *((cell, "3") for cell in cells))
    assert proof.is_proven, proof.port.text


def test_a_list_of_indices_may_have_any_number(octave: Octave, tmp_path: Path) -> None:
    source = (
        "function [a, b, c] = f(x, varargin)\n  a = x(varargin{:});\n  b = x; b(varargin{:}) = 7;\n"
        "  c = varargin; for k = 1:numel(c), c{k}(c{k} > 2) = []; end\nend\n"
    )
    indices = [("2",), ("[1 5 9]",), ("[1; 3]",), ("1", "[1 2]"), ("[true false true]",), ("3", "1")]
    cases = [("magic(3)", *one) for one in indices]
    proof = proof_of(octave, tmp_path, source, *cases, ("[4 5 6]", "[1; 3]"), ("[1; 2; 3]", "[1 3]"))
    assert proof.is_proven, proof.port.text


@pytest.mark.parametrize("place", ["{2}", "{2, 3}", "{[1 4]}", "{[2 5], 3}", "{':', 4}", "{[true false true]}"])
def test_an_array_grows_by_a_list_of_indices(octave: Octave, tmp_path: Path, place: str) -> None:
    source = (
        "function [a, b, c] = f(x, k)\n  a = []; a(k{:}) = x;\n  b = [1; 2]; k2 = {3, k{end}}; b(k2{:}) = x;\n"
        "  c = ones(2); c(2, 1, 2) = 5; k3 = {1, 2, x + 2}; c(k3{:}) = x;\nend\n"
    )
    proof = proof_of(octave, tmp_path, source, ("5", place), ("2", place))
    assert proof.is_proven, proof.port.text


@pytest.mark.parametrize("parts", ["p(1) = 1; p(3) = 5;", "p{2} = 1; p{3} = x;", "p(2).a = 1; p(3).a = x;"])
@pytest.mark.parametrize("given", [False, True])
def test_a_parameter_that_is_not_given_is_filled_part_by_part(
    octave: Octave, tmp_path: Path, parts: str, given: bool
) -> None:
    whole = {"p(1": "[1 2 3]", "p{2": "{1, 2, 3}", "p(2": "struct('a', {1, 2, 3})"}[parts[:3]]
    source = f"function [p, n] = f(x, p)\n  if nargin < 2\n    {parts}\n  end\n  n = numel(p);\nend\n"
    with_it, without = ("2", whole), ("7",)
    proof = proof_of(octave, tmp_path, source, *([with_it] if given else [with_it, without]))
    assert proof.is_proven, proof.port.text
    (other,) = judge_port(proof.port, cases_of(tmp_path, source, without), octave)
    assert other.verdict == "PASS", proof.port.text


def test_what_no_case_has_shown_is_text_where_text_is_taken(octave: Octave, tmp_path: Path) -> None:
    source = (
        "function r = f(n, t, p, name, c)\n  r = 1;\n  if n < 1\n    k = find([0 1]);\n    part = t(2);\n"
        "    r = {2 ^ p + p ^ 2, c{k}, regexprep(name, '_', ' '), strcat(name, 'x'), strsplit(name, '_'), upper(name), "
        "strrep(name, 'a', 'b'), strtrim(name), isstrprop(part, 'alpha')};\n  end\nend\n"
    )
    proof = proof_of(octave, tmp_path, source, ("2", "'a1'"))
    (other,) = judge_port(proof.port, cases_of(tmp_path, source, ("0", "'a1'", "3", "'abc_de'", "{4, 5}")), octave)
    assert other.verdict == "PASS", proof.port.text


def test_functions_within_one_may_store_what_it_stores_only_sometimes(octave: Octave, tmp_path: Path) -> None:
    source = (
        "function r = f(x)\n  if x < 0\n    e = uigetfile();\n    disp(e);\n  end\n  r = g(x);\n"
        "  function q = g(x)\n    q = x;\n    if x > 10\n      e = 'large';\n      q = [q, numel(e)];\n    end\n"
        "  end\nend\n"
    )
    proof = proof_of(octave, tmp_path, source, ("2",), ("12",))
    assert proof.is_proven, proof.port.text


def test_an_output_that_is_never_read_may_be_anything_where_no_case_comes(octave: Octave, tmp_path: Path) -> None:
    source = "function r = f(x)\n  if x < 0\n    r = magic(3) * x;\n  else\n    r = x;\n  end\nend\n"
    proof = proof_of(octave, tmp_path, source, ("2",), ("12",))
    (other,) = judge_port(proof.port, cases_of(tmp_path, source, ("-1",)), octave)
    assert other.verdict == "PASS", proof.port.text


def test_a_parameter_that_is_global_spoils_no_other_line(octave: Octave, tmp_path: Path) -> None:
    source = "function r = f(x, a)\n  r = x;\n  if x < 0\n    global a\n    r = a;\n  end\nend\n"
    proof = proof_of(octave, tmp_path, source, ("2",), ("12",))
    assert proof.agrees
    assert [line.reason for line in proof.port.untranslated] == ["a parameter that is global"]


ASKED = {
    "length(a)": ("'abc'", "[1 2 3; 4 5 6]", "{1, 'x'}", "[]", "''", "zeros(0, 3)"),
    "numel(a)": ("'abc'", "[1 2 3; 4 5 6]", "{1, 'x'}", "[]"),
    "isempty(a)": ("'abc'", "''", "{}", "[]", "struct('q', 1)", "5"),
    "strcmp(a, 'abc')": ("'abc'", "'ab'", "[1 2 3]", "@sin"),
    "strncmpi(a, 'AB', 2)": ("'abc'", "'b'", "7"),
    "ischar(a)": ("'abc'", "5", "{'x'}"),
    "iscell(a)": ("'abc'", "5", "{'x'}"),
    "isstruct(a)": ("struct('q', 1)", "5"),
    "isnumeric(a)": ("'abc'", "5", "{'x'}", "true"),
    "isa(a, 'function_handle')": ("@sin", "5"),
    "class(a)": ("'abc'", "5", "{'x'}", "true", "@sin", "struct('q', 1)"),
}


@pytest.mark.parametrize("asked", ASKED)
def test_parameters_that_no_case_gives_are_asked_for_their_kind(octave: Octave, tmp_path: Path, asked: str) -> None:
    calls = "; ".join(f"y{{{k}}} = g({value})" for k, value in enumerate(ASKED[asked], 1))
    source = (
        f"function y = f(flag)\n  y = {{}};\n  if flag\n    {calls};\n  end\nend\n"
        f"function z = g(a)\n  z = {asked};\nend\n"
    )
    proof = proof_of(octave, tmp_path, source, ("false",))
    (other,) = judge_port(proof.port, cases_of(tmp_path, source, ("true",)), octave)
    assert other.verdict == "PASS", proof.port.text


def test_the_length_of_what_is_text_or_a_matrix_is_that_of_its_longest_side(octave: Octave, tmp_path: Path) -> None:
    source = "function n = f(x)\n  n = length(x);\nend\n"
    proof = proof_of(octave, tmp_path, source, ("'abcd'",), ("[1 2 3; 4 5 6]",), ("{1, 2}",))
    assert proof.is_proven, proof.port.text


def test_characters_are_indices(octave: Octave, tmp_path: Path) -> None:
    source = (
        "function [c, g] = f(t)\n  c = zeros(1, 128);\n  for k = 1:numel(t), c(t(k)) = c(t(k)) + 1; end\n"
        "  c = c(c > 0);\n  key = char(0:127); key('a':'c') = 'xyz';\n  g = key(t + 1);\nend\n"
    )
    proof = proof_of(octave, tmp_path, source, ("'abcab'",), ("'aab'",))
    assert proof.is_proven, proof.port.text


def test_what_is_nothing_where_no_case_comes_is_no_number(octave: Octave, tmp_path: Path) -> None:
    source = (
        "function y = f(x)\n  if x > 9\n    z = [];\n  else\n    z = x;\n  end\n  y = isempty(z) + numel(z) * x;\nend\n"
    )
    proof = proof_of(octave, tmp_path, source, ("1",), ("2",))
    assert proof.is_proven, proof.port.text
    (far,) = judge_port(proof.port, cases_of(tmp_path, source, ("11",)), octave)
    assert far.verdict == "PASS"


def test_outputs_that_some_branch_does_not_store(octave: Octave, tmp_path: Path) -> None:
    source = (
        "function [y, varargout] = f(x)\n  [i, j, v] = find(x);\n  y = max(i, j) + v;\n"
        "  if nargout > 1\n    varargout = {i, j};\n  end\nend\n"
    )
    proof = proof_of(octave, tmp_path, source, ("[1 2; 3 4]",), ("[0 5; 6 0]",))
    assert proof.is_proven, proof.port.text
    assert "varargout = []" in proof.port.text
    assert "i, j, v = nonzero_places(x)" in proof.port.text


def test_what_draws_where_no_output_is_taken_is_left_out(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(x)\n  y = x + 1;\n  if x > 5\n    freqz(x, 1, 512);\n    pwelch(x);\n  end\nend\n"
    assert proof_of(octave, tmp_path, source, ("1",)).port.untranslated == ()


def test_rows_of_nothing_add_up(octave: Octave, tmp_path: Path) -> None:
    source = (
        "function Z = f(D, n)\n  Z = [];\n  for k = 1:n\n    Z = [D(:, k:size(D, 2)-n); Z];\n  end\n"
        "  Z = [ones(1, max(size(D, 2) - n, 0)); Z];\nend\n"
    )
    cases = [("magic(4)", "1"), ("magic(4)", "5"), ("ones(2, 3)", "3"), ("ones(2, 3)", "0")]
    proof = proof_of(octave, tmp_path, source, *cases)
    assert proof.agrees, proof.port.text


def test_several_elements_of_a_cell_by_their_places(octave: Octave, tmp_path: Path) -> None:
    source = (
        "function [y, n] = f(c, s)\n  y = {};\n  for k = 1:numel(s)\n"
        "    y{k} = {c{find(strcmp(c, s{k}))}, 'end'};\n  end\n"
        "  n = numel({c{strcmp(c, 'a')}});\nend\n"
    )
    proof = proof_of(octave, tmp_path, source, ("{'a', 'b', 'a'}", "{'a', 'c'}"), ("{'b', 'a', 'a'}", "{'b'}"))
    assert proof.agrees, proof.port.text
    assert proof.port.untranslated == ()


def test_the_imaginary_part_of_real_numbers_may_be_changed_by_who_gets_it(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(x)\n  y = part(x);\n  y(end) = 5;\nend\n"
    source += "function y = part(x)\n  z = 2 * x;\n  y = imag(z);\nend\n"
    proof = proof_of(octave, tmp_path, source, ("[1 2 3]",), ("[1i 2]",))
    assert proof.is_proven


HELD_IN_CELLS = {
    "of a function of each": "  p = cellfun(@(k) find(x == k), {1, 2}, 'UniformOutput', false);\n  y = x(p{1}, :);",
    "of one element at times": "  c = {0, 0};\n  for k = 1:2\n    c{k} = find(x == k);\n  end\n"
    "  y = [x(c{1}, :) c{1}];",
    "written in braces": "  v = x(1:min(end, 1));\n  if numel(x) > 3, v = x; end\n  c = {v, 0};\n"
    "  y = 0;\n  if numel(v) == 1, y = [c{1} 2; 3 4]; end",
}


@pytest.mark.parametrize("body", HELD_IN_CELLS.values(), ids=[*HELD_IN_CELLS])
def test_elements_of_cells_that_are_read_as_numbers_are_numbers(octave: Octave, tmp_path: Path, body: str) -> None:
    source = f"function y = f(x)\n{body}\nend\n"
    assert proof_of(octave, tmp_path, source, ("[1; 2; 2]",), ("[3; 1; 2; 2]",)).is_proven


def test_an_index_that_has_been_one_number_elsewhere_is_one_where_no_case_comes(octave: Octave, tmp_path: Path) -> None:
    source = "function y = f(x)\n  c = {5, [6 7]};\n  j = find(x == 2);\n  y = 0;\n  if numel(x) > 3\n"
    source += "    j = find(x == 1);\n    y = c{j};\n  end\nend\n"
    proof = proof_of(octave, tmp_path, source, ("[1 2]",), ("[0 2 2]",))
    assert proof.is_proven
    assert proof.port.untranslated == ()
    (far,) = judge_port(proof.port, cases_of(tmp_path, source, ("[3 1 4 5]",)), octave)
    assert far.verdict == "PASS"


SEEDED = {
    "by both states": "rand('state', 5);\n  randn('state', 5);",
    "by rng": "rng(7);",
    "by a variable": "rng(n);",
    "by default": "rng('default');",
}


@pytest.mark.parametrize("how", SEEDED)
def test_what_an_original_seeds_the_port_seeds(octave: Octave, tmp_path: Path, how: str) -> None:
    source = f"function y = f(n)\n  {SEEDED[how]}\n  y = [rand(1, n); randn(1, n); randi(9, 1, n)];\nend\n"
    proof = proof_of(octave, tmp_path, source, ("3",), ("5",), seed=1)
    assert proof.agrees and not proof.differing, proof.port.text
    assert "np.random.seed(" in proof.port.text
