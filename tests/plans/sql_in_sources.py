"""Every SQL statement of the C++ sources, put together as the program puts it together.

Statements stand in string literals, in constants that are made of literals and other constants, and in functions that
do nothing but return such an expression. All of them are evaluated here. A literal that begins like a statement and is
part of none that could be evaluated is reported, so that no statement is left out in silence.
"""

import pathlib
import re

from cpp_expressions import Expression, Token, Unknown

FOLDERS = ("ledger", "api", "projector", "outbox")

TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*.*?\*/)
      | R"\((?P<raw>.*?)\)"
      | "(?P<text>(?:[^"\\]|\\.)*)"
      | '(?:[^'\\]|\\.)+'
      | (?P<name>[A-Za-z_][A-Za-z_0-9]*(?:::[A-Za-z_][A-Za-z_0-9]*)*)
      | (?P<number>\d[\d']*)
      | (?P<mark>.)""",
    re.VERBOSE | re.DOTALL,
)

STATEMENT = re.compile(
    r"\s*\(?\s*(?:select\s|insert into\s|update \w+ set|delete from\s|with (?:recursive )?\w+ ?(?:\(|as )|"
    r"lock table|copy \w|create (?:temporary )?table|truncate |analyze |do \$\$)"
)

ESCAPES = {"n": "\n", "t": "\t", "0": "\0", '"': '"', "\\": "\\", "'": "'"}


class Source:
    """A file as tokens; `places` are where its literals that begin like statements stand."""

    def __init__(self, path):
        self.path = path
        text = path.read_text().replace("\\\n", "  ")
        self.tokens = []
        for match in TOKEN.finditer(text):
            kind = match.lastgroup
            if kind == "space" or kind is None:
                continue
            value = match.group(kind)
            if kind == "text":
                value = re.sub(r"\\(.)", lambda escape: ESCAPES.get(escape[1], escape[1]), value)
            line = text.count("\n", 0, match.start()) + 1
            self.tokens.append(Token("text" if kind == "raw" else kind, value, (str(path), line)))
        self.macros = self._macros(text)
        self.statements = {
            token.place: token.value
            for token in self.tokens
            if token.kind == "text" and STATEMENT.match(token.value)
        }

    @staticmethod
    def _macros(text):
        found = {}
        for match in re.finditer(r"^#define (\w+)\s+(\".*)$", text, re.MULTILINE):
            found[match[1]] = match[2]
        return found


class Book:
    """All sources, and what their constants and functions come to."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        paths = [path for folder in FOLDERS for path in sorted((self.root / folder).rglob("*.?pp"))]
        self.sources = [Source(path) for path in paths]
        self.macros = {}
        for source in self.sources:
            self.macros.update(source.macros)
        self.used, self.under_way = set(), []
        # The program makes them of a table, which names each column.
        row = (self.root / "ledger/journal/event_row.hpp").read_text()
        columns = re.findall(r'EventColumn\{"(\w+)", "\w+",', row)
        self.made_of_columns = {"event_columns": ", ".join("event." + column for column in columns),
                                "event_column_names": ", ".join(columns)}
        self.definitions, self.functions = {}, {}
        for source in self.sources:
            self._find_definitions(source)

    def macro(self, name):
        parts = [token for token in TOKEN.finditer(self.macros[name]) if token.lastgroup in ("text", "name")]
        return "".join(part["text"] if part.lastgroup == "text" else self.macro(part["name"]) for part in parts)

    def _find_definitions(self, source):
        tokens = source.tokens
        for index, token in enumerate(tokens):
            following = tokens[index + 1].value if index + 1 < len(tokens) else ""
            if token.kind != "name" or "::" in token.value:
                continue
            before = tokens[index - 1].value if index else ""
            if following == "=" and before in ("char", "*", "string", "std::string", "const", "auto"):
                self.definitions.setdefault(token.value, []).append((source, index + 2))
            if following == "{" and before.endswith("Statement"):
                # A name and the statement under it.
                self.definitions.setdefault(token.value, []).append((source, index + 4))
            if following == "(" and before in ("string", "std::string"):
                self._find_function(source, index)

    def _find_function(self, source, index):
        tokens = source.tokens
        end = index + 2
        names = []
        while tokens[end].value != ")":
            if tokens[end + 1].value in (",", ")"):
                names.append(tokens[end].value)
            end += 1
        if tokens[end + 1].value != "{":
            return
        position, depth, locals_, result = end + 2, 1, [], None
        while depth > 0 and position < len(tokens):
            depth += {"{": 1, "}": -1}.get(tokens[position].value, 0)
            if tokens[position].value == "auto" and tokens[position + 2].value == "=":
                locals_.append((tokens[position + 1].value, position + 3))
            if tokens[position].value == "return" and result is None:
                result = position + 1
            position += 1
        if result is not None:
            self.functions.setdefault(tokens[index].value, []).append((source, names, locals_, result))

    def constant(self, name, tokens):
        """Of several with this name, that of the file whose tokens these are."""
        found = self.definitions.get(name, [])
        for source, index in [each for each in found if each[0].tokens is tokens] or found:
            if (source, index) in self.under_way:
                break
            self.under_way.append((source, index))
            try:
                return Expression(self, source.tokens, index, {}).sum()
            finally:
                self.under_way.pop()
        raise Unknown(name)

    def function(self, name, arguments):
        if name in self.made_of_columns and not arguments:
            return self.made_of_columns[name]
        for source, names, locals_, result in self.functions.get(name, []):
            if len(names) != len(arguments):
                continue
            scope = dict(zip(names, arguments))
            for local, index in locals_:
                scope[local] = Expression(self, source.tokens, index, scope).sum()
            return Expression(self, source.tokens, result, scope).sum()
        raise Unknown(name)

    def statements(self):
        """Yields (file, line, name, text) of each statement; constants that end in pieces of one are left out."""
        for name, definitions in self.definitions.items():
            for source, index in definitions:
                used = set(self.used)
                expression = Expression(self, source.tokens, index, {})
                try:
                    text = expression.sum()
                except (Unknown, IndexError, TypeError):
                    self.used = used
                    continue
                is_whole = expression.peek().value in (";", "}", ",", ")")
                if is_whole and isinstance(text, str) and STATEMENT.match(text):
                    yield (*source.tokens[index].place, name, text)
                else:
                    self.used = used
        for source in self.sources:
            yield from self._statements_in_place(source)

    def _statements_in_place(self, source):
        """Literals that are handed to a call as they are."""
        for index, token in enumerate(source.tokens):
            if token.place in source.statements and token.place not in self.used and token.kind == "text":
                if source.tokens[index - 1].value not in ("(", ","):
                    continue
                expression = Expression(self, source.tokens, index, {})
                used = set(self.used)
                try:
                    text = expression.sum()
                except (Unknown, IndexError, TypeError):
                    self.used = used
                    continue
                if expression.peek().value not in (")", ","):
                    self.used = used
                    continue
                yield (*token.place, "", text)

    def left_out(self):
        """Literals that begin like a statement and are part of none, after statements()."""
        for source in self.sources:
            for place, text in source.statements.items():
                if place not in self.used:
                    yield (*place, text)
