function answer = isMATLABReleaseOlderThan(varargin)
% ISMATLABRELEASEOLDERTHAN  Whether this MATLAB is older than a release. It is taken for the newest.
    answer = false;
end
