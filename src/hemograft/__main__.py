"""``python -m hemograft`` is the ``hemograft`` command."""

from hemograft.cli import main

if __name__ == "__main__":
    main()
