function y = audioGain(x, gain)
% amplify 16 bit audio
y = zeros(size(x), 'int16');
for k = 1:numel(x)
    y(k) = double(x(k)) * gain;
end
