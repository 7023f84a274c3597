"""Here the starting and ending of engines is what is tested."""

import pytest


@pytest.fixture(autouse=True)
def _cold(cold_octave: None) -> None:
    """Start an Octave for each session, as for a user."""
