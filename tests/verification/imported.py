"""Imports what a process of `matdrop.verification.workers` imports, before processes are forked from this one."""

import matdrop.verification.run  # noqa: F401
