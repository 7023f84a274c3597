function [k, v] = firstPeak(x)
% place and height of the first local maximum; empty if there is none
k = [];
v = [];
for i = 2:numel(x)-1
    if x(i) > x(i-1) && x(i) > x(i+1)
        k = i;
        v = x(i);
        return
    end
end
end
