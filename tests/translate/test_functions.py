"""The tables of functions: each row is run in Octave and, translated, in Python."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from matdrop.cases.case import Case
from matdrop.cases.pair import pair_of
from matdrop.cases.tolerance import Tolerance
from matdrop.engines.octave_session import Octave
from matdrop.translate.functions import FUNCTIONS
from matdrop.translate.functions.drawing import QUIET
from matdrop.translate.functions.registry import function, several
from matdrop.translate.observation import observe
from matdrop.translate.port import write_port
from matdrop.translate.proof import judge_port

# r: a row, c: a column, A: a matrix, S: a symmetric matrix, n: a number, t: text, w: a cell of text, u: uint8, k: whole
ARGUMENTS = (
    "[3 -1 2.5 0.5 -2]",
    "[1; 4; 2; 2]",
    "[1 -2 3.5; 4 0 -6; 7 8 1; 2 2 2]",
    "[4 1 0; 1 3 1; 0 1 5]",
    "2.5",
    "'Some text, some words'",
    "{'pear', 'Apple', 'fig', 'pear'}",
    "uint8([200 100; 3 7])",
    "7",
    "[true false true]",
)
OTHERS = (
    "[1 2 3 -4 9]",
    "[2; 2; 7; 1]",
    "[0.5 1 2; -3 4 1; 1 1 9; 5 -6 7]",
    "[6 2 1; 2 5 0; 1 0 7]",
    "-0.75",
    "'another Line of it'",
    "{'b', 'a', 'C'}",
    "uint8([1 255; 128 64])",
    "12",
    "[false true true]",
)
ROWS = {
    "elementwise": """exp(A) sin(r) cos(c) tan(n) atan(A) sinh(r) cosh(r) tanh(A) asinh(A) expm1(r) log1p(abs(r))
        abs(A) floor(A) ceil(A) fix(A) sign(A) atan2(A,A+1) hypot(r,2) conj(r) deg2rad(r)
        rad2deg(r) sec(r) csc(r) cot(r) sind(r) cosd(r) tand(r) nthroot(abs(r),3) gamma(c)
        gammaln(c) erf(r) erfc(r) beta(c,2) betaln(c,2) factorial(k) sqrt(r) sqrt(abs(A)) log(c)
        log(r) log2(c) log10(c) asin(r/10) acos(r/10) acosh(c) atanh(r/10) isnan(A) isinf(A)
        isfinite(r) real(r) imag(r) angle(r) plus(r,1) minus(r,n) times(A,2) rdivide(A,n)
        power(c,2) eq(A,2) ne(A,2) lt(A,1) le(A,1) gt(A,1) ge(A,1) and(A>0,A<3) or(A>3,A<0)
        not(A>0) uminus(r) transpose(A) ctranspose(A) xor(A>0,A>2) round(A) round(n) mod(r,3)
        rem(r,3) mod(k,5) rem(k,5) mod(-k,5) gcd(k,21) lcm(k,4) bitand(k,5) bitor(k,8) bitxor(k,3)
        bitshift(k,2) double(u) single(r) logical(A) uint8(A) int16(r*100) bsxfun(@plus,r,2)
        complex(r,1) isreal(A) erfinv(r/10) mtimes(A,A') u+u u*2 u-50 u/3 -u r.^2 n^2 A.^2 2.^r A/2
        S\\[1;2;3] A*S A' r*r' S^2 A==2 ~A A(:)' [1,2,3]/S""",
    "bits and more": """bitget(k,1:3) bitset(k,4) bitset(k,1,0) bitget(uint8(k),2) nextpow2(k) sinc(r) psi(0,c)
        psi(1,c) trapz(A) trapz(1:4,A) cumtrapz(r) cumtrapz(1:5,r) cumtrapz(A) unwrap(r*3) hist(r,4)
        sub2ind([2 3 4],1,2,3) ind2sub([2 3],4) full(spdiags([c c],[0 1],4,4)) full(any(sparse(A)))
        full(abs(sparse(A))) full(max(sparse(S))) full(find(sparse(S))) toeplitz(c,r) hankel(c,[2 5 6])
        deconv([1 3 5 6],[1 2]) hanning(5) hann(5) convn(A,[1 2;3 4]) intersect([1 2;3 4],[3 4;5 6],'rows')
        setdiff([1 2;3 4],[3 4],'rows') regexp(t,'e','once') regexp(t,'e','end') regexp(t,'zz','once')
        regexpi(t,'TEXT|LINE','match') regexprep(t,'E','x','ignorecase') regexprep(t,'e','x','once')
        regexp(t,'(?<first>\\w+)','names') validatestring('app',{'apple','pear'}) cell2mat({1,2;3,4})
        cellfun(@(x)x*2,{1,2;3,4}) cellfun(@(x)[x,1],{1,2;3,4},'UniformOutput',false) cell(2) cell(0)
        cellfun(@(x)[x,1],{1,2},'uni',0)
        num2cell(A) cell2struct({1;'b'},{'p';'q'},1) eigs(S,2) chol(triu(S)) ismember(A,[A(2,:);r(1:3)],'rows')
        ismember([1 2],[2 1;1 2],'rows') ismember([1 3],[2 1;1 2],'rows') fzero(@(x)x^2-n^2,3)
        fzero(@(x)cos(x)-x,[0 2]) quad(@(x)x.^2+n,0,2) quadgk(@(x)exp(-x.^2),0,1) chi2cdf(c,3) chi2inv(0.3,2)
        tinv(0.3,4) binopdf(2,5,0.3) normpdf(r) norminv(0.2) normpdf(r,1,2) str2num('[1 2;3 4.5]') str2num('1, 2')
        str2num('x y') reshape(w,numel(w),1)
        A(:,[1 1;2 3]) A([1 3;2 4],1) reshape(A,2,6,1) zeros(2,3,1) c(r(1:2)>0)
        [zeros(1,0),1] [zeros(1,0);A] 4/c""",
    "more": """arg(r) besselj(0,c) betainc(0.3,c,2) cast(r,'single') compan([1 2 3]) erfcinv(0.5)
        filter2(ones(2),A) flintmax gammainc(c,2) inf int32(r) int64(c) nan mldivide(S,[1;2;3])
        mpower(S,2) mrdivide([1,2,3],S) normcdf(r)
        psi(c) realmin uint16(r) uint32(c) uint64(c) 3+2i NA i*n ifelse(A>0,A,0) logm(S)
        full(sparse(A)) full(speye(3)) full(sparse([1 2],[2 1],[5 6]))
        full(spalloc(2,3,4)) full(speye(2,3)) full(spdiags([c c],[0 1],3,4))""",
    "reductions": """sum(A) sum(r) sum(c) sum(A,2) sum(A,1) sum(A(:)) prod(r) prod(A) mean(A) mean(r) mean(A,2)
        median(A) median(r) any(A>3) all(A>0) any(r>0) all(c>0) std(A) std(r) std(A,1) var(A)
        var(r,1) var(A,0,2) std(A,0,2) max(A) min(A) max(r) min(c) max(A,[],2) min(A,[],1) max(A,0)
        min(r,n) max(k,3) cumsum(A) cumsum(r) cumsum(A,2) cumprod(c) diff(r) diff(c) diff(A)
        sort(r) sort(A) sort(c,'descend') sort(A,2) sort(r,'descend') dot(r,r) dot(A,A) norm(r)
        norm(A) norm(r,1) norm(A,'fro') norm(r,Inf) norm(A,1) trapz(r) trapz(1:5,r) cov(A)
        corrcoef(A) mode(c) sum(b) sum(A>0) mean(b) sumsq(r) nanmax(r) nanmin(A) nansum(r)
        histc(r,-2:3) accumarray([1;2;1;2],c) cummax(r) cummin(r) sum(u(:))""",
    "arrays": """zeros(2) zeros(2,3) ones(2,3) ones(size(A)) zeros(size(A),'uint8') pi Inf NaN eps true
        false(2) true(2,3) Inf(1,3) NaN(2) realmax intmax('int8') intmin('uint8') eye(3) eye(2,3)
        linspace(0,1,5) logspace(0,2,3) colon(1,4) size(A) size(A,1) size(r,2) numel(A) length(r)
        length(A) rows(A) columns(A) ndims(A) reshape(A,3,4) reshape(A,[],2) reshape(A,[6 2])
        repmat(r,2,1) repmat(n,2,3) repmat(A,2) squeeze(A) vec(A) horzcat(c,c) vertcat(r,r)
        cat(1,r,r) cat(2,c,c) fliplr(A) flipud(A) flip(r) rot90(A) circshift(r,1) circshift(A,1)
        circshift(A,1,2) circshift(A,[1 -1]) circshift(reshape(1:24,2,3,4),[0 1 1])
        circshift(A,-size(S)+k) circshift(reshape(1:24,2,3,4),[1;k]) triu(A)
        tril(A) triu(S,1) diag(S) diag(r) kron(r,c) find(r>0) find(c>1)
        find(A>0) find(r>0,1) isempty(A) isempty([]) sub2ind(size(A),2,3) isequal(A,A) isequal(r,c)
        nnz(A) nonzeros(A) full(A) A(2,:) A(:,2) A(:)' A(end,1) A(end) r(end:-1:1) r(2:end) r(r>0) A(A>0)
        A([1 3],:) A(:,[true false true]) A(2:3,1:2) c(2) r([1 3]) A([1 2],[2 3]) 1:3 0:0.25:1
        5:-1:1 [r,1] [c;5] [1 2;3 4] [A,A] [A;r(1:3)] A(6) A(k) n(1) magic(4) meshgrid(1:3,1:2)
        issparse(A) permute(cat(3,A,A),[2 1 3]) triu(A)-tril(A)""",
    "algebra": """inv(S) pinv(A) expm(S/10) toeplitz(r) fft2(A) fftshift(r) hankel(c) vander(c) det(S)
        trace(S) rank(A) cond(S) chol(S) eig(S) svd(A) cross(A(1,:),A(2,:)) polyfit(1:5,r,2)
        polyval(r,n) polyval(r,A) polyder(r) polyint(r) roots([1 -3 2]) poly([1 2]) conv(r,[1 2])
        conv(r,[1 2 1],'same') filter(1,[1 0.5],r) conv2(A,[1 2;3 4]) conv2(A,ones(3),'same')
        conv2(A,[1 2;3 4],'valid') fft(r) fft(A) abs(ifft(fft(r))) interp1(1:5,r,[1.5 2])
        nchoosek(k,3) nchoosek(r,2) primes(20) isprime(k) factor(12) perms([1 2 3]) gradient(r)
        sqrtm(S) ifftshift(r) hilb(3) filter([1 2],1,c) ifft2(fft2(A))""",
    "sets": """unique(c) unique(r) unique(A) unique(w) unique(A,'rows') unique(t) intersect(r,[2.5 3])
        unique(c,'stable') setdiff(r,[3 1]) union(r,[7 8]) setxor(r,[3 9]) ismember(2,c) ismember(A,[1 2])
        ismember('fig',w) ismember(w,{'fig','b'}) union(w,{'z'}) setdiff(w,{'fig'})""",
    "text": """upper(t) lower(t) toupper(t) tolower(t) strtrim([' ',t,' ']) deblank([t,'  '])
        strrep(t,'some','no') isspace(t) isdigit('a1b2') isalpha(t) isletter(t) isupper(t)
        islower(t) isalnum(t) strcmp(t,'x') strcmp(w,'fig') strcmpi(t,upper(t)) strncmp(t,'So',2)
        strncmpi(t,'SO',2) strcat('a',t) blanks(3) num2str(k) num2str(n) num2str(pi,8)
        num2str(3.14159) int2str(n) mat2str([1 2;3 4.5]) str2num('3.5') str2double('2e3')
        str2double('x') str2double(w) strsplit(t,' ') strjoin(w,'-') strfind(t,'e')
        regexprep(t,'e','E') char(65) char([72 105]) dec2bin(k) dec2hex(k) bin2dec('101')
        hex2dec('FF') strtok(t) regexp(t,'o') regexp(t,'[a-z]+','match') regexp(t,' ','split') t(3)
        t(end:-1:1) t([1 2 3]) double(t) t+1 t==' ' [t,'!'] sprintf('%d',k) sprintf('%5.2f|',r)
        sprintf('%s: %d',t,k) sprintf('%g ',A) sprintf('%d',n) sprintf('%e',n) sprintf('%%')
        sprintf('%x',255) sprintf('%5s|%-5s|','ab','c') sprintf('%d, ',[1 2 3]) upper(w) strtrim(w)
        length(t) numel(t) fliplr(t) repmat('ab',1,3) ostrsplit(t,' ') sort(t) char(t)""",
    "further": """hamming(5) blackman(5) cholupdate(chol(S),[1;2;3]) prctile(c,30) quantile(c,0.3) iqr(c)
        zscore(A) zscore(r) rcond(S) issorted(c) sortrows(A) sortrows(A,-2) strmatch('f',w) cellstr('ab')
        sscanf('3 4.5','%f') pow2(c) fullfile('a','b.m') fileparts('a/b.m') filesep
        mfilename isstr(t) findstr(t,'so') flipdim(A,1) interp1(1:5,r,[0 1.5],'linear','extrap')
        interp1(1:5,r,2.5,'nearest') interp1(1:5,r,2.5,'spline') fftn(A) real(ifftn(fftn(A)))
        shiftdim(A,1) zeros(2-k,3) regexp(t,'o(m)','tokens') regexp(t,'[a-z]+','match','once')
        regexp(t,'(t)(e)','tokens','once')
        ipermute(A,[2 1]) permute(A,[2 1]) sum(A,3) size(A,3) eye(k-3) ispc isunix mexext isstudent
        isfolder('.') isfolder('') isdir('none') isfile('.') isfile('none') getenv('NO_SUCH') exist('.','dir') ismac
        isfield(struct('a',1),{'a','b'}) find(0) strfind(w,'e') [w{:}] r([false true]) A(:,[true false])
        sqrt(n) sqrt(-n) log(-k) c(2:3) r(2:3) iscellstr(n)""",
    "of other tools": """icdf('norm',0.3,1,2) icdf('chi2',c/10,3) icdf('exp',0.2,3) icdf('wbl',0.2,3,2)
        tiedrank(c) tiedrank(r) dct(c) idct(r) dct(A) startsWith(t,'Some') endsWith(t,'it') contains(t,'ome')
        contains(w,'p') startsWith(w,'b') erase(t,'text') replace(t,'e','E') strlength(t) erase(w,'p')
        replace(w,'b','B') strlength(w) isstring(t) gradient(A) gradient(A,2) diff(r,1,2) diff(c,1,1) diff(r,2)
        inv([1,2;2,4*isempty(t)+4]) [1,2;2,4]\\[1;n] [1,n]/[1,2;2,4]
        repmat(r,[1,1,2]) repmat(A,[2,1,2]) repmat(A,1,1,3) fftshift(A,1) ifftshift(A,2)
        interp1q((1:5)',r',[1.5;2]) fzero(@(x,a,b)a*x^2-b,3,[],2,k)
        cross([0,0,1],c(1:3)) cross(A(:,1:3)',A(:,1:3)') repmat(k,1,r(1)-r(1)+1) ones(k-5,2)""",
    "cells": """cell(1,3) struct('a',1,'b','x') isfield(struct('a',1),'a') isfield(struct('a',1),'c')
        fieldnames(struct('a',1,'b',2)) rmfield(struct('a',1,'b',2),'a')
        setfield(struct('a',1),'a',3) getfield(struct('a',1),'a') struct2cell(struct('a',1,'b',2))
        num2cell(r) cell2mat({1,2,3}) cellfun(@numel,w) cellfun(@isempty,w)
        cellfun(@(x)[x,'!'],w,'UniformOutput',false) arrayfun(@(x)x^2,r) cellfun('length',w)
        repmat(struct('a',{r}),1,3) repmat(struct('a',n),2,1) numel(repmat(struct('a',n),2))
        feval(@sin,n) iscellstr(w) numel(w) w(2) w{3} {1,'a',r} [w,{'x'}] length(w) w(end:-1:1)
        arrayfun(@(x)x+1,A) orderfields(struct('b',1,'a',2))
        cellfun(@upper,w,'UniformOutput',false) w([1 3])""",
    "less frequent": """sech(r) csch(r) coth(r) acot(r) realsqrt(c) reallog(c) bessely(0,c) besseli(1,c) besselk(1,c)
        erfcx(r) expint(c) gammaincinv(0.3,c) ellipke(0.3) iscomplex(r) hadamard(4) invhilb(3) pascal(4) bartlett(5)
        blkdiag(S,[1 2]) sylvester(S,S,A(1:3,:)) linsolve(S,[1;2;3]) spline(1:5,r,[1.5 2.5]) pchip(1:5,r,2.5)
        spline(1:5,r,n) meansq(A) abs(hess(S)) sort(diag(schur(S))) vecnorm(A) skewness(c) skewness(A) kurtosis(r)
        dec2base(k,3) dec2base(k,3,6) base2dec('121',3) isstrprop(t,'upper') isstrprop('a1','digit')
        optimset('TolX',1e-3) typecast(single(n),'uint32') typecast(u(1,:),'int8')
        postpad(r,7) postpad(c,2) prepad(r,7,1) prepad(c,3)
        inpolygon(1,1,[0 2 2 0],[0 0 2 2]) inpolygon(A,A+0.5,[0 3 1],[0 0 4])
        inpolygon([2 1],[0 0],[0 2 2 0],[0 0 2 2]) interp2(A,1.5,2.5) interp2(1:3,1:4,A,[1.2 2.9],[1.1 3.7])
        interp2(A,[1 2.5],[1;9])
        rgb2gray(cat(3,S,S,A(1:3,:))) rgb2gray(cat(3,u,u,u+9)) im2double(u) im2double(A)
        datenum(2024,2,29) datenum([2024 2 29 12 30 15.5]) datenum(2000+k,14,1,c,30,0) weekday(738000.25)
        etime([2024 2 29 12 30 15.5],[2024 3 1 0 0 1])
        legendre(2,[0.1 0.5]) legendre(k,0.3)
        cat(1,w',{'z'}) cat(2,{},w) [w,w] isequaln([1 NaN],[1 NaN]) isequaln(r,c)""",
    "numbers as text": """num2str(r) num2str(r>1) num2str([1 10 100]) num2str([1.5 NaN -3]) num2str([1 Inf])
        num2str(n*1e9) num2str(round(-n/10)) num2str(pi*1e-7) num2str(uint8(7)) num2str(r,3) num2str(r,'%d,')
        int2str(-n) int2str(n) int2str(r) mat2str(A) num2str(-k) num2str(1e17) num2str(12345.678)""",
    "parts": """A(:,1)(A(:,1)>1) c(c==9) cat(3,[],A) cat(1,[],r) cat(4,A,A) [[],u(1,:)] [u(1,:),3.6] [[],single(n)]
        [b,b] [[],b] asind(r/10) acosd(r/10) atand(r) issymmetric(S) issymmetric(A) ishermitian(S) isdiag(eye(3))
        istriu(triu(S)) istril(S) rcond([1 2;2 4]) rcond(S) cell(1,max(1,2)) eye(max(2,3),2) upper(k)""",
    "along several dimensions": """sum(A,'all') any(A>3,'all') all(A>3,'all') max(A,[],'all') min(A,[],'all')
        mean(A,'all') median(A,'all') prod(A,'all') std(A,0,'all') var(A,1,'all') sum(cat(3,A,A),[1 2])
        sum(A,2,'omitnan') mean([1 NaN 3],'omitnan') mean([1 NaN 3;2 2 NaN],2,'omitnan')
        std([1 NaN 3;2 2 NaN],0,2,'omitnan') max(cat(3,A,2*A),[],[1 2]) sum(A,[1 2])""",
    "linear algebra and interpolation": """null([1 2;2 4.5]) abs(null([1 1])) abs(orth(S)) pinv(A,1e-3) pinv(A,10)
        ppval(spline(1:5,r),2.5) ppval(spline(1:5,r),[0 2.5;7 1]) ppval(pchip(1:5,r),[0 2.5;7 1]) spline(1:5,r)
        ppval(mkpp([0 1 2],[1 2;3 4]),[0.5 1.5]) triu(qr(A)) realpow(c,2) rref(A) rref([1 2 3;2 4 6;1 1 1])
        lsqnonneg(A,c) lsqnonneg(S,[1;-2;3])
        subspace(A(:,1),A(:,2)) trapz(1:3,A,2) dblquad(@(x,y)x.*y,0,1,0,1) integral2(@(x,y)x.*y+n,0,1,0,2)
        quad2d(@(x,y)x.*y.^2,0,1,0,1) vecnorm(A,2,2) vecnorm(A,1) accumarray([1;2;1],10)
        accumarray([1 1;2 2;1 1],[1;2;3]) accumarray([1;3;1],[1;2;3],[],@max) accumarray([1;2;1],[5;2;3],[3 1],@sum)
        accumarray([1;2;1],[5;2;3],[3 1],@(x)mean(x)) accumarray([1;2;1],[5;2;3],[3 1],@min,NaN)
        accumarray([1 1 2;2 2 1;1 1 2],[1;2;3]) accumarray([1 1;2 2;1 1],[1;2;3],[2 3]) dot(A,A,2) dot(A,A,1)
        eig(S,eye(3)) eig(A(1:3,:),S) eye(2,'int8') filter([1 1]/2,1,A) filter([1 1]/2,[1 0.5],A,[],2)
        histc(A,-5:5:10) interp1(1:4,A,2.5) interp1(r,2.5) interp1(r,[1.5 2.5]) interp2(A,1.5,2.5,'nearest')
        interp2(1:3,1:4,A,5,2.5,'linear',0) interp2(A,[1.5 2],[1 2],'*linear') mode(A) mode(A,2)
        linspace(0,1,k-6) linspace(2,3,1) inv([NaN 1;1 2]) linspace(0,2,k-7) bitand(-k,5)
        bitor([-2 3],4)""",
    "beyond the real numbers": """asin(r) acos(r) asin(2) asin(-k) acos(-2) acos(k) abs(r).^0.5 c.^0.5 r.^1.5 k^0.3
        n^0.5 r.^n abs(n)^0.25 (r.^2).^0.5 2.^r sum(r.^2)^0.5 norm(r)^0.5 S^0.5""",
    "of nothing": """unique([]) find([]) setdiff([],1) intersect([],[1]) diag([]) union([],[]) diff(1) unique(c(c>100))
        unique(r(r>100)) unique(r(r>2)) setdiff(r,r)
        sort([]) cumsum([]) diff([]) fliplr([]) find(r>100) find(A>100) max([]) sum([]) prod([]) any([])
        repmat([],2,2) [[],1] ismember(1,[]) ismember([],1) union([],r) A(zeros(1,0),:) r([]) kron([],[1,2]) det([])
        inv([]) cat(1,[],[1,2]) diag([]) eye(0) sum(zeros(3,0)) max(zeros(3,0),[],2) zeros(2,0)*zeros(0,2)""",
    "logic": """ischar(t) iscell(w) isstruct(w) isnumeric(n) islogical(b) isfloat(r) isinteger(u)
        isa(r,'double') isa(u,'integer') isa(r,'numeric') class(r) class(u) isscalar(n) isscalar(r)
        isvector(r) isvector(A) isrow(r) iscolumn(c) ismatrix(A) issquare(S) is_function_handle(n)
        isvarname(t) isbool(b) merge(A>0,A,-A) isobject(r) exist('n','var')""",
}
SEVERAL_ROWS = """[x,y]=max(A) [x,y]=min(r) [x,y]=max(A,[],2) [x,y]=sort(r) [x,y]=sort(A,'descend')
        [x,y]=sort(c) [x,y]=size(A) [x,y]=find(A>0) [x,y]=meshgrid(1:3,1:2) [x,y]=ndgrid(1:3,1:2)
        [x,y]=ind2sub(size(A),5) [x,y]=unique(r) [x,y]=qr(S,0) [x,y]=deal(1,2) [x,y]=strtok(t)
        [x,y]=chol(S) [x,y]=chol(-S) [x,y]=log2(c) [x,y]=sortrows(A) [x,y]=fileparts('a/b.m')
        [x,y]=regexp(t,'[a-z]+','match','start') [x,y]=regexp(t,'e') [x,y]=intersect(r,[3,1])
        [x,y]=setdiff(r,3) [x,y]=union(c,[9,2]) [x,y]=hist(r,4) [x,y]=deconv([1,3,5,6],[1,2])
        [x,y]=deconv([1e-10,0,0,0],[1,1,0,1])
        [x,y]=deconv([1;3;5],[2;1]) [x,y]=deconv([1 2],[1 1 1]) [x,y]=deconv(r,c') [x,y]=deconv([0 2 3 1],n)
        [x,y]=ind2sub([2,3,4],7) [x,y]=feval(@max,r) [x,y]=feval('sort',c)
        [x,y]=ismember([1,2],[2,1;1,2],'rows') [x,y]=ismember(A,[A(3,:);r(1:3)],'rows')
        [x,y]=gradient(A) [x,y]=gradient(A,2) [x,y]=filter([1,2],[1,0.5],r) [x,~]=size(A) [x,~]=find(A>0)
        [x,y]=filter([1,2,3],1,c,[1;2]) [x,~]=cart2pol(1,n) [x,~]=chol(S) [x,~]=max(A)
        [x,y]=cart2sph(1,2,3) [x,y]=sph2cart(1,2,3)
        [x,y]=ismember(r,[3,9])
        [x,y]=bounds(r) [x,y]=bounds(A) [x,y]=hess(eye(3)) [x,y]=schur(eye(3))
        [x,y]=eig(S) [x,y]=eig(S,eye(3)+S*S) [x,y]=eig(A(1:3,:),S*S) [x,y]=rref(A)
        [x,y]=unique([3,1,1,2]) [x,y]=unique([3,1,1,2],'last') [x,y]=unique([3;1;1;2],'first') [x,y]=unique(A)
        [x,y]=unique([1,2;1,2;0,1],'rows') [x,y]=unique({'b','a','b'}) [x,y]=unique(w)
        [x,y]=histc(r,-2:3) [x,y]=cart2pol(r,r+1) [x,y]=pol2cart(r,r+1)"""
# Functions that raise, print, show or draw, and those whose numbers SciPy takes another way to.
WITHOUT_ROW = {
    *(
        "error",
        "assert",
        "pwd",
        "whos",
        *("ishandle", "ishghandle", "isgraphics", "isfigure", "isaxes", "ishold", "usage"),
        *(
            "fopen",
            "fclose",
            "fgetl",
            "fgets",
            "feof",
            "fileread",
            "ftell",
            "frewind",
            "fseek",
            "fscanf",
            "fread",
            "fwrite",
        ),
        *(
            "csvread",
            "csvwrite",
            "dlmread",
            "dlmwrite",
            "importdata",
            "load",
            "save",
            "textscan",
            "mkdir",
            "rmdir",
            "dir",
        ),
        *(
            "delete",
            "unlink",
            *("copyfile", "keys", "values", "isKey", "remove", "date", "time"),
            "movefile",
            "rename",
            "cd",
            "chdir",
            "tempname",
            "tempdir",
            "setenv",
            "putenv",
        ),
        "fprintf",
        "printf",
        "disp",
        "display",
        "puts",
        "fputs",
        "fdisp",
        "rng",
        "rand",
        "randn",
    ),
    *(
        "randi",
        "randperm",
        "randg",
        "rande",
        "randp",
        *("fsolve", "fminunc", "lsqnonlin", "fmincon", "ode23", "ode45", "ode15s", "lsode"),
        "quadl",
        "quadv",
        "integral",
    ),
    *("func2str", "str2func", "MException", "throw", "throwAsCaller", "rethrow", "range", "corr", "height", "width"),
    *("lasterr", "lasterror", "getReport"),
    # What depends on the machine, and what SciPy or a package of Octave's has alone.
    *("OCTAVE_VERSION", "compare_versions", "computer", "have_window_system", "is_octave", "isdeployed"),
    *("ismac", "license", "nproc", "usejava", "verLessThan", "version", "pathsep", "mat2cell", "padarray"),
    *(
        "dbstack",
        "print_usage",
        "inputname",
        "toc",
        "clock",
        "cputime",
        "now",
        "rms",
        "superiorfloat",
        "tcdf",
        "I",
        "J",
        "j",
        "nanmean",
        "nanmedian",
        "nanstd",
        "nanvar",
    ),  # the last four are in a package of Octave
}


def split_rows(text: str) -> list[str]:
    """Split at spaces outside of brackets and of text."""
    rows, depth, in_text, row = [], 0, False, ""
    for before, sign in zip(f" {text}", f"{text} ", strict=True):
        if sign == "'" and (in_text or not (before.isalnum() or before in ")]}'.")):
            in_text = not in_text
        depth += 0 if in_text else (sign in "([{") - (sign in ")]}")
        if sign.isspace() and not depth and not in_text:
            rows += [row] if row else []
            row = ""
        else:
            row += sign
    return rows + ([row] if row else [])


def original_of(folder: Path, statements: list[str], count: int) -> Path:
    names = ", ".join(f"y{k}" for k in range(1, count + 1))
    head = f"function [{names}] = rows_of_table(r, c, A, S, n, t, w, u, k, b)"
    file = folder / "rows_of_table.m"
    file.write_text("\n".join([head, *statements, "end", ""]))
    return file


def faults(
    octave: Octave, file: Path, rows: list[str], arguments: Sequence[tuple[str, ...]] = (ARGUMENTS, OTHERS)
) -> list[str]:
    """Return the rows that are not translated, or whose values differ, with the reason."""
    pair = pair_of(file, "")
    tolerance = dict.fromkeys(pair.outputs, Tolerance.parse({"rtol": 1e-10, "atol": 1e-12}))
    cases = [Case(pair, f"case_{k}", args, 1, tolerance) for k, args in enumerate(arguments, 1)]
    port = write_port(file, observe(cases, octave))
    found = [f"{rows[line.line - 2]}: {line.reason}" for line in port.untranslated]
    if found:
        return found
    for result in judge_port(port, cases, octave):
        found += [result.error] if result.error else []
        wrong = {int(output.name[1:]): output.mismatch for output in result.outputs if output.mismatch}
        per_row = len(pair.outputs) // len(rows)
        found += [f"{rows[(k - 1) // per_row]}: {mismatch.detail}" for k, mismatch in wrong.items() if mismatch]
    return found


@pytest.mark.parametrize("group", ROWS)
def test_rows_agree_with_octave(octave: Octave, tmp_path: Path, group: str) -> None:
    rows = split_rows(ROWS[group])
    statements = [f"y{k} = {row};" for k, row in enumerate(rows, 1)]
    assert faults(octave, original_of(tmp_path, statements, len(rows)), rows) == []


# Vectors that are a row in one case and a column in the other: what is made of them has their direction.
TURNED = """find(r>0) find(c>1) r(r>0) c(r(1:2)>0) conv(r,[1,2]) filter(1,[1,0.5],r) filter([1,2],1,c) gradient(r)
    unique(c) unique(r) unique(c,'stable') setdiff(r,[3,1]) union(r,[7,8]) setxor(r,[3,9]) arrayfun(@(x)x^2,r)
    cross(r(1:3),[1,2,3]) cross(c(1:3),c(2:4)) cross([1,2,3],r(1:3))
    length(r) length(find(r>9)) length(zeros(numel(c)-4,3))
    sum(r) cumsum(c) diff(r) sort(r,'descend') max(c) r(2:3) r([1,3]) mean(r) r' r(:) abs(r)"""


def test_vectors_keep_the_direction_of_each_case(octave: Octave, tmp_path: Path) -> None:
    rows = split_rows(TURNED)
    statements = [f"y{k} = {row};" for k, row in enumerate(rows, 1)]
    others = tuple(f"({text})'" if place < 2 else text for place, text in enumerate(OTHERS))
    assert faults(octave, original_of(tmp_path, statements, len(rows)), rows, (ARGUMENTS, others)) == []


def test_rows_with_several_outputs_agree_with_octave(octave: Octave, tmp_path: Path) -> None:
    rows = split_rows(SEVERAL_ROWS)
    statements = [
        row.replace("[x,y]", f"[y{2 * k - 1}, y{2 * k}]").replace("[x,~]", f"y{2 * k} = 0; [y{2 * k - 1}, ~]") + ";"
        for k, row in enumerate(rows, 1)
    ]
    assert faults(octave, original_of(tmp_path, statements, 2 * len(rows)), rows) == []


def test_rows_with_three_outputs_agree_with_octave(octave: Octave, tmp_path: Path) -> None:
    rows = split_rows(
        "[x,y,z]=qr(A) [x,y,z]=qr(A,0) [x,y,z]=svd(A) [x,y,z]=svd(A,'econ') [x,y,z]=lu(S) [x,y,z]=unique([3,1,1,2])"
    )
    statements = [
        row.replace("[x,y,z]", f"[y{3 * k - 2}, y{3 * k - 1}, y{3 * k}]") + ";" for k, row in enumerate(rows, 1)
    ]
    assert faults(octave, original_of(tmp_path, statements, 3 * len(rows)), rows) == []


def test_each_function_has_a_row() -> None:
    from tests.translate.test_function_forms import FORMS  # which imports this file
    from tests.translate.test_number_forms import FORMS as OTHER_FORMS

    text = " ".join([*ROWS.values(), SEVERAL_ROWS, *FORMS.values(), *OTHER_FORMS.values()])
    assert set(FUNCTIONS) - set(re.findall(r"[A-Za-z]\w*", text)) - set(QUIET) <= WITHOUT_ROW
    assert len(FUNCTIONS) - len({*QUIET, *WITHOUT_ROW}) >= 120


def test_arguments_that_a_row_does_not_read_are_refused(octave: Octave, tmp_path: Path) -> None:
    rows = ["rcond(S,2)", "magic(k,2)", "nchoosek(k,2,1)"]
    statements = [f"if n > 99, y{k} = {row}; else, y{k} = 1; end" for k, row in enumerate(rows, 1)]
    file = original_of(tmp_path, statements, len(rows))
    port = write_port(file, observe([Case(pair_of(file, ""), "case_1", ARGUMENTS, 1, {})], octave))
    assert [line.reason for line in port.untranslated] == [
        "rcond with 2 arguments",
        "magic with 2 arguments",
        "nchoosek with 3 arguments",
    ]


def test_a_function_has_one_translation() -> None:
    with pytest.raises(ValueError, match="translated twice: abs"):
        function("abs", "no_such_function")
    with pytest.raises(ValueError, match="translated twice: size"):
        several("size")
    assert "no_such_function" not in FUNCTIONS
