"""An executed notebook becomes points, outcomes and a row."""
