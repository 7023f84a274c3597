"""Why a case failed: findings, made of traces, habits and repairs."""
