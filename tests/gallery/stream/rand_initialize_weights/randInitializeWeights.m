function W = randInitializeWeights(L_in, L_out)
%RANDINITIALIZEWEIGHTS Small random weights, bias column included
epsilon_init = sqrt(6) / sqrt(L_in + L_out);
W = zeros(L_out, 1 + L_in);
R = rand(L_out, 1 + L_in);
W = R * 2 * epsilon_init - epsilon_init;
end
