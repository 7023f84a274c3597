"""Kinds of inputs that parameters of MATLAB code stand for, and the names, uses and words that suggest them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Form = Literal["scalar", "vector", "matrix", "other"]


@dataclass(frozen=True)
class Kind:
    """Expressions for inputs of one kind.

    Attributes
    ----------
    form : {"scalar", "vector", "matrix", "other"}
        Its size.
    first, second : tuple of str
        MATLAB expressions for a first and a second case. If a call has several inputs of a kind, the
        second input gets the next expression, so that a port cannot swap the two unnoticed.
    """

    form: Form
    first: tuple[str, ...]
    second: tuple[str, ...]


# Sizes match: in the first case there are five examples of three features in two groups, in the
# second one four of two in three.
KINDS = {
    "data": Kind(
        "matrix",
        ("[1 2 0.5; 2 1 -1; 3 5 2; 4 3 0; 5 8 1.5]", "[0.2 1 3; -1 0.5 2; 4 -2 1; 1 1 0.3; 2 3 -1.5]"),
        ("[0.5 -1; 2 0.3; -1.5 2; 3 1]", "[1 0.2; -0.7 2; 3 -1; 0.4 0.9]"),
    ),
    "binary": Kind("vector", ("[1; 0; 1; 0; 1]", "[1; 1; 0; 0; 1]"), ("[0; 1; 1; 0]", "[0; 1; 0; 1]")),
    "targets": Kind("vector", ("[1.5; 0.5; 2; -1; 3]", "[2; 0; 1.5; -0.5; 4]"), ("[2; -0.5; 1; 0.25]",)),
    "signs": Kind("vector", ("[1; -1; 1; -1; 1]",), ("[-1; 1; 1; -1]",)),
    "classes": Kind("vector", ("[1; 2; 1; 2; 1]", "[1; 2; 2; 2; 1]"), ("[2; 1; 3; 1]", "[1; 2; 3; 3]")),
    "probabilities": Kind(
        "vector", ("[0.9; 0.2; 0.6; 0.4; 0.7]", "[0.8; 0.1; 0.7; 0.3; 0.6]"), ("[0.3; 0.8; 0.6; 0.1]",)
    ),
    "weights": Kind("vector", ("[0.1; -0.2; 0.3]", "[0.5; 0.25; -1]"), ("[0.4; -0.6]", "[-0.3; 0.9]")),
    "weights_and_bias": Kind("vector", ("[0.5; 0.1; -0.2; 0.3]",), ("[0.2; 0.4; -0.6]",)),
    "row": Kind("vector", ("[2 0.5 1]", "[1.5 2 0.25]"), ("[0.5 2]", "[1 3]")),
    "groups": Kind("matrix", ("[1 2 0; 4 5 1]", "[0.5 -1 1; 2 0.3 1]"), ("[1 1; 2 0; -1 1]",)),
    "groups_and_bias": Kind("matrix", ("[0.1 1 -1 0.5; -0.2 -1 1 0.3]",), ("[0.1 1 -1; -0.2 -1 1; 0.3 0.2 0.4]",)),
    "groups_of_groups": Kind(
        "matrix", ("[0.3 1 -0.5; -0.1 0.7 0.4; 0.6 -1 0.2]",), ("[0.5 -1 0.2 0.4; 0.1 1 -0.3 0.6]",)
    ),
    "columns": Kind("matrix", ("[0.5 -1; 1 0.2; 0.3 2]", "[1 0; -0.4 1; 2 0.7]"), ("[0.5 -1 0.3; 1 0.2 2]",)),
    "square": Kind(
        "matrix", ("[4 1 2; 1 3 0; 2 0 5]", "[2 0.5 0; 0.5 1 0.3; 0 0.3 3]"), ("[2 0.5; 0.5 1]", "[3 1; 1 2]")
    ),
    "graph": Kind(
        "matrix",
        (
            "[0 1 1 0 1; 1 0 1 0 0; 1 1 0 1 0; 0 0 1 0 1; 1 0 0 1 0]",
            "[0 1 0 0 1; 1 0 1 1 0; 0 1 0 1 0; 0 1 1 0 1; 1 0 0 1 0]",
        ),
        ("[0 1 1 0; 1 0 1 0; 1 1 0 1; 0 0 1 0]",),
    ),
    "weighted_graph": Kind(
        "matrix",
        ("[0 0.5 0.2 0 0.9; 0.5 0 0.7 0 0; 0.2 0.7 0 0.4 0; 0 0 0.4 0 0.6; 0.9 0 0 0.6 0]",),
        ("[0 2 1 0; 2 0 3 0; 1 3 0 4; 0 0 4 0]",),
    ),
    "signal": Kind(
        "vector", ("[1 4 -2 8 5 -7 3 0.5]", "[2 1 0.5 -1 3 0 -2 1]"), ("[0.5 -1 2.5 3 -2 1]", "[1 2 0 1.5 -1 4]")
    ),
    "column": Kind("vector", ("[1; 4; 2; 8; 5]", "[2; 1; 3; 0.5; 7]"), ("[0.5; -1; 2.5; 3]", "[1; 2; 0; 1.5]")),
    "steps": Kind("vector", ("[0 1 2 3 4 5 6 7]",), ("[0 0.5 1 1.5 2 2.5]",)),
    # The parameters of a network of two layers, one after the other; and of two factors of a table of ratings.
    "two_layers": Kind("vector", ("sin(1:14)'",), ("sin(1:21)'",)),
    "two_factors": Kind("vector", ("sin(1:24)'",), ("sin(1:12)'",)),
    "mask": Kind("matrix", ("[1 0 1; 1 1 0; 0 1 1; 1 1 1; 1 0 0]",), ("[1 0; 1 1; 0 1; 1 1]",)),
    "sizes": Kind("vector", ("[3 2 2]",), ("[2 3 1]",)),
    "pair": Kind("vector", ("[2 3]", "[1 2]"), ("[1 2]", "[2 1]")),
    "number": Kind("scalar", ("1.5", "2.5", "0.75", "3.5"), ("0.5", "4", "2", "1.25")),
    "small": Kind("scalar", ("0.1", "0.05", "0.2"), ("0.3", "0.02", "0.4")),
    "fraction": Kind("scalar", ("0.8", "0.3"), ("0.25", "0.6")),
    "tolerance": Kind("scalar", ("1e-6",), ("1e-3",)),
    "lower": Kind("scalar", ("0",), ("1",)),
    "upper": Kind("scalar", ("2",), ("1.75",)),
    "whole": Kind("scalar", ("3", "4", "5"), ("2", "3", "6")),
    "group": Kind("scalar", ("2",), ("3",)),
    "feature": Kind("scalar", ("3",), ("2",)),
    "examples": Kind("scalar", ("5",), ("4",)),
    "count": Kind("scalar", ("20",), ("7",)),
    "tens": Kind("scalar", ("10", "20"), ("25", "40")),
    "hundreds": Kind("scalar", ("100",), ("250",)),
    "index": Kind("scalar", ("2", "3"), ("1", "2")),
    "flag": Kind("scalar", ("1",), ("0",)),
    "text": Kind("other", ("'Hello, World 42!'", "'lo'"), ("'matlab and octave'", "'a'")),
    "word": Kind("other", ("'karolin'", "'kathrin'"), ("'GATTACA'", "'GACTATA'")),
    "separator": Kind("other", ("', '",), ("'-'",)),
    "words": Kind(
        "other", ("{'the', 'cat', 'The', 'dog', 'cat', 'the'}", "{'a', 'cat'}"), ("{'b', 'a', 'c'}", "{'c', 'b'}")
    ),
    "arrays": Kind("other", ("{[1 2 3], [4 5], 6}", "{[2 -1 0.5], [1 3], -2}"), ("{[0.5; 1], [2 3]}",)),
    "record": Kind("other", ("struct('a', 1.5, 'b', [1 2 3])",), ("struct('a', 0.5, 'b', [4 1])",)),
    "layers": Kind(
        "other",
        (
            "{[0.1 1 -1 0.5; -0.2 -1 1 0.3], [0.3 1 -0.5; -0.1 0.7 0.4]}",
            "{[0.2 -0.1 0 1; 0.5 0.4 -0.3 1], [1 -0.2 0.1; 0.3 0 -1]}",
        ),
        ("{[0.1 1 -1; -0.2 -1 1; 0.3 0.2 0.4], [0.5 -1 0.2 0.4]}",),
    ),
    "image": Kind("matrix", ("uint8(reshape(0:8:280, 6, 6)')", "uint8(magic(6) * 5)"), ("uint8(magic(4) * 15)",)),
    "rgb": Kind(
        "other",
        ("uint8(reshape(0:7:245, 3, 4, 3))", "uint8(reshape(200:-5:25, 3, 4, 3))"),
        ("uint8(reshape(240:-5:5, 4, 4, 3))",),
    ),
    "block": Kind("other", ("reshape(sin(1:24), 3, 4, 2)", "reshape(cos(1:24), 3, 4, 2)"), ("reshape(1:12, 2, 3, 2)",)),
    "function": Kind("other", ("@(x) x .^ 2 - 2", "@(x) 2 * x"), ("@(x) x .^ 3 - 2", "@(x) 3 * x .^ 2")),
    "derivative": Kind("other", ("@(x) 2 * x",), ("@(x) 3 * x .^ 2",)),
    "contraction": Kind("other", ("@(x) cos(x)",), ("@(x) 1 + 1 ./ x",)),
    "cost": Kind("other", ("@(t) sum((t(:) - 1) .^ 2)",), ("@(t) sum(t(:) .^ 4) + t(1)",)),
    "cost_and_gradient": Kind(
        "other", ("@(t) deal(sum(t .^ 2), 2 * t)",), ("@(t) deal(sum((t - 1) .^ 2), 2 * t - 2)",)
    ),
    "slope": Kind("other", ("@(t, y) t - 2 * y",), ("@(t, y) -y",)),
}

# What a name stands for, the likeliest kind first. A name is looked up as it is, then ignoring case, then by
# its last and its first word. Names in one row stand for each other: `alpha` is the port's `learning_rate`.
# A search without these names found inputs for 17 to 19 of the 21 originals of the coursework, and not the same in each
# try; with them it is 19, always the same, and a reader sees where an input comes from. So they stay.
NAMES = (
    (
        r"X|X_?(train|val|test|norm|poly)|data\w*|samples?|features|dataset|inputs?|points|batch_x|train_x",
        "data signal",
    ),
    (r"y|y_?(train|val|test|true|pred)|labels?|targets?|yval|t_?label|outputs?", "binary targets classes signs signal"),
    (
        r"(initial_?|all_?)?(theta|weights?|w|beta|coeffs?)",
        "weights groups_and_bias weights_and_bias groups columns row",
    ),
    (r"(nn_?)?params|theta_?vec|unrolled\w*", "two_layers two_factors weights"),
    (r"num_?(movies|samples|examples|points|items|rows)|n_?(samples|examples|points|items)", "examples"),
    (r"num_?users", "feature"),
    (r"R|mask|observed", "mask"),
    (r"Theta1|W1|weights_?1", "groups_and_bias groups columns"),
    (r"Theta2|W2|weights_?2", "groups_of_groups groups"),
    (r"b|bias(es)?|intercept", "upper number weights row"),
    (r"lambda_?|reg\w*|l1|l2|weight_?(decay|penalty)|C", "small number"),
    (r"alpha|lr|(learning_?)?rate|eta|step(_?size)?|stepsize|dt|dx|h", "small"),
    (
        r"momentum|beta1|beta2|decay|damping|gamma|rho|quantile|perc?(entage)?|ratio|fraction|frac|epsilon|d",
        "fraction",
    ),
    (r"thresh(old)?|thr|level|limit", "fraction hundreds number"),
    (r"p|prob\w*|keep_?prob|dropout\w*", "fraction probabilities"),
    (r"pval|preds?|predictions?|scores?|h_?theta|y_?hat|probs|probabilities", "probabilities binary"),
    (r"(n|num|no|max)?_?(iters?|iterations|steps|epochs|numepochs|it|maxit(er)?)", "count"),
    (r"k|(n|num|no|k)_?(clusters?|labels|classes|components|groups)|kmax", "group whole"),
    (r"(input|in)_?(layer)?_?size|n_?in|fan_?in|visible_?size|num_?features|n_?features|l_?in", "feature"),
    (r"(hidden|out|output)_?(layer)?_?size|n_?out|fan_?out|l_?out|n_?hidden", "group"),
    (
        r"degree|order|n|m|N|dim\w*|num_?\w*|n_\w+|len(gth)?|size|rows|cols|width|height|shift|window|win|seed|depth",
        "whole",
    ),
    (r"interval|bounds|limits|bracket|shape|sz|siz|\w+_?dims", "pair whole"),
    (r"size|sizes|architecture|layers?|layer_?sizes|shape", "sizes whole"),
    (r"(initial_?)?(centroids?|centers?|means)|clusters", "groups"),
    (
        r"idx|indices|ind(ex)?|ci|assignments?|membership|communit(y|ies)|modules?|partition|groups?|affiliation",
        "classes index",
    ),
    (r"mu|means?|avg|sigma2?|std|scale|s", "row number weights square"),
    (r"tol\w*|eps", "tolerance"),
    (r"a|lo(w|wer)?|left|xl|x_?min|t_?start|t0|start", "lower number signal"),
    (r"hi(gh)?|upper|right|xr|xu|x_?max|t_?end|stop|tf|T|finish", "upper number"),
    (r"x0|guess|y0|initial\w*|init\w*", "number weights"),
    (r"(adj\w*|A|G|CIJ|graph|network|conn\w*)", "graph weighted_graph square data"),
    (r"W|D|dist\w*|weight_?matrix|similarity|affinity|P|S", "weighted_graph square groups_and_bias layers"),
    (r"mat(rix)?|B|M|H|Q|R|K|Sigma|cov\w*|U|V", "square data columns"),
    (r"r|radius|half_?width|lag|delay|offset", "index number"),
    (r"(source|node|vertex|root|target|from|to|src|dst|i|j|idx?|pos)", "index"),
    (r"z|u|v|vec(tor)?|arr(ay)?|list|values?|nums|numbers|seq\w*|x|x_?in|series|f_?vals", "signal column data"),
    (r"sig(nal)?|wave\w*|audio|samples|coefs?|filter|taps|kernel|num|den|mask", "signal"),
    (r"t|time|ts|tspan|grid|nodes|xq|xi|knots", "steps number"),
    (r"fs|sample_?rate|sampling_?rate", "hundreds"),
    (r"sep\w*|delim\w*|glue", "separator"),
    (r"fc|fm|f0|freq\w*|cut_?off\w*", "tens"),
    (r"str\w*|\w*_?str|text|s|word|sentence|name|char\w*|msg|message|pattern|key|email\w*|dna|line", "text word"),
    (r"words|tokens|strs|strings|names|vocab\w*|documents|docs|keys", "words"),
    (r"img|image|I|im|pic\w*|gray|frame|bw", "image rgb"),
    (r"rgb|colou?r|color_?img", "rgb"),
    (r"flag|verbose|debug|do_?\w+|is_?\w+|use_?\w+|plot\w*|display|show|normali[sz]e", "flag"),
    (r"d+f\w*|\w+_?prime|grad\w*|deriv\w*", "derivative weights data"),
    (r"f|fun(c(tion)?)?|fn|fcn|g|\w*_?(fun|fcn|func)|handle|h_?func|rhs|ode\w*", "function contraction"),
    (r"J|cost\w*|obj\w*|loss\w*", "cost cost_and_gradient"),
)

# How the code uses a parameter, which shows its kind whatever its name. NAME stands for the parameter.
USES = (
    (r"\bNAME\(\s*:\s*,\s*:\s*,|\bsize\(\s*NAME\s*,\s*3\s*\)|\brgb2\w+\(\s*NAME\b", "rgb block"),
    (
        r"\bNAME\s*\{|\b(?:cellfun|iscellstr|containers\.Map|strjoin|ismember)\([^()]*\bNAME\s*[,)]",
        "words arrays layers",
    ),
    (
        r"\b(?:upper|lower|str(?:split|trim|rep|find|tok|cat|just)|regexp(?:rep|i)?|is(?:space|letter|char|upper|lower)|"
        r"str2(?:num|double)|blanks|deblank|textscan|sscanf|fopen|findstr|strmatch)\(\s*NAME\b",
        "text words",
    ),
    (r"\bNAME\b(?:\([^()]*\))?\s*(?:[<>=~]=|[-<>])\s*'[^']'|'[^']'\s*[<>=~]=?\s*NAME\b", "text"),
    (r"\bNAME\.(?:lower|upper|split|strip|replace|encode|isalpha|find)\(|\bord\(\w+\)[^\n]*\bNAME\b", "text"),
    (r"\b(?:chol|inv|det|eig|trace|expm|logm|sqrtm|mpower|issymmetric)\(\s*NAME\b|\bNAME\s*\\", "square graph"),
    (r"\b(?:cos|sin|tan)\(\s*NAME\b", "number signal"),
    (r"\b(?:imfilter|imhist|imresize|im2double|imnoise|edge|histeq|graythresh)\(\s*NAME\b", "image"),
    (r"\b(?:conv|filter|fft|xcorr|hilbert|detrend|medfilt1)\(\s*NAME\b", "signal"),
    # It is a subscript of what is assigned; or where a range starts.
    (r"\b\w+\((?:[^()]|\([^()]*\))*\bNAME\([^()]*\)(?:[^()]|\([^()]*\))*\)\s*=(?!=)", "classes"),
    (r"=\s*NAME\s*:\s*\w", "index lower number"),
    (r"\bif\s+~?\s*\(?NAME\)?\s*(?:,|\n|&&|\|\|)|\bif (?:not )?NAME:", "flag"),
    (
        r"\b[0-3][ \t]*:[ \t]*NAME\b(?!\s*:)|\+ ?NAME ?- ?1\b|"
        r"\b(?:zeros|ones|eye|rand\w*|cell|magic|mod|rem|range)\((?:[^()]*,)?\s*NAME\s*[-+,)]",
        "whole feature group",
    ),
)

# How the code uses a parameter, which shows its size: the first match counts.
FORMS: tuple[tuple[str, Form], ...] = (
    (
        r"\bsize\(\s*NAME\s*,\s*[12]\s*\)|\]\s*=\s*size\(\s*NAME\s*\)|\bNAME\((?:[^(),]|\([^()]*\))+,|\bNAME\.shape\[1\]",
        "matrix",
    ),
    (
        r"\bNAME\[(?:[^\[\](),]|\([^()]*\)|\[[^\[\]]*\])+,|,\s*\w+\s*=\s*NAME\.shape\b|\b(?:triu|tril|svd|pinv|diag|nnz)\(\s*NAME\b",
        "matrix",
    ),
    (r"\bNAME\s*\(|\bNAME\s*\[|\bNAME'|\bNAME\s*\.[*/^]|\b(?:len|iter|zip|enumerate)\(\s*NAME\b", "vector"),
    (
        r"\b(?:length|numel|size|sum|prod|cumsum|cumprod|diff|sort|max|min|mean|median|std|var|norm|find|any|all|unique|"
        r"fliplr|flipud|cov|corr|hist\w*|dot|kron)\(\s*NAME\b",
        "vector",
    ),
    (r"\bNAME\.(?:shape|size|T|ravel|flatten|reshape|mean|sum|std|copy|dot|astype)\b", "vector"),
    (r"\bNAME\s*\^|(?<!\.)\^\s*NAME\b", "scalar"),
)

# A function that is passed: it is called, never measured and never assigned.
CALLED = (
    r"\b(?:feval|arrayfun|cellfun|func2str|fzero|fminsearch|fminunc|quadl?|integral|is_function_handle|bsxfun|ode45)"
    r"\(\s*NAME\b|\bcallable\(\s*NAME\b|isa\(\s*NAME\s*,\s*'function_handle'"
)

# What the help text or the docstring says of a parameter.
WORDS = (
    (r"function handle|handle to|callable|anonymous function", "function cost slope contraction"),
    (r"adjacency|connection matrix|connectivity|undirected|directed", "graph weighted_graph"),
    (r"cell array|list of str|cellstr", "words arrays"),
    (r"char(acter)? (array|vector|string)|string|\bstr\b|text", "text"),
    (r"\bimage\b|grayscale|gr[ae]y", "image rgb"),
    (r"affiliation|communit|cluster (index|assign)|module", "classes"),
    (r"probabilit|fraction|between 0 and 1", "fraction probabilities"),
    (r"square matrix|covariance|symmetric", "square"),
    (r"\(?[mn] ?(x|by|-by-|,) ?[nmdpk]\)?|matrix|2-?D", "data square"),
    (r"\(?[nd] ?(x|by|-by-|,) ?1?\)", "weights column"),
    (r"column vector|\(?[mN] ?(x|by|-by-|,) ?1?\)", "column weights"),
    (r"vector|1-?D|array|signal|sequence", "signal column weights"),
    (r"number of|\binteger|\bint\b|how many|degree|order", "whole count"),
    (r"scalar|\bfloat\b|number|real|learning rate|tolerance", "number small"),
    (r"\bbool|flag|true|logical", "flag"),
)
