"""Pictures drawn on the server as SVG: colours by class only, facts always as text as well.

Every data picture carries a title and a description with its numbers; every data-dependent value is
an SVG attribute, because the content policy forbids inline style. The same facts give the same bytes,
so a fragment that did not change does not move.
"""
