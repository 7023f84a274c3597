"""What draws, plays, or sets up a session: it is left out of a port, since nothing is computed from it."""

from __future__ import annotations

from matdrop.translate.code import Code
from matdrop.translate.functions.environment import answer_of
from matdrop.translate.functions.registry import Request, function

# Functions of figures, sounds and the search path, by what they do.
_LEFT_OUT = {
    "draws a plot": """pcolor spy gplot treeplot etreeplot quiver3 waterfall meshz triplot tetramesh streamline
        streamribbon streamtube compass feather pareto pie3 plotmatrix comet3 surfnorm sombrero semilogxerr semilogyerr
        loglogerr fplot ezplot ezplot3 ezpolar ezmesh ezmeshc ezsurf ezsurfc ezcontour ezcontourf rgbplot""",
    "changes axes or a figure": """xticks yticks zticks rticks thetaticks xticklabels yticklabels zticklabels
        xtickangle ytickangle ztickangle clabel gtext hidden orient whitebg lightangle camlookat camorbit campos
        camroll camtarget camup camva camzoom zoom pan rotate rotate3d closereq copyobj hggroup hgtransform linkprop
        newplot savefig spinmap""",
    "plays": "movie sound soundsc",
    "sets up a session": "rmpath genpath path savepath javaaddpath dbclear clearvars mlock munlock echo",
}
DRAWING = [name for names in _LEFT_OUT.values() for name in names.split()]


@function("ishandle", "ishghandle", "isgraphics", "isfigure", "isaxes", ignoring=True)
def _is_drawn(request: Request) -> Code:
    """Take the answer of the cases: what is a figure depends on what else is open."""
    return answer_of(request, f"the answer of {request.name} in all cases")
