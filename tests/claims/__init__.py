"""Whether what a message says is true of the program: each sentence is held against the runs anew.

``false_claims(id, function)`` gives the sentences of a message that are false of the function, or that no
pattern knows. The patterns stand by problem set, and look at the recorded calls and results alone, not at
what the detectors made of them.
"""

from tests.claims.truth import Claim, false_claims

__all__ = ["Claim", "false_claims"]
