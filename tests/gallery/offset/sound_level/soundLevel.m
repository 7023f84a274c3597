function L = soundLevel(p)
% sound pressure level in dB re 20 micropascal
p0 = 20e-6;
ratio = abs(p) / p0;
L = 20 * log10(ratio);
end
