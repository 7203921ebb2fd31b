"""The descriptor of pictures: the network, tiles of a picture, and a search with works made small."""
