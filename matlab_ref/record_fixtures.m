function record_fixtures(folder)
% RECORD_FIXTURES  Record a project's fixtures in MATLAB or GNU Octave, where there is no Python.
%   It stands in a folder that `matdrop fixtures request FOLDER` has made, where there is Python:
%   with request.mat, the drivers and the originals. Run it there, in MATLAB, or by
%       matlab -batch record_fixtures
%       octave --eval record_fixtures
%   and take recorded.mat back: `matdrop fixtures import recorded.mat` checks that it belongs to the
%   project as it is, shows what changes, and writes the fixtures.
    if nargin < 1
        folder = fileparts(mfilename('fullpath'));
    end
    request = fullfile(folder, 'request.mat');
    if ~exist(request, 'file')
        error('matdrop:request', ['there is no %s: make a folder to record in with ' ...
                                  '"matdrop fixtures request FOLDER", where there is Python, and take it along'], request);
    end
    before = pwd();
    search_path = path();
    addpath(fullfile(folder, 'engine', 'drivers'));
    job = load(request);
    contents = cell(numel(job.pairs), 1);
    for k = 1:numel(job.pairs)
        job.pairs{k} = placed(job.pairs{k}, folder);
        contents{k} = contents_of(job.pairs{k});
    end
    exchange = tempname();
    mkdir(exchange);
    matdrop_start(exchange);
    engine = load(fullfile(exchange, 'result.mat'));
    save('-v6', fullfile(exchange, 'job.mat'), '-struct', 'job');
    fprintf('running %d cases\n', numel(job.cases));
    matdrop_run(exchange);
    recorded = load(fullfile(exchange, 'result.mat'));
    [recorded.name, recorded.release, recorded.contents] = deal(engine.name, engine.release, contents);
    [recorded.pair, recorded.cases, recorded.definitions] = deal(job.pair, job.cases, job.definitions);
    save('-v6', fullfile(folder, 'recorded.mat'), '-struct', 'recorded');
    cd(before);
    path(search_path);
    for k = find(strcmp(recorded.more(:, 2), 'error'))'
        problem = recorded.more{k, 3};
        message = char(problem{3}.data(:)');
        fprintf('failed: %s: %s\n', job.cases{recorded.more{k, 1}}, message);
    end
    fprintf('%d cases in %s\n', numel(job.cases), fullfile(folder, 'recorded.mat'));
    fprintf('next, where there is Python: matdrop fixtures import recorded.mat\n');
end

function pair = placed(pair, folder)
% The places of an original, which the request has relative to its folder.
    pair.folder = fullfile(folder, pair.folder);
    if ~isempty(pair.file)
        pair.file = fullfile(folder, pair.file);
    end
    for k = 1:numel(pair.path)
        pair.path{k} = fullfile(folder, pair.path{k});
    end
end

function rows = contents_of(pair)
% The bytes of the files on which an original's results depend, by which the import knows them.
    rows = cell(numel(pair.sources), 2);
    for k = 1:numel(pair.sources)
        file = fopen(fullfile(pair.folder, pair.sources{k}), 'r');
        rows(k, :) = {matdrop_pack(pair.sources{k}), fread(file, Inf, '*uint8')};
        fclose(file);
    end
end
