"""Students' programs, test cells and attacks that the tests grade: read, never run by hand."""
