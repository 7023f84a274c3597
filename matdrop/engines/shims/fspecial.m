function h = fspecial(kind, first, second)
% FSPECIAL  Filters for images: average, gaussian, laplacian, log, prewitt, sobel, unsharp.
    switch lower(kind)
        case 'average'
            if nargin < 2
                first = 3;
            end
            h = ones(size_of(first)) / prod(size_of(first));
        case {'gaussian', 'log'}
            if nargin < 2 || isempty(first)
                first = 3 + 2 * strcmpi(kind, 'log');
            end
            if nargin < 3
                second = 0.5;
            end
            h = bell(size_of(first), second, strcmpi(kind, 'log'));
        case {'laplacian', 'unsharp'}
            if nargin < 2
                first = 0.2;
            end
            h = [first, 1 - first, first; 1 - first, -4, 1 - first; first, 1 - first, first] / (first + 1);
            if strcmpi(kind, 'unsharp')
                h = [0, 0, 0; 0, 1, 0; 0, 0, 0] - h;
            end
        case 'prewitt'
            h = [1, 1, 1; 0, 0, 0; -1, -1, -1];
        case 'sobel'
            h = [1, 2, 1; 0, 0, 0; -1, -2, -1];
        otherwise
            error('matdrop:shim', 'matdrop''s shim for fspecial does not have the filter %s', kind);
    end
end

function sizes = size_of(given)
    sizes = given(:)' .* [1, 1];
end

function h = bell(sizes, sigma, is_laplacian)
    half = (sizes - 1) / 2;
    [x, y] = meshgrid(-half(2):half(2), -half(1):half(1));
    h = exp(-(x .^ 2 + y .^ 2) / (2 * sigma ^ 2));
    h(h < eps * max(h(:))) = 0;
    if sum(h(:)) ~= 0
        h = h / sum(h(:));
    end
    if is_laplacian
        h = h .* (x .^ 2 + y .^ 2 - 2 * sigma ^ 2) / sigma ^ 4;
        h = h - sum(h(:)) / prod(sizes);
    end
end
