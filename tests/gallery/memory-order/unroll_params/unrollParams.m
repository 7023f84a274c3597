function [Theta1, Theta2] = unrollParams(nn_params, n_in, n_hid, n_out)
%UNROLLPARAMS Get the two weight matrices back from one long vector
n1 = n_hid * (n_in + 1);
n2 = n_out * (n_hid + 1);

Theta1 = reshape(nn_params(1:n1), n_hid, (n_in + 1));
Theta2 = reshape(nn_params((1 + n1):(n1 + n2)), ...
                 n_out, (n_hid + 1));
end
