"""Where a part of one picture stands in another, by corresponding keypoints."""
