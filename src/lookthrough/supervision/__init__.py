"""Supervision of licensed bodies: checks in stages, facts that the firm confirms, corrections with deadlines, limits beside returns."""
