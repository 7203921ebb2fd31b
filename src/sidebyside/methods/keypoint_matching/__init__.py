"""Where a part of one picture stands in another, by corresponding keypoints, and what of it stayed there."""
