"""Image methods: one a file. Each is given `sidebyside.primitives.pictures.PreparedPicture`."""
