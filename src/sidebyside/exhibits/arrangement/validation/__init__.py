"""How is a validation shown?"""

from sidebyside.exhibits.arrangement.validation.report import build_report

__all__ = ["build_report"]
