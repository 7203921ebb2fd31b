"""What is told, by whom and where: events in order, characters, setting. Rules only, no model of language."""
