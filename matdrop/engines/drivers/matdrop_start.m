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
        [~, function_name] = fileparts(files(k).name);
        if ~exist(function_name)
            copyfile(fullfile(home, files(k).name), stubs);
            shims{end + 1} = function_name;
        end
    end
    shims = matdrop_pack(shims);
    warning('off', 'Octave:shadowed-function');
    addpath(stubs);
    if exist('OCTAVE_VERSION', 'builtin')
        name = matdrop_pack('GNU Octave');
    else
        name = matdrop_pack('MATLAB');
    end
    release = matdrop_pack(version());
    save('-v6', fullfile(folder, 'result.mat'), 'name', 'release', 'shims');
end

function write_stub(folder, name, outputs)
    file = fopen(fullfile(folder, [name '.m']), 'w');
    fprintf(file, 'function varargout = %s(varargin)\n    varargout = %s;\nend\n', name, outputs);
    fclose(file);
end
