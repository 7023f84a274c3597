% Writes octave_values.json, the values that tests/streams/test_saved.py expects, to the standard output:
%   octave-cli --norc --no-history -q tests/streams/octave_values.m > tests/streams/octave_values.json
% Each scenario is a row of calls; each value is printed as the hexadecimal digits of its doubles, column-major.
1;

function print_value(value)
  hex = num2hex(double(value(:)));
  printf('"%s", "%s", [', class(value), strjoin(arrayfun(@num2str, size(value), 'UniformOutput', false), 'x'));
  if isempty(value)
    printf(']');
    return
  end
  for i = 1:rows(hex)
    printf('"%s"', hex(i, :));
    if i < rows(hex), printf(', '); end
  end
  printf(']');
end

state = sprintf('%d ', mod((1:624) * 2654435761, 2^32));
long = sprintf('%d ', mod((1:626) * 40503, 2^31));
scenarios = {
  {"rand('twister', 42)", "rand(2, 3)", "rand(1, 2, 2)", "rand(3, 'single')", "rand(0, 3)", "rand([2 2])", "rand", "rand('state')"}
  {"randn('twister', 42)", "randn(3, 4)", "randn(2, 3, 'single')", "randn", "randn('single')", "randn(1000, 1)"}
  {"rande('twister', 42)", "rande(3, 4)", "rande(2, 3, 'single')", "rande", "rande('single')", "rande(1000, 1)"}
  {"rand('state', 1)", "randi(10)", "randi(16, 1, 5)", "randi([-5 5], 2, 3)", "randi([0 255], 1, 4, 'uint8')", "randi(3, 2, 2, 'single')", "randi(4503599627370497, 1, 3)", "randi([1 6], [2 2])", "rand"}
  {"rand('state', 1)", "randperm(7)", "randperm(20, 4)", "randperm(0)", "randperm(5, 0)", "rand"}
  {"randg('state', 1)", "randg(2, 1, 4)", "randg(0.5, 1, 4)", "randg(0.5)", "randg([0.5 1; 2 100])", "randg(1)"}
  {"randp('state', 1)", "randp(3, 1, 6)", "randp(0.1)", "randp([1 20; 300 1000000000])", "randp(200000000, 1, 2)", "randp(9)"}
  {"rng(5)", "rand", "randn", "rng(2.5)", "rand", "rng('default')", "rand", "randn"}
  {"rand('twister', -3)", "rand", "rand('twister', 2.5)", "rand", "rand('twister', -0.5)", "rand", "rand('twister', 4294967296)", "rand", "rand('twister', NaN)", "rand", "rand('twister', Inf)", "rand", "rand('twister', [1 2 3])", "rand", "rand('twister', [1 2; 3 4])", "rand"}
  {["rand('twister', [" state "17])"], "rand(1, 20)", ["rand('twister', [" state "700])"], "rand", ["randn('state', [" state "1])"], "randn(1, 3)", ["rande('state', [" long "])"], "rande(1, 3)"}
  {"rand('seed', 42)", "rand(1, 4)", "rand('seed')", "rand(1, 2, 'single')", "randi(10, 1, 4)", "randperm(5)", "rand('state', 3)", "rand"}
  {"randn('seed', 42)", "randn(1, 40)", "randn('seed')", "rande('seed', 7)", "rande(1, 40)", "rande('seed')", "rand('seed', -1)", "rand", "rand('seed', 12345.75)", "rand", "randn('seed', NaN)", "randn"}
};
printf('{"about": "Octave %s. Written by octave_values.m: for each call its class, size and values (num2hex).",\n', version());
printf('"scenarios": [\n');
for s = 1:numel(scenarios)
  calls = scenarios{s};
  printf('[');
  for c = 1:numel(calls)
    call = calls{c};
    printf('{"call": "%s", "value": [', call);
    if ismember(call, {"rand('state')", "rand('seed')", "randn('seed')", "rande('seed')"}) || isempty(regexp(call, "^(rng|\\w+\\('(state|twister|seed)')"))
      print_value(eval(call));
    else
      eval([call ';']);
    end
    printf(']}');
    if c < numel(calls), printf(',\n'); end
  end
  printf(']');
  if s < numel(scenarios), printf(',\n'); end
end
printf(']}\n');
