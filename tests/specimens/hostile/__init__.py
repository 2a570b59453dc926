"""The class of a hundred: what honest, damaged and hostile students hand in."""
