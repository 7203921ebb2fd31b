"""What did the user ask? One page a question, its body a list of named steps."""
