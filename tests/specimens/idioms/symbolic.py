"""SymPy's expressions and matrices."""

from tests.specimens.idioms.idiom import idiom

SYMBOLIC = [
    idiom(
        "symbolic expressions",
        """
        expr = sp.expand((x + 1) ** 2)
        roots = sp.solve(x ** 2 - 1, x)
        def slope(f): return sp.diff(f, x)
        """,
        """
        expr = (x + 1) ** 2
        roots = sp.solve(x ** 2 - 4, x)
        def slope(f): return sp.diff(f, x) + 1
        """,
        """
        assert expr == x ** 2 + 2 * x + 1 and expr.subs(x, 2) == 9 and roots == [-1, 1]
        assert slope(x ** 2) == 2 * x and isinstance(expr, sp.Expr) and float(expr.subs(x, 2)) == 9
        assert sp.simplify(slope(sp.sin(x)) - sp.cos(x)) == 0
        """,
        "import sympy as sp\nx = sp.symbols('x')",
    ),
    idiom(
        "symbolic matrices, sets and functions",
        """
        from sympy import *
        y = Symbol('y', positive=True)
        f = Function('f')
        m = Matrix([[1, y], [2, 3]])
        found = solveset(y ** 2 - 2, y, S.Reals), dsolve(f(y).diff(y) - f(y), f(y)), Integral(sin(y), (y, 0, pi))
        """,
        "from sympy import *\ny = Symbol('y')\nf = Function('f')\nm = Matrix([[1, y], [2, 3]])\nfound = 1, 2, 3",
        """
        import sympy
        z = sympy.Symbol('y', positive=True)
        assert m[0, 1] == z and m.det() == 3 - 2 * z and m.shape == (2, 2) and isinstance(m, sympy.MatrixBase)
        assert found[0] == {-sympy.sqrt(2), sympy.sqrt(2)} and found[2].doit() == 2
        assert found[1] == sympy.Eq(f(z), sympy.Symbol('C1') * sympy.exp(z))
        """,
    ),
]
