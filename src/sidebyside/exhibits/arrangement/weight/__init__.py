"""How is it shown what a pair weighs, and what a whole case comes to?"""

from sidebyside.exhibits.arrangement.weight.calibration import anchored, calibration_views
from sidebyside.exhibits.arrangement.weight.ratio import ratio_facts, strength_view
from sidebyside.exhibits.arrangement.weight.whole_case import worth_view

__all__ = ["anchored", "calibration_views", "ratio_facts", "strength_view", "worth_view"]
