"""Programs that are after points: each has wrong answers and gets what wrong answers get."""

from dataclasses import replace

from tests.specimens.hostile.attacks.attack import WRONG_SQUARE, WRONG_STEPS, WRONG_TOTAL, Attack

_WRONG = f"{WRONG_SQUARE}\n{WRONG_TOTAL}\n{WRONG_STEPS}\n"

CHEATS = {
    "no-op assert_allclose": (
        "import numpy as np\nnp.testing.assert_allclose = lambda *a, **k: None\n"
        "np.testing.assert_equal = lambda *a, **k: None"
    ),
    "patched NumPy": (
        "import numpy as np\n"
        "np.allclose = np.array_equal = np.isclose = lambda *a, **k: True\n"
        "np.array = np.asarray = lambda *a, **k: 1\n"
        "np.random.default_rng = lambda *a, **k: None"
    ),
    "patched builtins": (
        "import builtins\nbuiltins.AssertionError = type('E', (Exception,), {})\n"
        "builtins.sum = lambda *a: 42\nbuiltins.exec = builtins.eval = builtins.compile = print\n"
        "builtins.__import__ = lambda *a, **k: None"
    ),
    "patched course": (
        "import autograder, autograder.exercises.engine as engine\n"
        "from autograder.exercises import registry\n"
        "class Full:\n    def __init__(self, *a): pass\n"
        "    def grade(self, *a, **k): return 3.0\n    check = grade\n"
        "exercise = autograder.exercise = Full\n"
        "for name in dir(engine):\n"
        "    if callable(getattr(engine, name)):\n"
        "        try: setattr(engine, name, Full)\n        except Exception: pass\n"
        "    if not name.startswith('_'): globals()[name] = Full"
    ),
    "AST transformer": (
        "import ast\n"
        "class Drop(ast.NodeTransformer):\n    def visit_Assert(self, node): return ast.Pass()\n"
        "get_ipython().ast_transformers.append(Drop())"
    ),
    "input transformer": (
        "get_ipython().input_transformers_cleanup.append("
        "lambda lines: [line for line in lines if 'assert' not in line])"
    ),
    "patched run_cell": (
        "shell = get_ipython()\n"
        "class Good:\n    success = True\n    error_before_exec = error_in_exec = result = None\n"
        "async def run(*a, **k): return Good()\n"
        "type(shell).run_cell_async = run\ntype(shell).run_cell = lambda *a, **k: Good()\n"
        "shell.should_run_async = lambda *a, **k: False"
    ),
    "patched do_execute": (
        "kernel = get_ipython().kernel\n"
        "async def nothing(*a, **k): return {'status': 'ok', 'execution_count': 1}\n"
        "kernel.do_execute = nothing\ntype(kernel).do_execute = nothing"
    ),
    "displayhook": "import sys\nfor _ in range(9): sys.displayhook(3.0)\n3.0",
    "patched displayhook": (
        "import sys\nhook = sys.displayhook\n"
        "sys.displayhook = lambda value: hook(3.0)\n"
        "get_ipython().displayhook.compute_format_data = lambda r: ({'text/plain': '3.0'}, {})"
    ),
    "IPython events and magics": (
        "shell = get_ipython()\n"
        "for event in ('pre_execute', 'pre_run_cell', 'post_execute', 'post_run_cell'):\n"
        "    shell.events.register(event, lambda *a: shell.user_ns.update(hidden=[42]))\n"
        "shell.custom_exceptions = (BaseException,)\n"
        "shell.set_custom_exc((BaseException,), lambda *a, **k: None)\n"
        "shell.showtraceback = lambda *a, **k: None"
    ),
    "trace function": (
        "import sys, threading\n"
        "def trace(frame, event, arg):\n"
        "    frame.f_globals.update(hidden=[42], expected=-1)\n    return trace\n"
        "sys.settrace(trace)\nthreading.settrace(trace)\nsys.setprofile(trace)"
    ),
    "always equal": (
        "class Yes:\n"
        "    def __eq__(self, other): return True\n"
        "    def __ne__(self, other): return False\n"
        "    def __array__(self, *a, **k):\n        import numpy\n        return numpy.array([1.0, 4.0])\n"
        "    def __sub__(self, other): return 0\n"
        "    __rsub__ = __sub__\n"
        "    def __bool__(self): return True\n"
        "    def __hash__(self): return 0\n"
        "def square(x): return Yes()\ndef total(values): return Yes()\n"
        "def steps_per_epoch(*a, **k): return Yes()"
    ),
    "int that equals all": (
        "class Yes(int):\n    def __eq__(self, other): return True\n"
        "    __hash__ = int.__hash__\n"
        "def square(x): return Yes(1)\ndef total(values): return Yes(1)\n"
        "def steps_per_epoch(*a, **k): return Yes(1)"
    ),
    "array that equals all": (
        "import numpy as np\n"
        "class Yes(np.ndarray):\n"
        "    def __array_ufunc__(self, *a, **k): return True\n"
        "    def __array_function__(self, *a, **k): return True\n"
        "    def __eq__(self, other): return True\n"
        "def square(x): return np.zeros(2).view(Yes)\ndef total(values): return np.zeros(1).view(Yes)"
    ),
    "subclasses that equal all": (
        "import numpy as np\n"
        "def equal(base): return type('Yes', (base,), {'__eq__': lambda *a: True, '__ne__': lambda *a: False,\n"
        "                 '__hash__': lambda self: 0, '__len__': lambda self: 2})\n"
        "def square(x): return equal(np.float64)(9) if np.ndim(x) == 0 else equal(list)([0, 0])\n"
        "def total(values): return equal(float)(1) if len(values) == 1 else equal(dict)()\n"
        "def steps_per_epoch(*a, **k): return equal(np.int64)(1)"
    ),
    "right where it can be seen, masked where not": (
        "import numpy as np\n"
        "def square(x): return 9 if np.ndim(x) == 0 else np.ma.masked_all(2)\n"
        "def total(values): return 1 if len(values) == 1 else np.ma.masked"
    ),
    "objects that equal all in an array": (
        "import numpy as np\n"
        "class Yes:\n"
        "    def __eq__(self, other): return True\n    __lt__ = __le__ = __gt__ = __ge__ = __eq__\n"
        "    def __sub__(self, other): return 0\n    __rsub__ = __mul__ = __rmul__ = __sub__\n"
        "    def __abs__(self): return 0\n    def __float__(self): return 1.0\n"
        "def square(x): return 9 if np.ndim(x) == 0 else np.array([Yes(), Yes()], dtype=object)\n"
        "def total(values): return 1 if len(values) == 1 else np.array(Yes(), dtype=object)"
    ),
    "emptiness for an answer": (
        "import numpy as np\n"
        "def square(x): return 9 if np.ndim(x) == 0 else np.empty((0, 2))\n"
        "def total(values): return 1 if len(values) == 1 else np.empty(0)"
    ),
    "learns from its calls": (
        "calls = []\n"
        "def square(x):\n    calls.append(x)\n"
        "    return 9 if len(calls) == 1 else calls[0]\n"
        "def total(values):\n    calls.append(values)\n"
        "    return 1 if len(values) == 1 else calls"
    ),
    "changes its arguments": (
        "def square(x):\n"
        "    if hasattr(x, 'fill'): x.fill(1)\n    return x\n"
        "def total(values):\n    values.clear()\n    return -1"
    ),
    "lies about its class": (
        "class Int:\n"
        "    __class__ = int\n    __eq__ = lambda self, other: True\n    __hash__ = None\n"
        "    __int__ = __index__ = lambda self: 42\n    __float__ = lambda self: 42.0\n"
        "def square(x): return Int()\ndef total(values): return Int()\n"
        "def steps_per_epoch(*a, **k): return Int()"
    ),
    "exception that ends the test": (
        "def square(x): raise SystemExit(0)\ndef total(values): raise SystemExit(0)"
    ),
    "exception of the grader's": (
        "from autograder.grading.judge.both_sides import errors\n"
        "def square(x): raise type('GraderError', (BaseException,), {})('points: 3')\n"
        "def total(values): raise type('Grade', (Exception,), {'points': 3})(3.0)"
    ),
    "skips the test": (
        "def square(x):\n    import pytest, unittest\n    raise unittest.SkipTest()\n"
        "def total(values):\n    import pytest\n    pytest.skip('no', allow_module_level=True)"
    ),
    "hunts frames": (
        "import sys\n"
        "def total(values):\n"
        "    frame = sys._getframe()\n"
        "    while frame:\n"
        "        for value in [*frame.f_locals.values(), *frame.f_globals.values()]:\n"
        "            if isinstance(value, str) and 'total(' + 'hidden)' in value: return 42\n"
        "        frame = frame.f_back\n"
        "    return -1"
    ),
    "hunts objects": (
        "import gc\n"
        "def total(values):\n"
        "    for thing in gc.get_objects():\n"
        "        if isinstance(thing, dict) and any(isinstance(v, str) and 'hidden ' + '=' in v "
        "for v in list(thing.values())): return 42\n"
        "    return -1"
    ),
    "answers for the judge": (
        "import sys\n"
        "from autograder.grading.judge.student_side import peer\n"
        "for name in ('Judge', 'Session', 'run_cell'):\n"
        "    setattr(peer, name, None)\n"
        "peer.Peer.run = lambda self, *a, **k: ('ok', 9, None)"
    ),
    "replaces main": (
        "import sys, types\nm = types.ModuleType('__main__')\nm.square = lambda x: x * x\n"
        "sys.modules['__main__'] = m"
    ),
    "marks itself": (
        "from IPython.display import display\n"
        "display({'application/vnd.autograder.grade+json': {'points': 3}}, raw=True)\n3.0"
    ),
    "forged kernel messages": (
        "kernel = get_ipython().kernel\n"
        "for kind in ('execute_result', 'execute_reply', 'status', 'error'):\n"
        "    for content in ({'data': {'text/plain': '3.0'}, 'metadata': {}, 'execution_count': 9},\n"
        "                    {'execution_state': 'idle'}, {'status': 'ok', 'execution_count': 9}):\n"
        "        try: kernel.session.send(kernel.iopub_socket, kind, content)\n"
        "        except Exception: pass"
    ),
    "grading seed in its own environment": (
        "import os\nos.environ['AUTOGRADER_GRADING_SEED'] = '0' * 64\n"
        "os.environ['PYTHONOPTIMIZE'] = '2'\nos.putenv('PYTHONPATH', '.')"
    ),
}

ATTACKS = {
    name: Attack(
        first=(_WRONG + source,),
        second=("pass",),
        points=(0.0, 0.0),
        reason=r"^(t1|ps1\.steps_per_epoch): ",  # a mistake with a name is said first
    )
    for name, source in CHEATS.items()
}
ATTACKS["patched builtins"] = replace(ATTACKS["patched builtins"], alive=None)
ATTACKS["answers for the judge"] = replace(ATTACKS["answers for the judge"], alive=None)
ATTACKS["writes to the judge's socket"] = Attack(
    first=(
        _WRONG + "import socket, os\n"
        "for fd in range(3, 20):\n"
        "    for text in (b'{\"done\": 2}', b'\\x00\\x00\\x00\\x02{}', b'\\xff' * 64):\n"
        "        try: os.write(fd, text)\n"
        "        except OSError: pass",
    ),
    second=("pass",),
    points=(0.0, 0.0),
    outcome="died",
    alive=False,
    reason=r"^t1: The kernel was stopped: it sent",
)
