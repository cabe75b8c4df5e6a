"""Writes the C++ file that holds all web files; see web_file.hpp.

embed.py OUTPUT PATH=FILE...

FILE is a file, or `jar:JAR:NAME` for the one of this name in a jar. String literals, since a compiler takes megabytes of
them in a moment and needs minutes for as long a list of numbers.
"""

import gzip
import hashlib
import pathlib
import sys
import zipfile

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".md": "text/plain; charset=utf-8",
    ".png": "image/png",
    ".proto": "text/plain; charset=utf-8",
    ".yaml": "application/yaml",
}
LINE_BYTES = 8192
# A question mark too, because two of them begin a trigraph.
KEPT = {"\n": "\\n", '"': '\\"', "\\": "\\\\", "?": "\\?"}
# Octal, always three digits, because a digit of the text may follow.
ESCAPED = [KEPT.get(chr(byte)) or (chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}") for byte in range(256)]


def jar_entry(jar, name):
    """The bytes of the one file with this name."""
    with zipfile.ZipFile(jar) as archive:
        (entry,) = (each for each in archive.namelist() if each.rpartition("/")[2] == name)
        return archive.read(entry)


def view(data):
    """A std::string_view of the bytes, as C++ has it."""
    lines = (data[start : start + LINE_BYTES] for start in range(0, len(data), LINE_BYTES))
    literals = "\n    ".join('"' + "".join(ESCAPED[byte] for byte in line) + '"' for line in lines)
    return f'std::string_view({literals or chr(34) * 2}, {len(data)})'


def entry(path, name, data):
    zipped = gzip.compress(data, 9, mtime=0)
    if len(zipped) > len(data) * 9 // 10:
        zipped = b""
    digest = hashlib.sha256(data).hexdigest()[:32]
    return f'{{"{path}", "{TYPES[pathlib.PurePath(name).suffix]}", "{digest}",\n {view(data)},\n {view(zipped)}}}'


def main():
    output, *files = sys.argv[1:]
    entries = {}
    for path, _, name in (each.partition("=") for each in files):
        data = jar_entry(*name.removeprefix("jar:").rsplit(":", 1)) if name.startswith("jar:") else pathlib.Path(name).read_bytes()
        entries[path] = entry(path, name, data)
    with open(output, "w", encoding="ascii") as file:
        file.write('#include "api/web/web_file.hpp"\n\nnamespace ledger::api {\n\n')
        file.write("std::span<const WebFile> web_files() {\n  static constexpr WebFile all[] = {\n")
        file.write(",\n".join(entries[path] for path in sorted(entries)))
        file.write("};\n  return all;\n}\n\n}  // namespace ledger::api\n")


if __name__ == "__main__":
    main()
