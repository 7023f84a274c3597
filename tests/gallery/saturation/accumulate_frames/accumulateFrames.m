function total = accumulateFrames(a, b, c)
% sum of three frames in their own class
total = a + b;
total = total + c;
end
