function record_streams(file)
% RECORD_STREAMS  Print the state and the first draws of every random generator of MATLAB, at full precision.
%   record_streams writes streams.txt beside this file; record_streams(FILE) writes FILE. Each line has
%   the generator, the seed, the transform for normal numbers, what was drawn, and the numbers by %.17g.
%   A test of matdrop compares them with its streams: put the file into tests/streams.
    if nargin < 1
        file = fullfile(fileparts(mfilename('fullpath')), 'streams.txt');
    end
    generators = {'mt19937ar', 'dsfmt19937', 'mcg16807', 'mlfg6331_64', 'mrg32k3a', 'philox4x32_10', ...
                  'threefry4x64_20', 'swb2712', 'shr3cong'};
    seeds = [0, 1, 42, 5489, 123456789];
    transforms = {'Ziggurat', 'Polar', 'Inversion'};
    out = fopen(file, 'w');
    fprintf(out, '# %s\n', version());
    for k = 1:numel(generators)
        for seed = seeds
            for t = 1:numel(transforms)
                record(out, generators{k}, seed, transforms{t});
            end
        end
    end
    fclose(out);
    fprintf('the streams are in %s\n', file);
end

function record(out, generator, seed, transform)
    try
        stream = RandStream(generator, 'Seed', seed, 'NormalTransform', transform);
    catch problem
        fprintf(out, '%s %d %s refused %s\n', generator, seed, transform, strrep(problem.identifier, ' ', '_'));
        return
    end
    here = sprintf('%s %d %s', generator, seed, transform);
    state = stream.State;
    show(out, here, 'state', double(state(1:min(end, 40))));
    show(out, here, 'rand', rand(stream, 1, 20));
    reset(stream);
    show(out, here, 'rand_single', double(rand(stream, 1, 20, 'single')));
    reset(stream);
    show(out, here, 'randn', randn(stream, 1, 20));
    reset(stream);
    show(out, here, 'randi_10', randi(stream, 10, 1, 20));
    reset(stream);
    show(out, here, 'randperm_20', randperm(stream, 20));
    reset(stream);
    show(out, here, 'randperm_100_5', randperm(stream, 100, 5));
    for substream = 1:3
        try
            reset(stream);
            stream.Substream = substream;
            show(out, here, sprintf('rand_of_substream_%d', substream), rand(stream, 1, 5));
        catch
            break
        end
    end
end

function show(out, here, what, numbers)
    fprintf(out, '%s %s', here, what);
    fprintf(out, ' %.17g', numbers);
    fprintf(out, '\n');
end
