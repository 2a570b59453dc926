"""Learning platforms: their downloads in, marks and feedback back out.

A platform's file names and columns are facts about programs that we do not control. Each stands in
one place here, `patterns`, `listed` or `gradebooks`, with the source that it was read in cited in docs/platforms.md.
"""
