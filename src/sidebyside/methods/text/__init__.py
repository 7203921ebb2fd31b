"""Text methods: one a file. Each is given `sidebyside.primitives.text.tokens.TokenizedText`."""
