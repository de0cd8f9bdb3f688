"""The contract with consumers in any language: JSON Schemas, an AsyncAPI document and example records."""

from dateline.contract.files import differences, render, write

__all__ = ["differences", "render", "write"]
