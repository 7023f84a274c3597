"""What draws, plays, or sets up a session: it is left out of a port, since nothing is computed from it."""

from __future__ import annotations

from matdrop.translate.code import Code
from matdrop.translate.functions.environment import answer_of
from matdrop.translate.functions.registry import SEVERAL, Request, function

_PLOTS_AND_SOUNDS = """
    plot plot3 hist surf mesh contour bar scatter semilogx semilogy loglog line text fill stem errorbar area
    patch trimesh trisurf quiver histogram polar meshc surfc scatter3 image imshow imagesc contourf contour3
    stairs pie ribbon comet plotyy stem3 fill3 barh bar3 slice surface surfl rectangle annotation pcolor spy
    gplot treeplot etreeplot quiver3 waterfall meshz triplot tetramesh streamline streamribbon streamtube
    compass feather pareto pie3 plotmatrix comet3 surfnorm sombrero semilogxerr semilogyerr loglogerr fplot
    ezplot ezplot3 ezpolar ezmesh ezmeshc ezsurf ezsurfc ezcontour ezcontourf rgbplot movie sound soundsc
"""
_AXES_AND_FIGURES = """
    figure hold close drawnow xlabel ylabel zlabel title legend axis grid set subplot colormap colorbar gca gcf
    box ylim xlim zlim clf cla axes caxis view shading shg refresh sgtitle lighting camlight material brighten
    daspect pbaspect light saveas hgsave print linkaxes datetick suptitle alpha refreshdata xticks yticks zticks
    rticks thetaticks xticklabels yticklabels zticklabels xtickangle ytickangle ztickangle clabel gtext hidden
    orient whitebg lightangle camlookat camorbit campos camroll camtarget camup camva camzoom zoom pan rotate
    rotate3d closereq copyobj hggroup hgtransform linkprop newplot savefig spinmap
"""
_SESSION = """
    warning tic pause beep more clc format fflush addpath clear pkg input keyboard validateattributes narginchk
    nargoutchk uiwait warndlg onCleanup profile dbstop diary page_screen_output waitbar rmpath genpath path
    savepath javaaddpath dbclear clearvars mlock munlock echo help home lookfor edit doc demo web movegui
    errordlg helpdlg msgbox
"""
# What computes something if an output is taken, and draws it else.
DRAWS_ALONE = {
    "freqz", "freqs", "zplane", "impz", "grpdelay", "phasez", "bode", "nyquist", "rlocus", "step", "impulse", "nichols",
    "periodogram", "pwelch", "spectrogram", "specgram", "boxplot", "rose", "sphere", "cylinder", "ellipsoid", "voronoi",
    "qqplot", "normplot", "dendrogram", "peaks", "pzmap", "margin", "sigma", "ecdf", "ksdensity",
}  # fmt: skip
DRAWING = {*_PLOTS_AND_SOUNDS.split(), *_AXES_AND_FIGURES.split()}  # what returns handles of what it has drawn
# Functions that show, time or ask for something, and are left out.
QUIET = [*_PLOTS_AND_SOUNDS.split(), *_AXES_AND_FIGURES.split(), *_SESSION.split()]


@function(*QUIET, ignoring=True)
def _nothing(request: Request) -> Code:
    """Leave out what shows or times something; what counts for a figure may be used, too."""
    if request.name == "hist" and request.facts.kind == "array":
        return SEVERAL["hist"](request)[0]
    if request.name == "input" and request.facts.kind == "str":
        request.context.notes.append("nobody is asked: an empty answer")
        return Code('""', kind="str", class_="char")
    return Code("None", kind="any")


@function("ishandle", "ishghandle", "isgraphics", "isfigure", "isaxes", "ishold", ignoring=True)
def _is_drawn(request: Request) -> Code:
    """Take the answer of the cases: what is a figure depends on what else is open."""
    return answer_of(request, f"the answer of {request.name} in all cases")
