"""Data frames as results and as arguments."""

from tests.specimens.idioms.idiom import idiom

FRAMES = [
    idiom(
        "categories in their order, and those that are intervals",
        """
        import pandas as pd
        def sizes(): return pd.Series(pd.Categorical(['S', None, 'L'], ['S', 'M', 'L'], ordered=True))
        def binned(xs): return pd.cut(pd.Series(xs), [0, 2, 4])
        """,
        """
        import pandas as pd
        def sizes(): return pd.Series(pd.Categorical(['S', None, 'L'], ['L', 'M', 'S'], ordered=True))
        def binned(xs): return pd.cut(pd.Series(xs), [0, 2, 4], right=False)
        """,
        """
        s = sizes()
        want = pd.Series(pd.Categorical(['S', None, 'L'], ['S', 'M', 'L'], ordered=True))
        pd.testing.assert_series_equal(s, want)
        assert s.min() == 'S' and list(s.cat.codes) == [0, -1, 2]
        xs = [1, 2, 3, 9]
        pd.testing.assert_series_equal(binned(xs), pd.cut(pd.Series(xs), [0, 2, 4]))
        counts = binned(xs).value_counts().sort_index()
        assert counts.tolist() == [2, 1] and counts.index[0] == pd.Interval(0, 2)
        """,
        "import pandas as pd\n",
    ),
    idiom(
        "a data frame as result",
        """
        import pandas as pd
        def table():
            return pd.DataFrame({'a': [1, 2], 'b': ['x', None]})
        """,
        "import pandas as pd\ndef table():\n    return pd.DataFrame({'a': [1, 2]})",
        """
        t = table()
        assert isinstance(t, pd.DataFrame) and list(t.columns) == ['a', 'b']
        pd.testing.assert_frame_equal(t, pd.DataFrame({'a': [1, 2], 'b': ['x', None]}))
        """,
        "import pandas as pd\n",
    ),
    idiom(
        "a data frame as argument",
        "def means(df):\n    return df.groupby('k')['v'].mean()",
        "def means(df):\n    return df['v'].mean()",
        """
        df = pd.DataFrame({'k': ['a', 'b', 'a'], 'v': [1.0, 2.0, 5.0]})
        s = means(df)
        assert isinstance(s, pd.Series) and s['a'] == 3.0 and s.index.tolist() == ['a', 'b'] and s.name == 'v'
        """,
        "import pandas as pd\n",
    ),
    idiom(
        "a data frame changed in place, moments and gaps",
        """
        import pandas as pd
        def clean(df):
            df['day'] = df['when'].dt.day.fillna(0).astype(int)
        def first(df): return df['when'].min()
        def gap(df): return df['when'].max() - df['when'].min()
        """,
        """
        def clean(df): return df
        def first(df): return df['when'].max()
        def gap(df): return 0
        """,
        """
        df = pd.DataFrame({'when': pd.to_datetime(['2020-01-02', None, '2020-01-05'])})
        assert first(df) == pd.Timestamp('2020-01-02') and first(df).year == 2020
        assert gap(df) == pd.Timedelta('3 days')
        clean(df)
        assert df['day'].tolist() == [2, 0, 5] and df['when'].isna().sum() == 1
        """,
        "import pandas as pd\n",
    ),
    idiom(
        "slices of an object that has items",
        """
        class Hand:
            def __init__(self, cards): self.cards = cards
            def __getitem__(self, i): return self.cards[i]
            def __len__(self): return len(self.cards)
        """,
        """
        class Hand:
            def __init__(self, cards): self.cards = cards
            def __getitem__(self, i): return self.cards[0]
            def __len__(self): return len(self.cards)
        """,
        """
        h = Hand([1, 2, 3])
        assert h[:2] == [1, 2] and h[::-1] == [3, 2, 1] and len(h) == 3 and list(h) == [1, 2, 3]
        """,
    ),
    idiom(
        "the members of an enumeration, counted",
        "from enum import Enum\nclass Suit(Enum):\n    CLUBS = 1\n    HEARTS = 2\n",
        "from enum import Enum\nclass Suit(Enum):\n    CLUBS = 1\n",
        "assert len(Suit) == 2 and [s.name for s in Suit] == ['CLUBS', 'HEARTS']",
    ),
    idiom(
        "a context manager that swallows what the test raises",
        """
        class ignore:
            def __init__(self, *kinds): self.kinds = kinds
            def __enter__(self): return self
            def __exit__(self, kind, error, trace):
                return kind is not None and issubclass(kind, self.kinds)
        """,
        """
        class ignore:
            def __init__(self, *kinds): self.kinds = kinds
            def __enter__(self): return self
            def __exit__(self, kind, error, trace): return False
        """,
        """
        with ignore(ZeroDivisionError):
            1 / 0
        with ignore(KeyError) as i:
            assert i.kinds[0] is KeyError
            raise KeyError('a')
        """,
    ),
    idiom(
        "a method that returns the object itself",
        """
        class Temperature:
            def __init__(self, c): self.c = c
            def warm(self, by):
                self.c += by
                return self
            def __lt__(self, other): return self.c < getattr(other, 'c', other)
        """,
        """
        class Temperature:
            def __init__(self, c): self.c = c
            def warm(self, by): return self
            def __lt__(self, other): return False
        """,
        """
        t = Temperature(20)
        assert t < 30 and not t < 10
        assert t.warm(1).warm(2) is t and t.c == 23 and t < Temperature(24)
        """,
    ),
]
