function matdrop_start(folder)
% MATDROP_START  Put stubs for functions that draw, pause or ask on the path, and save the engine's name and version.
%   A stub does nothing and returns the handle 1; input returns an empty answer. A file of the
%   same name beside an original has priority, because the original runs in its own folder.
    stubs = fullfile(folder, 'stubs');
    if ~exist(stubs, 'dir')
        mkdir(stubs);
        names = {'figure', 'gcf', 'gca', 'axes', 'subplot', 'plot', 'plot3', 'semilogx', 'semilogy', ...
                 'loglog', 'bar', 'barh', 'scatter', 'scatter3', 'surf', 'surfc', 'mesh', 'meshc', ...
                 'contour', 'contour3', 'contourf', 'imagesc', 'imshow', 'image', 'patch', 'line', 'text', ...
                 'title', 'xlabel', 'ylabel', 'zlabel', 'legend', 'colorbar', 'errorbar', 'stem', 'area', ...
                 'pie', 'waitbar', 'fill', 'quiver', 'stairs', 'rectangle', 'drawnow', 'pause', 'hold', ...
                 'axis', 'grid', 'close', 'clf', 'cla', 'colormap', 'shading', 'view', 'print', 'saveas', ...
                 'set', 'refresh', 'keyboard', 'beep', 'sgtitle', 'xlim', 'ylim', 'zlim', 'zoom', 'histogram', ...
                 'polar', 'polarplot', 'fplot', 'ezplot', 'suptitle', 'annotation', 'box', 'movie', 'getframe', ...
                 'msgbox', 'warndlg', 'errordlg', 'helpdlg', 'uiwait', 'savefig', 'exportgraphics'};
        for k = 1:numel(names)
            write_stub(stubs, names{k}, 'repmat({1}, 1, nargout)');
        end
        write_stub(stubs, 'input', '{''''}');
    end
    % Functions of MATLAB that this engine may lack.
    home = fullfile(fileparts(fileparts(mfilename('fullpath'))), 'shims');
    files = dir(fullfile(home, '*.m'));
    shims = {};
    for k = 1:numel(files)
        function_name = files(k).name(1:end - 2);
        if ~exist(function_name)
            copy_text([home '/' files(k).name], [stubs '/' files(k).name]);
            shims{end + 1} = function_name;
        end
    end
    warning('off', 'Octave:shadowed-function');
    warning('off', 'Octave:function-name-clash');
    packaged = cell(0, 2);
    if exist('OCTAVE_VERSION', 'builtin')
        name = matdrop_pack('GNU Octave');
        leave_nothing();
        max_recursion_depth(2500);  % GNU Octave's own limit, 256, is below MATLAB's
        if exist('optimize_diagonal_matrix')
            % In MATLAB eye(n) and diag(x) are full: NaN and Inf spread through their zeros.
            optimize_diagonal_matrix(false);
        end
        extended = fullfile(home, 'extended');
        keep_core(stubs, {dir(extended).name});
        copy_text(fullfile(extended, '__makeinfo__', '__makeinfo__.m'), fullfile(stubs, '__makeinfo__.m'));
        packaged = functions_of_packages();
    else
        name = matdrop_pack('MATLAB');
    end
    addpath(stubs);
    release = matdrop_pack(version());
    shims = matdrop_pack(shims);
    packaged = matdrop_pack(packaged);
    save('-v6', fullfile(folder, 'result.mat'), 'name', 'release', 'shims', 'packaged');
end

function leave_nothing()
% Write no octave-workspace file into the folder of an original when the engine is ended.
    crash_dumps_octave_core(false);
    sighup_dumps_octave_core(false);
    sigterm_dumps_octave_core(false);
end

function keep_core(stubs, names)
% Keep the engine's own functions under other names, for those of matdrop that take their names.
    for k = 1:numel(names)
        files = file_in_loadpath([names{k} '.m'], 'all');
        copy = fullfile(stubs, ['matdrop_core_' names{k} '.m']);
        if ~isempty(files) && ~exist(copy, 'file')
            copy_text(files{end}, copy);  % the engine's own comes last
        end
    end
end

function copy_text(from, to)
% Copy a file. Octave's copyfile starts a shell for each, which would take most of the time of a start.
    file = fopen(from, 'r');
    text = fread(file, Inf, 'uint8=>uint8');
    fclose(file);
    file = fopen(to, 'w');
    fwrite(file, text);
    fclose(file);
end

function rows = functions_of_packages()
% Rows of function and package: what the packages offer that are installed and not loaded.
    rows = cell(0, 2);
    for installed = pkg('list')
        package = installed{1};
        if package.loaded
            continue
        end
        about = pkg('describe', '-verbose', package.name);
        for topic = about{1}.provides
            for offered = topic{1}.functions(:)'
                if ~exist(offered{1})
                    rows(end + 1, :) = {offered{1}, package.name};
                end
            end
        end
    end
end

function write_stub(folder, name, outputs)
    file = fopen([folder '/' name '.m'], 'w');
    fprintf(file, 'function varargout = %s(varargin)\n    varargout = %s;\nend\n', name, outputs);
    fclose(file);
end
