"""A share with its interval."""

import math


def proportion(count: int, total: int) -> dict:
    """A share in percent with its 95 % interval (Wilson, 1927)."""
    z, share = 1.96, count / total
    middle = share + z * z / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    low, high = ((middle + sign * spread) / (1 + z * z / total) for sign in (-1, 1))
    percent = {"percent": share, "low": max(low, 0), "high": min(high, 1)}
    return {"count": count, "of": total, **{key: round(100 * value, 2) for key, value in percent.items()}}
