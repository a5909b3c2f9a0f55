"""`python -m gongji`: the operator's command line."""

from gongji.edge.cli import main

main()
