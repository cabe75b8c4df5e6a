"""C++ expressions of literals, constants and simple functions, evaluated."""


class Unknown(Exception):
    """An expression that is none of literals, constants and simple functions."""


class Token:
    def __init__(self, kind, value, place):
        self.kind, self.value, self.place = kind, value, place


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
