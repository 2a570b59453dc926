"""Programs that are after files and secrets: the gradebook, the source, hidden tests, other submissions, the network.

Each prints what it can get, with right answers below; it must get nothing, change nothing, and lose nothing.
"""

from tests.specimens.hostile.attacks.attack import RIGHT_TOTAL, WRONG_SQUARE, Attack

_TELLTALE = ("total(hidden)", "BEGIN HIDDEN", "SQLite format", "a planted secret")

_SPIES = {
    "reads the course": (
        "import glob, os\n"
        "for path in glob.glob('@COURSE@/**', recursive=True) + glob.glob('../**', recursive=True) + [\n"
        "        '@COURSE@/gradebook.db', '@COURSE@/.secret', '@COURSE@/source/hundred/hundred.ipynb',\n"
        "        '@COURSE@/submitted/honest-00/hundred/hundred.ipynb', '@COURSE@/../neighbour/kept.txt']:\n"
        "    try: print(open(path, 'rb').read())\n    except OSError: pass"
    ),
    "writes the course": (
        "import glob, os, shutil\n"
        "for path in ['@COURSE@/gradebook.db', '@COURSE@/nbgrader_config.py', '@COURSE@/../neighbour/kept.txt',\n"
        "        '@COURSE@/submitted/honest-00/hundred/hundred.ipynb', '/usr/lib/evil.py', '/etc/passwd']:\n"
        "    for step in (lambda p: open(p, 'a').write('changed'), os.remove, shutil.rmtree,\n"
        "                 lambda p: os.symlink('/dev/null', p + '.new'), lambda p: os.chmod(p, 0o777)):\n"
        "        try: step(path)\n        except OSError: pass"
    ),
    "writes and locks the gradebook": (
        "import sqlite3\n"
        "try:\n    book = sqlite3.connect('@COURSE@/gradebook.db', timeout=0)\n"
        "    book.execute('begin exclusive')\n"
        "    book.execute('update grade set auto_score = 3')\n    book.commit()\n"
        "except sqlite3.Error as error: print('refused')"
    ),
    "looks for secrets in processes": (
        "import os, glob\n"
        "for path in glob.glob('/proc/*/environ') + glob.glob('/proc/*/cmdline') + glob.glob('/proc/*/maps'):\n"
        "    try: print(path, open(path, 'rb').read()[:2000])\n"
        "    except OSError: pass\n"
        "print(dict(os.environ))\n"
        "for root in ('/', '/home', '/tmp', '/root', '/etc', '/run', '/var', '/dev/shm', '/mnt', '/srv'):\n"
        "    try: print(root, os.listdir(root))\n"
        "    except OSError: pass"
    ),
    "looks for the judge": (
        "import os, glob\n"
        "for fd in os.listdir('/proc/self/fd'):\n"
        "    try: print(fd, os.readlink(f'/proc/self/fd/{fd}'))\n    except OSError: pass\n"
        "for path in glob.glob('/proc/[0-9]*/mem') + glob.glob('/proc/[0-9]*/root/*'):\n"
        "    try: print(path, open(path, 'rb').read(100))\n    except (OSError, ValueError): pass"
    ),
    "prints what the tests give it": (
        "def total(values):\n"
        "    import sys, os\n    print('values were', values)\n"
        "    os.write(1, repr(values).encode())\n    os.write(2, repr(values).encode())\n"
        "    print(values, file=sys.__stdout__)\n    return sum(values)"
    ),
    "keeps what the tests give it": (
        "kept = []\n"
        "def total(values):\n"
        "    kept.append(list(values))\n    open('/tmp/kept', 'a').write(repr(values))\n"
        "    return sum(values)\n"
        "import atexit\natexit.register(lambda: print('values were', kept))"
    ),
    "network": (
        "import socket, urllib.request\n"
        "for family in range(50):\n"
        "    for kind in (1, 2, 3):\n"
        "        try:\n            socket.socket(family, kind)\n"
        "            if family != socket.AF_UNIX: print('opened', family)\n"
        "        except OSError: pass\n"
        "for place in ('127.0.0.1', '169.254.169.254', 'localhost'):\n"
        "    try: print('opened', urllib.request.urlopen(f'http://{place}/', timeout=1).read())\n"
        "    except OSError: pass"
    ),
    "the kernel's system calls": (
        "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\n"
        "def tried(name, *a):\n"
        "    if getattr(libc, name)(*a) != -1: print('opened:', name)\n"
        "tried('unshare', 0x10000000)\ntried('unshare', 0x00020000)\n"
        "tried('mount', b'none', b'/tmp', b'tmpfs', 0, 0)\ntried('umount2', b'/tmp', 2)\n"
        "tried('chroot', b'/tmp')\ntried('ptrace', 16, 1, 0, 0)\ntried('setuid', 0)\n"
        "tried('setns', os.open('/proc/1', os.O_RDONLY), 0x20000000)\n"
        "tried('sethostname', b'x', 1)\ntried('syscall', 425, 8, 0)\ntried('syscall', 321, 0, 0, 0)\n"
        "tried('syscall', 56, 0x10000000 | 17, 0, 0, 0, 0)\ntried('syscall', 435, 0, 0)\n"
        "tried('syscall', 319, b'x', 0)\n"
        "for path in ('/proc/sys/kernel/core_pattern', '/proc/sysrq-trigger', '/usr/x', '/etc/x', '/x'):\n"
        "    try:\n        open(path, 'w').write('x')\n        print('opened', path)\n"
        "    except OSError: pass\n"
        "print('processes', len([p for p in os.listdir('/proc') if p.isdigit()]) < 6)"
    ),
}

ATTACKS = {
    name: Attack(
        second=(source,) if "def total" in source else (source, RIGHT_TOTAL),
        unseen=(*_TELLTALE, "opened", "values were", "nbgrader_config.py"),
    )
    for name, source in _SPIES.items()
}
ATTACKS["a wrong answer with the thief's hand in the gradebook"] = Attack(
    first=(
        f"{WRONG_SQUARE}\nimport glob, sqlite3\n"
        "for path in glob.glob('/**/gradebook.db', recursive=True) + ['@COURSE@/gradebook.db']:\n"
        "    try:\n        book = sqlite3.connect(path)\n"
        "        book.execute('update grade set auto_score = 3')\n        book.commit()\n"
        "    except sqlite3.Error: pass",
    ),
    points=(0.0, 3.0),
    reason=r"^t1: ",
)
