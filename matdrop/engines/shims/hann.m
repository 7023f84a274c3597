function w = hann(count, kind)
% HANN  Hann window: of count points, symmetric; with 'periodic' the first ones of one that is a point longer.
    periodic = nargin == 2 && strcmpi(kind, 'periodic');
    if count == 1
        w = 1;
        return
    end
    points = count + periodic;
    half = 0.5 - 0.5 * cos(2 * pi * (0:ceil(points / 2) - 1)' / (points - 1));
    w = [half; flipud(half(1:floor(points / 2)))];
    w = w(1:count);
end
