function folder = matdrop_stubs(parent)
% MATDROP_STUBS  A folder, within parent, of stand-ins for functions that draw, pause or ask.
%   They do nothing and give handle 1; input gives an empty answer. A neighbour of
%   an original with such a name goes before them, because its folder is added later.
    folder = fullfile(parent, 'stubs');
    if ~exist(folder, 'dir')
        mkdir(folder);
        names = {'figure', 'gcf', 'gca', 'axes', 'subplot', 'plot', 'plot3', 'semilogx', 'semilogy', ...
                 'loglog', 'bar', 'barh', 'scatter', 'scatter3', 'surf', 'surfc', 'mesh', 'meshc', ...
                 'contour', 'contour3', 'contourf', 'imagesc', 'imshow', 'image', 'patch', 'line', 'text', ...
                 'title', 'xlabel', 'ylabel', 'zlabel', 'legend', 'colorbar', 'errorbar', 'stem', 'area', ...
                 'pie', 'waitbar', 'fill', 'quiver', 'stairs', 'rectangle', 'drawnow', 'pause', 'hold', ...
                 'axis', 'grid', 'close', 'clf', 'cla', 'colormap', 'shading', 'view', 'print', 'saveas', ...
                 'set', 'refresh', 'keyboard', 'beep', 'sgtitle', 'xlim', 'ylim', 'zlim', 'zoom'};
        for k = 1:numel(names)
            write_stub(folder, names{k}, 'repmat({1}, 1, nargout)');
        end
        write_stub(folder, 'input', '{''''}');
    end
end

function write_stub(folder, name, outputs)
    file = fopen(fullfile(folder, [name '.m']), 'w');
    fprintf(file, 'function varargout = %s(varargin)\n    varargout = %s;\nend\n', name, outputs);
    fclose(file);
end
