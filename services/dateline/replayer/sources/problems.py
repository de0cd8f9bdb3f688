"""What pydantic found wrong with an article, in one line."""

from pydantic import ValidationError


def problems(error: ValidationError) -> str:
    """Name each field that is wrong, and what was expected of it."""
    found = (f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}" for problem in error.errors())
    return "not an article: " + "; ".join(found)
