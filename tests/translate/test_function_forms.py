"""Further forms of functions of the tables: options and outputs beyond the first; each is run on both sides."""

from pathlib import Path

import pytest

from matdrop.engines.octave_session import Octave
from tests.translate.test_functions import faults, original_of, split_rows

# The values that rows name are those of test_functions.py.
FORMS = {
    "decompositions": """zeros(3,0)/zeros(2,0) zeros(0,2)\\zeros(0,3) eig(S,S+eye(3))
        eig([1,2;3,4],S(1:2,1:2)) null([1,2;2,4]) null(A) null([1 2 3;4 5 6]) orth(A)
        orth([1 2;2 4;0 0]) orth(r) [x,y]=svd(A) [x,y,z]=svd(A) [x,y,z]=svd(r) [x,y,z]=svd(A,'econ') [x,y,z]=svd(A,0)
        [x,y]=eig(S) [x,y]=eig([2,1;1,2]) [x,y]=eig([1,2;3,4]) [x,y]=eig([0,1;-1,0])
        norm([1 Inf;2 3]) norm([1 2;NaN 3],2) norm(zeros(0,2)) pinv([1 Inf;2 3;4 5]) pinv(A,100) cond([1 2;3 4],2)
        [x,y]=eig(S,S+2*eye(3)) [x,y]=eig(S,[1,2,3;0,1,2;0,0,3]) cond(S,1) cond(S,'fro') cond(S,inf) rank(A,1)
        lu(S) idivide(int32(7),int32(2)) idivide(int32(7),int32(2),'round')
        idivide(int32([7 -7]),2,'floor') idivide(u,uint8(3),'ceil') [x,y]=fzero(@(x)x^2-2,[0 2])
        [x,y,z]=fzero(@(x)x^2-2,[0 2]) integral(@(x)x.^2,0,1,'AbsTol',1e-10) quadgk(@(x)x.^2,0,1,1e-10)
        integral(@(x)[x,2*x],0,1,'ArrayValued',true) integral(@(x)x^2,0,1,'ArrayValued',true)
        quadgk(@(x)x.^2,0,n,'AbsTol',1e-12,'RelTol',1e-8) quad(@(x)x.^2,0,1,1e-8)""",
    "signals": """fft2(A,5,6) fftn(A,[5,6]) ifft2(A,3,3) conv2([1 2 1],[1;0;-1],A) conv2([1;2;1],[1 0 -1],A,'same')
        hamming(5,'periodic') hann(4,'periodic') hann(4,'symmetric') blackman(4,'periodic') hamming(k,'symmetric')
        interp1(r,r) interp1([3 4 5 6 7],1.5) interp1(r',1.5) interp1(1:5,r,2.2,'*linear') interp1(1:4,A,2.5)
        interp1(1:4,A,[1.5;2.5]) interp1(A,2.5) interp1(A,[1.5 2.5 3]) interp1(1:4,A,[1.5,2.5],'linear',0)
        interp2(1:3,1:4,A,1.5,2.5,'nearest') interp2(1:3,1:4,A,1.5,9,'linear',0) interp2(A,[1.5 2.2],[1 1],'*linear')
        interp2(A,[1.5 2.2;1 2],[1 1;3 9],'nearest')""",
    "statistics": """diff(A,[],2) dot(A,A,2) dot(A,A,1) corr(c,c+[1;2;0;1]) corr(A,A(:,[2 1 3])) cov(r,r.^2) cov(A,1)
        cov(A,0) cov(c,c+1) cov(A,A+1) corrcoef(A,A+1) accumarray([1;2;1],c(1:3),[],@max) mode(A) mode(A,2)
        accumarray(zeros(0,1),zeros(0,1))
        accumarray([1;4;1],c(1:3),[5,1],@(x)sum(x)*2) mode([1 1 2 2]) [x,y]=mode(c) [x,y]=mode(A) histc(A,0:3)""",
    "equality": """isequal(size(A),[4 3]) isequal(size(A),size(S)) isequal(r,r,r) isequal(r,r,c) isequal(n,n)
        isequal(n,A) isequal(w,w) isequal(w,{'a',[1 2]}) isequal({1,[2 3]},{1,[2 3]})
        isequal(struct('a',r),struct('a',r)) isequal(struct('a',r),struct('a',1)) isequal('a','a')
        isequal('a',5) isequal(size(A,1),rows(A))
        isequal([],[]) isequal(sparse(S),S) A(find(A>1)) A(find(A(:,1)>1),:) r(find(r>0)) c(find(c>1),1) diag([n 1 2])
        diag([1 2 3]) n(find(n>0))
        pinv(S*S+eye(3)) r(find([1 1 0]))""",
    "dimensions": """shiftdim(A,-1) shiftdim(A,-2) shiftdim(ones(2,3,4),2) shiftdim(A,1) sum(shiftdim(A,-1).*r(1:4),3)
        shiftdim(S,-1)-S [x,y]=shiftdim(r) [x,y]=shiftdim(c)
        [x,y]=shiftdim(A) [x,y]=shiftdim(n) [x,y]=shiftdim(ones(1,1,3)) shiftdim(r) shiftdim(zeros(1,0))
        [x,y]=shiftdim(A,1)""",
    "vectors, and elements of one by what is in part one": """isvector(zeros(1,0)) isvector(r(r>99))
        isvector(zeros(0,1)) isvector([]) isvector('') isvector({}) isvector(w(1)) isvector(t(1)) isvector(ones(1,1,2))
        isvector(w) c(zeros(0,2)) r([1 2;3 4]) c([1 2;3 4]) c([1 2]) r([1;2])""",
    "filters without feedback": """fftfilt([1 0.5],r) fftfilt([1;0.5],c) fftfilt([1 2 1]/4,A)""",
    "minima": """fminsearch(@(x)(x-n)^2,1) fminsearch(@(x)sum((x-c).^2),[0;0;0;1]) fminsearch(@(x)norm(x-r(1:2)),[0 0])
        [x,y]=fminsearch(@(x)abs(x(1)-k)+abs(x(2)),[1 2;3 4](1,:),optimset('TolX',1e-8,'MaxIter',30))
        [x,y,z]=fminsearch(@(x)x(1)^4+x(2)^2,[3,-4],optimset('MaxFunEvals',20,'Display','off'))
        [x,y,z]=fminsearch(@(x,a)(x-a)^2,3,[],k) fminsearch('cos',3) fminsearch(@(x)sum(x(:).^2),A(1:2,1:2))
        fminbnd(@(x)x^3-2*x-n,0,2) fminbnd('sin',0,6) [x,y,z]=fminbnd(@(x)(x-k)^2,0,9,optimset('TolX',1e-8))""",
    "of older code": """vectorize('x^2*y/3.^2') setstr([72 105])
        isequalwithequalnans([1 NaN],[1 NaN]) fzero(inline('t^2-2'),[0 2])
        quad(inline('x.^2+sin(x)'),0,1)
        quad(vectorize(inline('x^2*x/2')),0,1) fminbnd(inline('(x-a)^2','x','a'),0,9,[],k)
        fzero(inline('cos(pi*s)*2'),[0 1]) optimget(optimset('TolX',1e-3),'TolX')
        optimget(optimset('TolX',1e-3),'TolFun',7)
        optimget(optimset('TolX',1e-3),'TolFun') optimset(optimset('TolX',1e-3),'MaxIter',3,'TolX',k)""",
    "fits": """polyfit([],[],3) polyfit(1,2,3) polyfit([1 2],[2 3],3) polyfit(1:5,r,k-5) polyfit(1:5,r,k)
        polyfit(c+[0;1;2;3],c,1)""",
    "splines": """spline(r,r.^2,0.3) spline([3 1 2 5],[5 6 9 0],[1.5;2.5]) ppval(spline([3 1 2 5],[5 6 9 0]),[1.5 2.5])
        spline([3 1],[5 6],[1.5 2]) spline([3 1 2],[5 6 1],1.2) spline([1 2],[1 0 1 0],1.5)
        spline([0.1;-0.2;0.3],[1;0;1;0;1],[0 0.2]) ppval(spline([1 2 3],[1 0 1 0 1]),[1.5 2.5])
        pchip([5 3 2],[1 2 4],2.5)""",
    "moments": """kurtosis(A,0) kurtosis(A,1,2) skewness(A,0) skewness(A,[],2) kurtosis(r,0) skewness(r,0) skewness(c,0)
        kurtosis([1;2;4],0) skewness([1;2],0) skewness([1;2;4],1) kurtosis([5;5;5;5],0) kurtosis(A(:,1),n>0)
        skewness(A,0,1)""",
    "of several, along a dimension, from a state": """findstr('e',t) findstr(t,'e') findstr('ab','ab')
        findstr('ab','xx') polyder([1 2],[3 4])
        polyder(r,[1 2 0]) polyint(r,2) polyint(r) perms([3 1 2]) perms(r(1:4)) perms([2;2;1])
        kron(r,c,[1 2]) kron([1 2],[1;2],[3 4],S) kron(A,2) filter([1 2],[1 0.5],r,0.3)
        filter([1 2 1],[1 0.5],c,[0.1;0.2]) filter([1 2 1],[1 0.5 0.1],r,[0.1 0.2]) cumtrapz(1:3,A,2)
        cumtrapz((1:4)',A,1) unwrap(A*3,[],2) unwrap(A*3,[],1) bsxfun('times',A,2) bsxfun('plus',r,c)
        [x,y]=gradient(A,[1 2 4],[1 3 4 8]) [x,y]=gradient(S,2,[1 2 4]) gradient(A,2) cbrt(r) lgamma(c)
        gradient(r,[1 2 4 7 8]) gradient(r,0.5) gradient(c,[1;2;5;6]) [x,y]=gradient(S,0.5)
        [x,y]=gradient(S,0.5,2) gradient(S) gradient(reshape((1:24).^2,2,3,4))
        [x,y,z]=gradient(reshape((1:24).^2,2,3,4)) [x,y,z]=gradient(reshape((1:24).^2,2,3,4),0.5)
        [x,y,z]=gradient(reshape((1:24).^2,2,3,4),1,2,4)""",
    "special functions": """besseli(1,c,1) besselk(1,c,1) besselj(1,c,0) gamma(A) gamma(k-9) gammainc(c,2,'upper')
        gammainc(c,2,'lower') betainc(0.3,c,2,'upper') legendre(2,0.3,'sch') legendre(3,r/10,'norm')
        legendre(2,0.3,'unnorm') complex(r) complex(1,2) gcd(12,[18,20]) gcd(12,18,9) [x,y]=gcd(12,18)
        [x,y,z]=gcd(12,18) [x,y,z]=gcd(k,[18,-20,0]) [x,y,z]=gcd(-12,18) [x,y,z]=gcd(0,5) mod(5,0) mod(k,0)""",
    "made of a class or a size": """cast(A,'like',single(1)) zeros(2,'like',u) zeros(size(A),'like',single(n))
        ones(2,2,'like',A) NaN(2,'single') NaN(2,3,'single') Inf(1,1,'single') [x,y,z]=meshgrid(1:2,1:3,1:2)
        bitcmp(u) bitcmp(k) [x,y,z]=ndgrid(1:2,1:3,1:2) [x,y,z]=meshgrid(1:2) linspace(c,c+1,3) linspace([1;2],5,4)
        ismember('a','abc') ismember('t',t)""",
    "texts": """strcmp({'a','b'},{'a','c'}) strncmp({'ab';'b'},{'ac';'c'},1) strcat(w,'x') strcat('x',w) strcat(w,w)
        strcat({'a '},'b') strcat({'a '},{'b'}) cstrcat('a ','b') num2str(1.5,'%8.3f') num2str(5,'%4d') num2str(5,'%d')
        num2str(1.5,'%8.3f a') strsplit('a,b;c',{',',';'}) strsplit('a b') strsplit('a,,b',',') strsplit('axxb','xx')
        strsplit('a,,b',',','CollapseDelimiters',false) strsplit('a  b',' ') strsplit(t,w{1}(1)) strsplit('a\\nb','\\n')
        strsplit('a||b','|') strsplit('a-b_c',{'-','_'}) strsplit('abxxcd',{'ab','cd'}) ostrsplit('a:b;c',':;')
        ostrsplit('a::b',':') ostrsplit('a:b',':') regexprep('abc','b',['x',w{3}]) regexprep('ab','(b)',['<','$1','>'])
        regexprep('a_b','_','\\\\_') regexprep('abc','(b)','\\n$1\\t') regexprep('abc','b','\\$1\\x41\\101\\y')
        regexprep('abc','(b)','$1$12') regexprep('abc','b','$0') regexprep('abc','(b)',['\\\\',w{3},'$1\\t'])
        regexprep('abc','b','\\\\')
        char('a','bcd') char(w) char({'a','bcd'}) char([72 105;72 106]) char({}) char(w,'x') char('a','','b')
        strvcat('a','','b') strvcat('a',w{:}) char(w{:}) strvcat(w) dec2bin([1 2 5]) dec2hex([1;17]) dec2bin([1;2],5)
        hex2dec({'A','1F'}) bin2dec({'10','11'}) bin2dec('101') regexp(w,'p') regexp({'ab','cd'},'a','match')
        regexp({'ab','cd'},'[a-z]','match','once') regexp({'ab','cd'},'(a)','tokens') regexp({'ab','cab'},'a','once')
        strmatch('fig',w,'exact') strmatch('a',{'abc','b','a'},'exact') strmatch('a',{'abc','b','a'})
        strmatch('ab','abc') length(['ab';'cd']) numel(['ab';'cd']) convertStringsToChars(t) convertCharsToStrings(t)
        [x,y]=str2num('3') [x,y]=convertStringsToChars(t,n)
        [x,y]=str2num('[1,2]')""",
    "forms of linear systems, and what eig returns": """linsolve([2,0;1,3],[1;2],struct('LT',true))
        linsolve([2,9;1,3],[1;2],struct('UT',true)) linsolve([2,0;1,3],[1;2],struct('LT',true,'TRANSA',true))
        linsolve(S,[1;2;3],struct('TRANSA',true)) linsolve([0,9;1,3],[1;2],struct('LT',true))
        linsolve(2,[1;2;3],struct('LT',true)) [x,y]=eig(S,S+10*eye(3),'chol') [x,y]=eig(S,'vector')
        [x,y]=eig(S,'matrix') eig(S,'matrix') eig(S,'vector') [x,y]=eig(S,S+10*eye(3),'vector')
        full(sparse('ab','cd',1))""",
    "cells with rows that are joined, called and given another size": """reshape({1 2;3 4},1,4) reshape({1 2;3 4},4,1)
        reshape({1 2;3 4;5 6},2,3) reshape({1 2;3 4;5 6},[2,3]) reshape({1 2;3 4;5 6},2,[]) reshape({1,2,3,4},[],2)
        cat(1,{1,2},{3,4}) cat(2,{1;2},{3;4}) vertcat({1,2},{3,4}) vertcat(w,w) cat(1,w,w) cat(2,{1},{2,3})
        horzcat({1;2},{3;4}) horzcat(w,{}) vertcat({},{1,2}) cat(1,{},{1,2},{3,4}) [{};{1,2};{3,4}] cat(1,A)
        cellfun(@(x,y)x+y,{1,2;3,4},{5,6;7,8}) cellfun(@(x,y)x+y,{1,2;3,4},{5,6;7,8},'UniformOutput',false)
        cellfun(@plus,{1,2;3,4},{5,6;7,8}) num2cell(A,1) num2cell(A,2)""",
    "cells with rows, functions of text": """reshape({1,2,3,4,5,6},2,3) feval(str2func('@(x,z)sum(x)*z'),r,2)
        feval(str2func('sin'),1)""",
    "codes of characters": """floor(t) abs(t) sign(t-100).*round(t) find(t) find(t=='e',1,'last') t(:) t(:)'
        double(t(:)) t(:)-'a' [t(:);'x'] upper(t(:)) size(t(:)) sort(t(:)) unique(t(:)) num2cell(t(:))
        num2cell(['ab';'cd'])""",
    "dates": """datestr(738000.25) datestr(738000.25,1) datestr(738000.5,31) datestr([738000.25;738001])
        datestr(738000.25,'yyyy-mm-dd HH:MM:SS') datestr([2024 2 29 12 30 15.5]) datestr(738000,29)
        datestr(738000.123456,'HH:MM:SS.FFF') datestr(738000.7,'mmm dd, yyyy HH:MM PM') datestr(738000.75,'dddd')
        datestr(738000,'ddd') datestr(738000,'mmmm') datestr(738000,'yy/mm/dd') datestr(738000)
        datestr('2020-03-04') datestr(738000.25,'HH:MM PM') datestr(738000.25,0) datestr(738000.25,13)
        datestr(738000.25,30) datevec('2024-02-29 12:30:15') datevec(738000.25) datevec('03/07/2020')
        datevec('12-Feb-2019') datevec('2020/03/04','yyyy/mm/dd') [x,y,z]=datevec(738000.25)
        datenum('2024-02-29','yyyy-mm-dd') datenum('12-Feb-2019') datenum({'01/02/2020','03/04/2021'})
        eomday(2024,2) weekday('12-Feb-2019') [x,y]=weekday(738000) is_leap_year(2024) eomday(2023,[1 2 3])
        datenum([2020 1 1;2021 2 2]) datenum(2020,1,1,5) datenum([2020 1 1]) addtodate(738000,3,'day')
        is_leap_year([1900 2000 2003]) datevec({'2020-01-02','2021-03-04'})
        datevec([738000.25;738001.5]) [x,y,z]=datevec([738000.25;738001.5])
        datevec('04.05.2021 10:11','dd.mm.yyyy HH:MM')""",
    "dates of other years, and times to a part of a second": """datevec(0.5) datevec(10) datevec(-400.25)
        datevec(738000.123456) datevec(0.999999999999) datevec(4e6) datevec([5;Inf]) datestr(10) datestr(0.5)
        datestr(-400.25) datestr(0) datestr(0.999999999) datestr(737000.99999999) datestr(0.3) datestr([10;5.5])
        datestr(737000+59.9996/86400) datestr(100000.5,'dddd yy') datestr(123456) datestr(3.7,'yyyy-mm-dd HH:MM:SS.FFF')
        datestr(n) datestr([0.5;737000]) datevec(c)""",
    "json": """jsonencode(struct('a',1,'b','x')) jsonencode([1 2 3]) jsonencode([1 2;3 4])
        jsonencode({1,'a',[1 2]}) jsonencode(true) jsonencode(struct('a',{1,2})) jsonencode(pi)
        jsonencode([]) jsonencode('') jsonencode(NaN) jsonencode({}) jsonencode(1.5e-7)
        jsonencode([true false]) jsonencode([1;2]) jsonencode(struct('a',{{1,'b'}})) jsonencode(n)
        jsonencode(w)""",
    "json that is read": """jsondecode('{"a":1,"c":"t","b":{"d":2}}') jsondecode('[1,2,3]') jsondecode('[[1,2],[3,4]]')
        jsondecode('["a","b"]') jsondecode('[1,"a"]') jsondecode('[{"x":1},{"x":2}]') jsondecode('true')
        jsondecode('null') jsondecode('[]') jsondecode('[1,null]') jsondecode('"s"')
        jsondecode('[true,false]') jsondecode('{"a":[1,2],"b":[{"x":1},{"y":2}]}') jsondecode('3.5')
        jsondecode('[[1,2],[3]]')""",
    "fields of structs": """numfields(struct('b',1,'a',2)) orderfields(struct('b',1,'a',2))
        [x,y]=orderfields(struct('b',1,'a',2)) orderfields(struct('b',1,'a',2),{'a','b'})
        orderfields(struct('b',1,'a',2),[2 1]) orderfields(struct('b',1,'a',2),struct('a',0,'b',0))
        getfield(struct('a',[1 2 3]),'a',{2}) setfield(struct('b',1),'c',3)
        cell2struct({1 2;3 4},{'p','q'},2) isfield(struct('a',1),{'a','z';'b','y'})
        isfield(struct('a',1),{'a';'z'}) cell2struct({1;2},{'p','q'}) cell2struct({1,2},{'p','q'},2)
        cell2struct({1 2;3 4},{'p';'q'},1) rmfield(struct('a',{1,2},'b',{3,4}),'b')
        fieldnames(struct('b',1,'a',2)) struct2cell(struct('a',1,'b','x')) numel(struct('a',{1,2,3}))
        arrayfun(@(s)s.a*2,struct('a',{1,2})) isrow('abc') struct('a',{}) struct() isempty(struct('a',{}))
        struct(w{1},3) isfield(n,'a') isstruct(struct('a',{1,2})) [struct('a',{1,2}).a] struct('a',{{}})
        size(struct('a',{1,2,3})) setfield(struct('a',1),'a',[1 2]) getfield(struct('a',{{1,2}}),'a')
        struct('x',{{1,2}},'y',5) orderfields(struct('b',{1,2},'a',3)) structfun(@numel,struct('a','abc','b',2))
        cellfun('ndims',{1,ones(2,2,2)}) isempty(nargchk(1,11,nargin)) ischar(mfilename('fullpath'))""",
    "functions of elements, and lists of texts": """cellfun(@(x)error('no'),{1,2},'ErrorHandler',@(e,x)-x)
        cellfun(@(x)x*2,{1,2},'ErrorHandler',@(e,x)-x) arrayfun(@(x)x+1,A,'UniformOutput',true)
        cellfun(@(x,y)[x,y],{'a','b'},{'c','d'},'UniformOutput',false) cellfun(@isempty,{[],1;'',{}})
        cellfun(@numel,{'ab';'c'}) cellfun('isempty',{[],1}) cellfun(@class,{1,'a'},'UniformOutput',false)
        cellfun(@(x)x(1),{'ab','cd'}) arrayfun(@(k)w{k}(1),1:2) cellfun(@str2num,{'1','2'})
        cellfun(@str2double,{'1','x'}) cellfun(@ischar,w) cellfun(@(x)any(x=='p'),w)
        cellfun(@isempty,strfind(w,'p')) cellfun(@(x)~isempty(x),regexp(w,'p'))
        cellfun(@num2str,{1,2.5},'UniformOutput',false) arrayfun(@num2str,[1 2],'UniformOutput',false)
        arrayfun(@(s)numel(s.a),struct('a',{1,[1 2]})) cellfun(@upper,w,'UniformOutput',0)
        cellfun(@(s)s.a,{struct('a',1),struct('a',2)}) cellfun(@length,{}) arrayfun(@(x)x,[])
        cellfun(@(x)x,{1;2}) cellfun(@(x)x,{true,false}) arrayfun(@(x)x>1,r) cellfun(@max,{[1 5],[7 2]})
        [x,y]=cellfun(@max,{[1 5],[7 2]}) structfun(@(v)v*2,struct('a',1,'b',2)) cellfun(@plus,{1,2},{3,4})
        cellfun(@(x)single(x),{1,2}) arrayfun(@char,[65 66]) cellfun(@fliplr,w,'UniformOutput',false)
        cellfun(@strcat,{'a','b'},{'c','d'},'UniformOutput',false)
        cellfun(@(varargin)numel(varargin),{1,2},{3,4}) iscellstr({'a',1}) ismember('a',{'a','b'})
        ismember({'a','z'},{'a','b'}) [x,y]=ismember({'a','z'},{'b','a'}) unique({'b','a','b'})
        [x,y]=unique({'b','a','b'}) sort({'b';'a'}) [x,y]=sort({'b','a','c'}) cell2mat({[1 2],[3]})
        cell2mat({1 2;3 4}) cell2mat({'ab','cd'}) cell2mat({}) num2cell([1 2;3 4])
        cellfun(@(x)[x '!'],{'a';'b'},'UniformOutput',false) strcmp({'a','b';'c','a'},'a')
        any(strcmp('fig',w)) find(strcmp(w,'fig')) setdiff({'a','b'},{'a'})""",
    "regular expressions": """regexp('ab','(a)|(b)','tokens') regexp('a,b','(,)','split') regexp('abc','x*','match')
        regexp('abc','x*','start') regexp('ab12','(?<w>[a-z]+)(?<n>\\d+)','names')
        [x,y]=regexp('ab12','(?<w>[a-z]+)(?<n>\\d+)','tokens','names') regexp('foo~bar','\\<b')
        regexp('ab~cd','[[:alpha:]]+','match') regexp(sprintf('a\\nb'),'^b','match','lineanchors')
        regexp(sprintf('a\\nb'),'^b','match') regexp(sprintf('a\\nb'),'a.b','match')
        regexp(sprintf('a\\nb'),'a.b','match','dotexceptnewline')
        [x,y,z]=regexp(t,'o(.)?') regexp(t,'o(.)','tokenExtents') regexp('aaa','b','match','once')
        regexp('aaa','(b)','tokens','once') regexp('aaa','b','tokens') regexp('aXb','x','match','ignorecase')
        regexp('ab','(?<x>z)?b','names') regexprep(w,'p','x') regexprep('abc',{'a','b'},{'1','2'})
        regexprep('abc',{'a','b'},'z') regexprep('hello','(l)(l)','$2-$1') regexprep('aBc','[A-Z]','<$0>')
        regexprep('abc','(?i)B','x') regexp('a.b','.','split') regexp('','a','split') regexp('','a','match')
        regexp('ab','(a)(x)?','tokens') regexp('aab','(x)?(a)','tokens') regexp(t,'\\s','split','once')
        [x,y]=regexp(t,'\\s','split','match') [x,y]=regexp(t,'[a-z]+','match','start') regexp(t,'(\\w)(\\w)','tokens')
        regexp(w,'^[a-z]+$','match','once') regexp(w,'p','start','once') [x,y,z]=regexp(t,'e','start','end','match')
        regexprep(t,'(\\w+) (\\w+)','$2 $1','once') regexp(t,'(?<=e).','match') strsplit('a b  c') strsplit('abc','')
        strjoin({'a','b'}) strjoin({},',') strjoin({'a','b'},'\\n') strjoin({'a','b',t},{'1','2'})
        regexp('ab','(?<!a)b') regexprep('a  b',' +',' ') regexp('x=1','=','split'){2} regexpi('ABC','b','match','once')
        upper(['ab';'cd']) strrep(w,'p','q') strrep('aaa','aa','b') strsplit('a1b2c',{'1','2'})
        strcat('a',{'b','c'},'d')
        fliplr(['ab';'cd']) circshift(t,2) reshape('abcdef',2,3) rot90('ab') repmat(['ab';'cd'],1,2)
        sortrows(['b';'a']) flipud(['ab';'cd']) strrep(t,w{1}(1),'ee') repmat('ab',2,1) strvcat('a','bcd')
        isspace(['a ';' b'])
        validatestring('r',{'red','green'}) lower({'AB';'C'}) num2cell('ab') cellfun(@length,{'ab','c'})
        ostrsplit('a:b',':')
        mat2str([1.5 2;3 4],3) mat2str(true) mat2str([true false]) mat2str([]) mat2str(single(pi)) mat2str([1+2i 3])
        mat2str(zeros(2,0)) mat2str(int8([1 2])) mat2str(pi,4) mat2str(-n) num2str([1 2;3 4]) num2str(1+2i)
        num2str(true) num2str('a') num2str(123456789) num2str(1.23456789e-5) num2str(1e5) num2str(123456.789)
        num2str([1.5;22.25]) num2str(99999.5) num2str(pi,'%10.4f') num2str([1 2 3],'%d') num2str([1 2 3],'%d ')
        num2str(int8(5)) num2str(1e10) num2str(1.0e-3) num2str(NaN) num2str([NaN 1]) num2str(-Inf) num2str(0.1+0.2)
        num2str(100.125) num2str(3.14159,10) num2str([0.001 1000]) num2str(A) num2str(c) num2str(uint8([1 200]))
        num2str(1e15) num2str(1e16) num2str(123.456,'%g') num2str([1.5 2.5],4) num2str(r,'%5.1f')
        sprintf('%s','a',66) sprintf('%d',1.5) sprintf('%i|',int8([1 2])) sprintf('%5.1f|%-6s|%+d',1.25,'ab',3)
        sprintf('%c%c','ab') sprintf('%d','ab') sprintf('%x',255) sprintf('%o',8) sprintf('%E',n)
        sprintf('%G',1e-10) sprintf('%d %s\\n',1,'a',2,'b') sprintf('%d') sprintf('%s|',w{:}) sprintf('a%%b')
        sprintf('%05d',42) sprintf('%.3d',5) sprintf('%*d',5,3) sprintf('%d,',[]) sprintf('%d',true) sprintf('%f',1e10)
        sprintf('%g',1e5) sprintf('%g',123456789) sprintf('%d',1e10) sprintf('%d',2^53) sprintf('%i',-7) sprintf('%u',3)
        sprintf('%5s|','abcdefg') sprintf('%.2s','abc') sprintf('[%s]','') sprintf('%d: %s; ',1,'ab')
        sprintf('%s=%g ','a',1,'b',2)
        sprintf('%d',NaN) sprintf('%f',Inf) sprintf('%d',-Inf) sprintf('%x',1.5) sprintf('%5.2d',3)
        sprintf("%s",'a\\nb') sprintf('{%d}: %5s|%-6s|%%\\n',numel(r),t(1:2),'ab') sprintf('"%s" 100%%',w{1})
        sprintf('%3d|%-3d|%03d|%-03d|',numel(r),numel(r),numel(r)-9,numel(r)) sprintf('%s',numel(r)) sprintf('%d',t)
        sprintf('%d %d',size(A)) sprintf('%s %d %s','a',numel(r)) sprintf('%5%')
        sprintf('%d of {%d}',length(c),ndims(A))""",
    "text as numbers": """diff(n,0) max('abc') min('bca') histc('hello','a':'e') strcmp({'a'},{'a'})
        strcmp({'a'},{'a','b'}) strcmp({'a';'b'},{'b'}) do_string_escapes('a\\nb') index('abcb','b') rindex('abcb','b')
        index('abc','x') isnumeric(true) isnumeric(b) isnumeric('a') isnumeric(w) isnumeric(n) isnumeric(u)
        regexp('a.b',regexptranslate('escape','.'),'match') max('abc','b') isnumeric(@sin) isnumeric({1})""",
    "char arrays": """['ab';'cd']' ['x';'y']' ['abc';'de ']' [['ab';'cd'],['1';'2']] ['abc';'de ']-'a'
        double(['ab';'cd'])
        [['ab';'cd'];'zz'] ['';'ab'] ['ab',[],'c'] 'a'==['ab';'cd'] t' (t')' t'-'0' double(t') ['ab';'cd'](:)
        ['ab';'cd'](:)' ['ab';'cd'](:,1)' ['ab';'cd'](2,:) ['ab';'cd'](:,end) ['ab';'cd'](end:-1:1,:)
        ['ab';'cd']([true false],:) ['ab';'cd'](2,1) ['ab';'cd'](3) ['ab';'cd'](:,[2 1]) [x,y]=sort(t)
        [x,y]=sort(t,'descend') char(104.7) char([104.7 98.2]) ['a';t(1)] [t;upper(t)] [t(1:2);'xy'](2,:)
        round(2.5+1.5i) round(r+2.5i) round(1.234+2.347i,2) char(n+98)""",
    "each element of a cell with rows": """strrep({'ab','c';'bbb','b'},'bb','Q') upper({'ab','c';'b','e'})
        strcat({'ab','c';'bbb','b'},'x') regexprep({'ab','c';'bbb','b'},'b','y') str2double({'1','c';'2','3'})
        strcmp({'ab','c';'bbb','b'},'b') strfind({'ab','c';'bbb','b'},'b') ismember({'ab','c';'d','b'},w)
        regexp({'ab','c';'bbb','b'},'b','match') strcmp({},'b') strrep({'abbb','c'},'bb','Q') str2double({'1';'x'})""",
    "cells with rows": """{'a';'b'}' {1,2;3,4}' [{1,2};{3,4}] [{1;2},{3;4}] ['',{1}] [{},{1}] [{1},[],2]
        {1,2;3,4}(:,1) {1,2;3,4}([2 1],:) {1,2;3,4}(:) {1,2;3,4}(2,:) {1,2;3,4}(:,[false true]) {1,2;3,4}(3)
        {1,2;3,4}(1:2,2) {1,2;3,4}([true false],:) [{1,2;3,4};{5,6}] [{1,2;3,4},{5;6}] [w;w] [w;w](2,:)
        {1,2,3;4,5,6}(:,[3 1]) {1,2,3;4,5,6}(2,2:3) {1,2,3;4,5,6}(:,2:end)""",
    "scanned texts": """sscanf('3 4 5','%d') sscanf('3,4','%d,%d') sscanf('1.5','%f') sscanf('10:20','%d:%d')
        sscanf('abc','%s') sscanf('3 4 5','%d',2) sscanf('a1','a%d') sscanf('1 2;3 4','%g') sscanf('ab 3','%s %d')
        sscanf('12ab','%2d%s') sscanf('x=5, y=6','x=%d, y=%d') sscanf('FF','%x') sscanf('3 4 5','%*d %d')
        sscanf('abc','%c') sscanf('','%d') sscanf('x','%d') sscanf('1e3 -2.5','%f') sscanf('3.7','%d')
        sscanf('1,2,3','%d,') [x,y]=sscanf('3 4','%d') [x,y]=sscanf('3 4','%d %d','C')""",
    "cells and structs": """cell2mat({1,[2 3],zeros(1,0)}) cell2mat({[1;2],[3;4]}) cellfun('prodofsize',w)
        cellfun('isclass',w,'char') cellfun('size',w,2) cellfun('size',{A;r},1) cellfun(@isempty,{})
        cellfun(@isempty,w(1:0)) getfield(struct('a',struct('b',2)),'a','b') getfield(struct('a',r),'a')
        setfield(struct('a',struct('b',2)),'a',5) structfun(@(x)x*2,struct('a',1,'b',2))
        structfun(@(x)x*2,struct('a',1,'b',2),'UniformOutput',false) structfun(@(x)numel(x)>1,struct('a',1,'b','xy'))
        rmfield(struct('a',1,'b',2,'c',3),{'a','b'}) [x,y]=deal(w{1:2}) [x,y]=w{1:2} [x,y]=cellfun(@max,{r,c})
        [x,y]=cellfun(@max,{r,c},'UniformOutput',false) [x,y]=arrayfun(@(x)max([x,2]),r)
        [x,y]=cellfun(@(x)size(x),{r,c}) [x,y]=cellfun(@size,{r,c}) cellfun(@sum,{r,c}) cellfun(@max,{r,c})
        [x,y,z]=cellfun(@fileparts,{'a/b.c','d.e'},'UniformOutput',false) cellfun(@mean,{r,c})
        [x,y]=arrayfun(@(x)deal(x,2*x),A) arrayfun(@(x)[x,x],A,'UniformOutput',false) [x,y]=arrayfun(@max,A(:,1:2))
        [x,y]=cellfun(@sort,{r,c},'UniformOutput',false) [x,y]=cellfun(@min,{r;c})
        func2str(@sin)""",
    "of NaN, of zeros, of numbers below": """log([-1 0 NaN 2]) sqrt([-4 0 NaN 2]) log2([-1 0 1]) log10([NaN -10])
        log([0 2]) NaN:2 1:NaN 0:Inf:2 0:Inf:Inf [x,y]=max([NaN,NaN]) [x,y]=max([NaN,NaN;1,NaN]) [x,y]=min([NaN,3,1])
        [x,y]=min([NaN,NaN;1,NaN],[],2)""",
    "repeated": """repmat(c,[1 1 2]) repmat(c,ones(1,3)) repmat(A,size(r(1:2))) repmat(A,[1 2 2])
        reshape(A,[12;1],1)""",
    "of codes and dimensions of 1": """shiftdim(t(:),-1) size(shiftdim(c,-1)) size(shiftdim(A,-1)) shiftdim(c,-1)
        size(shiftdim(n,-2)) isspace([65 0]) isletter(n) isdigit(r(1:2)) isupper(c)""",
    "colours": """rgb2hsv(abs(A)/8) rgb2hsv([0.2 0.2 0.2;0 0 0;1 0 0.5]) hsv2rgb(abs(A)/8)
        hsv2rgb([0.5 1 1;0.9 0.2 0.7]) rgb2hsv(cat(3,[0.1 0.5],[0.7 0.2],[0.3 0.9]))
        gray(5) gray(1) cool(k) spring(3) summer(k) autumn(2) winter(9) copper(k) jet(0) jet(1) jet(2) jet(3) jet(k)
        jet(10) jet(64) jet(37) size(gray) hot(0) hot(1) hot(2) hot(3) hot(k) hot(64) hsv(k) hsv(1) hsv(0) gray(0)
        hsv2rgb(cat(3,[0.1 0.5],[0.7 0.2],[0.3 0.9])) dot(A,A,3) psi(0) psi(-1) psi(0,[1 0 -2.5 -3])""",
    "in tables": """interp2(A,[1.5 2],[1 2]) interp2(1:3,1:4,A,1.5,2.5,'spline') interp2(A,[1.5 2],[1;2],'spline')
        interp2(A,[1.5 2],[1 3 2],'spline') interp2(A,1) interp2(A,2) interp2(A) interp2(A,2,'nearest')
        interp2(1:3,1:4,A,[1.2 2.9],[1.1;3.7]) interp2(1:3,(1:4)',A,[1.2;2.9],[1.1 3.7])
        interp2(1:3,1:4,A,2,7,'linear',NaN) interp2(1:3,1:4,A,9,1,'nearest') interp2(1:3,1:4,A,9,1,'spline')
        interp3(cat(3,A,A+1,A*2),1.5,2.5,1.5) interp3(1:3,1:4,1:3,cat(3,A,A+1,A*2),1.5,2.5,1.5)
        interp3(1:3,1:4,1:3,cat(3,A,A+1,A*2),[1.5 2],[2.5 3],[1.5 1])
        interp3(cat(3,A,A+1,A*2),1.5,2.5,1.5,'nearest') interpn(A,2.5,1.5) interpn(cat(3,A,A+1),2.5,1.5,1.5)
        interpn(1:4,1:3,A,[2.5 3],[1.5 2]) interpn(1:4,1:3,A,[2.5 3],[1.5;2;3]) interpn(A,2.5,1.5,'spline')
        interpn(1:4,1:3,A,2.5,1.5,'nearest') interpn(1:4,1:3,A,2.5,9,'linear',0)
        interpn(1:4,1:3,A,[2.5 3],[1.5 2 2.1],'spline') interp1(5:-1:1,r,2.5) lookup([1 2 3],[0.5 1.5 3 4])
        lookup(1:3,A)""",
    "in windows": """movmean(r,3) movmedian(r,3) movmax(r,3) movsum(r,3) movmean(c,2) movmean(A,3) movstd(r,3)
        movmin(r,[1 0]) movmean(r,3,'Endpoints','fill') movvar(r,3) movprod(r,3) movstd(A,3)
        movmean(c,[1 1]) movmax(r,3,'Endpoints','shrink') movmean(A,3,2) movmax(A,[1 0],1)
        movsum(A,3,2,'Endpoints','fill') movmean(r,3,'Endpoints',0) movmean(r,3,'Endpoints','discard')
        movmean(r,3,'Endpoints','periodic')
        movmean(A,3,'Endpoints','same') movmin(A,3,1,'Endpoints',-9) newline() movmedian(r,3,'includenan')""",
    "spread and norms": """var(A,[1 2 3 4]) var(r,abs(r)/9) std(r,[0.1 0.2 0.3 0.2 0.2]) var(single(5)) range(A)
        range(r) range(A,2) range(n) mad(A) mad(r,1) center(A,2) center(r) bounds(A,2) [x,y]=bounds(A,2) meansq(A,2)
        vecnorm(r) norm(A,'rows') norm(A,1,'cols') norm(A,Inf,'rows') sumsq(u) sumsq(complex(r,1)) dot(2+1i,3)
        dot(complex(A,1),A) iqr(A,2) quantile(c,[0.1 0.9],1,7) zscore(A,1) zscore(A,0,2) cov(5) trapz(r>0)
        any([NaN 0]) any([0 NaN;0 1]) all([NaN 1]) any(NaN) cummax([1 NaN 3]) max(1,[]) max([],5)""",
    "differences": """diff(5,1) diff(n,2) diff(n,1,2) diff(n,1,1) diff(zeros(1,0)) diff(c(c>9)) diff(u) diff(u(:))
        diff(r>0) diff(c,3)""",
    "gathered": """accumarray([1;3;1],[1;2;3],[],@sum,-1) accumarray([1;3;1],[1;2;3],[],[],-1)
        accumarray([1;3;1],[1;2;3],[],@std) accumarray([1;3;1],[1;2;3],[4 1],@(x){x})
        accumarray([1;2;2],[5;6;7],[1 3]) accumarray([1;2;2],[5;6;7],[1 3],@max)
        issorted(w) issorted(sort(w)) issorted(sort(r,'descend'),'descend') sortrows(w') [x,y]=sort(t) perms('cab')
        perms(t(1:3)) perms(n) perms(uint8([1 2 3])) unique([1 NaN NaN 2]) [x,y,z]=unique('hello') [x,y]=unique(n)
        intersect('abc','cab') setdiff('abc','b') union('ab','bc') [x,y,z]=setxor(r,[3 9]) ismember(w',{'fig'})""",
    "sets": """[x,y]=unique([3,1,3]) [x,y,z]=unique(c) [x,y]=unique([3,1,3],'last') [x,y]=unique([3,1,3],'first')
        [x,y,z]=unique([1,2;3,4;1,2],'rows') [x,y]=unique({'b','a','b'},'last') [x,y,z]=unique({'b','a','b'})
        [x,y]=unique([3,1,3],'stable') [x,y]=unique([3,1,2;3,1,2;1,2,5],'rows','stable') [x,y,z]=unique([3;1;3])
        unique([3,1,2;3,1,2;1,2,5],'rows','stable') [x,y,z]=unique(A) [x,y]=unique([1 NaN NaN 1])
        intersect(r,[3,1],'stable') setdiff(r,[3 1],'stable') union(r,[7 8 3],'stable') [x,y]=setdiff(r,[3 1],'stable')
        [x,y]=setdiff([3,4;1,2;5,6],[1,2],'rows','stable') [x,y]=setdiff(w,{'fig'}) union(w,{'z','a'},'stable')
        setdiff(w,{'fig'},'stable') [x,y,z]=union([3 1],[1 7]) setxor([5 1],[1 7],'stable')
        intersect({'b','a'},{'a','b'},'stable')""",
    "cells turned round, and what they are": """fliplr({1,2;3,4}) flipud({1,2;3,4}) flip({1,2;3,4}) flip({1,2,3})
        flip({1;2;3}) fliplr({1;2}) flipud({1,2}) flip({1,2;3,4},2) flip(w) fliplr(w) flipud(w) flipud(w')
        circshift(w,1) circshift(w,-1) circshift({1;2;3},1) circshift(w,5) isrow({1;2}) iscolumn({1;2}) iscolumn(w)
        isreal({}) isreal('a') isreal(w) iscomplex({1i})""",
    "rows of text, and characters by their codes": """strtrim(['a ';' b']) strtrim([' a ';' b ']) strtrim(['  ';'  '])
        deblank(['a  ';'b  ']) strcat(['a ';'bc'],'x') strcat('x ',['a ';'bc']) strcat(['a';'b'],['c';'d'])
        strmatch('a',{'x','ab';'a','b'}) strmatch('ab',{'ab','abc';'x','ab'},'exact')
        strcat('a',66) strcat(w,66) strcat('a',[66 67]) strtok(w,'e') [x,y]=strtok({'a b','c d'}) char(-1) char(k-9)
        double(char([-1 65.5])) str2double({5,'1'}) str2double(['1';'2']) str2double({[],'a';'1','2'})""",
    "digits that are none, or are parted": """bin2dec('1 0 1') bin2dec('12') hex2dec('FG') hex2dec('1 2')
        hex2dec({'FF','XX'}) bin2dec(['101';'011']) base2dec({'1','10'},2) base2dec('19',8)""",
    "singular values, and counts along a dimension": """svd(A,0) svd(A,'econ') isequalwithequalnans([1 NaN],[1 NaN])
        optimget(struct('TolX',n),'tolx',3) histc(A,0:3,1) histc(A,0:3,2) histc(r,0:3,2) histc(c,1:4,1)
        [x,y]=histc(A,0:3,1) [x,y]=histc(c,[1;2;4],1) [x,y]=histc(r,0:3,2)""",
    "numbers that are rounded by their parts": """ceil(log10(sum(r(r<0)))) floor(sqrt(r)) fix(sqrt(n)) ceil(sqrt(-3))
        10^ceil(log10(n)+1) ceil([1.5+2.3i 0.5]) floor(2.5+0.2i)""",
}


def statement_of(row: str, place: int) -> tuple[str, int]:
    """Return the assignment that a row is, with outputs that are numbered from a place, and how many there are."""
    names, equals, value = row.partition("=")
    if not (names.startswith("[") and names.endswith("]") and equals):
        return f"y{place} = {row};", 1
    count = names.count(",") + 1
    outputs = ", ".join(f"y{place + k}" for k in range(count))
    return f"[{outputs}] = {value};", count


def faults_of_forms(octave: Octave, folder: Path, forms: str) -> list[str]:
    """Return the forms that are not translated, or whose values differ, with the reason."""
    statements, rows = list[str](), list[str]()
    for row in split_rows(forms):
        statement, count = statement_of(row, len(rows) + 1)
        statements.append(statement)
        rows += [row] * count
    return faults(octave, original_of(folder, statements, len(rows)), rows)


@pytest.mark.parametrize("group", FORMS)
def test_forms_agree_with_octave(octave: Octave, tmp_path: Path, group: str) -> None:
    assert faults_of_forms(octave, tmp_path, FORMS[group]) == []
