function [A, active] = reluForward(Z)
% rectified linear units
active = Z > 0;
A = Z;
A(~active) = 0;
end
