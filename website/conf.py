"""Sphinx's settings for the site; `website/build.py` gathers the pages that it reads."""

import autograder

project = "Batches, iterations, epochs"
author = "the course's authors"
copyright = "Code: BSD 3-Clause. Lessons and problem sets: CC BY 4.0."
release = autograder.__version__
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
language = "en"
default_role = "code"
needs_sphinx = "8.0"

# The lessons are executed before, by website/lessons.py, which also keeps how their widgets move.
nb_execution_mode = "off"
nb_render_markdown_format = "myst"  # what a cell says may hold tables, too
nb_ipywidgets_js: dict[str, dict[str, str]] = {}
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
suppress_warnings = ["mystnb.unknown_mime_type"]

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_default_options = {"members": True, "show-inheritance": True}
napoleon_numpy_docstring = False

html_theme = "furo"
html_title = "Batches, iterations, epochs"
html_static_path = ["_static"]
html_extra_path = ["_files"]
html_css_files = ["page/page.css"]
html_js_files = [("page/page.js", {"type": "module"})]
html_favicon = "_static/page/icon.svg"
html_copy_source = False
html_show_sphinx = False
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
