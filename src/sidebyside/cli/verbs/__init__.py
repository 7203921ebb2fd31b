"""One verb a file: ``HELP``, ``EXAMPLE``, ``add_arguments(parser)`` and ``run(arguments)``."""
