"""The root of VoltWay's own exceptions: what we raise ourselves, and mean."""


class VoltwayError(Exception):
    """Anything that VoltWay raises itself. `voltway.lib.problems.Problem` is the branch that is said to clients."""
