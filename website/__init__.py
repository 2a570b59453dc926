"""The site: the lessons as pages that move without a kernel, and as live notebooks in the browser.

``python -m website.build`` makes the folder ``site/``; ``make site`` installs what it needs first.
"""
