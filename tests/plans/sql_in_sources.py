"""Every SQL statement of the C++ sources, put together as the program puts it together.

Statements stand in string literals, in constants that are made of literals and other constants, and in functions that
do nothing but return such an expression. All of them are evaluated here. A literal that begins like a statement and is
part of none that could be evaluated is reported, so that no statement is left out in silence.
"""

import pathlib
import re

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


class Unknown(Exception):
    """An expression that is none of literals, constants and simple functions."""


class Token:
    def __init__(self, kind, value, place):
        self.kind, self.value, self.place = kind, value, place


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


class Expression:
    """Evaluates tokens from an index on; remembers which literals it used."""

    def __init__(self, book, tokens, index, scope):
        self.book, self.tokens, self.index, self.scope = book, tokens, index, scope

    def peek(self):
        return self.tokens[self.index] if self.index < len(self.tokens) else Token("mark", "", None)

    def take(self):
        token = self.peek()
        self.index += 1
        return token

    def sum(self):
        value = self.value()
        while self.peek().value == "+" and self.peek().kind == "mark":
            self.take()
            value = self.joined(value, self.value())
        return value

    def joined(self, left, right):
        if isinstance(left, int) and isinstance(right, int):
            return left + right
        if isinstance(left, str) and isinstance(right, str):
            return left + right
        raise Unknown

    def value(self):
        token = self.take()
        if token.kind == "text":
            result = self.literal(token)
        elif token.kind == "number":
            result = int(token.value.replace("'", ""))
        elif token.kind == "name":
            result = self.named(token.value)
        elif token.value == "(":
            result = self.sum()
            self.expect(")")
        else:
            raise Unknown
        while self.peek().value == "." and self.tokens[self.index + 1].value in ("append", "c_str"):
            self.take()
            method = self.take().value
            arguments = self.arguments()
            result = result + arguments[0] if method == "append" else result
        return result

    def literal(self, token):
        self.book.used.add(token.place)
        text = token.value
        while True:
            following = self.peek()
            if following.kind == "text":
                self.book.used.add(following.place)
                text += self.take().value
            elif following.kind == "name" and following.value in self.book.macros:
                text += self.book.macro(self.take().value)
            else:
                return text

    def named(self, name):
        if name == "std::to_string" and self.peek().value == "(":
            return self.any_number()
        if self.peek().value == "(":
            return self.call(name.split("::")[-1], self.arguments())
        if self.peek().value == "{" and name == "std::string":
            return self.call("string", self.arguments("{", "}"))
        short = name.split("::")[-1]
        if short in self.scope:
            return self.scope[short]
        if short in self.book.macros:
            text = self.book.macro(short)
            following = self.peek()
            return text + self.value() if following.kind == "text" else text
        return self.book.constant(short, self.tokens)

    def any_number(self):
        """Of std::to_string(…) what it stands for: which number it is makes no other plan, unless it is a parameter's."""
        start = self.index
        try:
            return str(self.arguments()[0])
        except Unknown:
            self.index = start
        depth = 0
        while True:
            depth += {"(": 1, ")": -1}.get(self.take().value, 0)
            if depth == 0:
                return "99"

    def call(self, name, arguments):
        if name == "string":
            return arguments[0]
        return self.book.function(name, arguments)

    def arguments(self, opening="(", closing=")"):
        self.expect(opening)
        values = []
        while self.peek().value != closing:
            values.append(self.sum())
            if self.peek().value == ",":
                self.take()
        self.take()
        return values

    def expect(self, mark):
        if self.take().value != mark:
            raise Unknown


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
