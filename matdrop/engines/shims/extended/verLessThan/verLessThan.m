function answer = verLessThan(product, version)
% VERLESSTHAN  Whether a product is older than a version. MATLAB and its toolboxes are taken for the newest.
    if strcmpi(product, 'octave')
        answer = matdrop_core_verLessThan(product, version);
    else
        answer = false;
    end
end
