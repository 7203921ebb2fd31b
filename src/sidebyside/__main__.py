"""``python -m sidebyside`` is the command ``sidebyside``."""

from sidebyside.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
