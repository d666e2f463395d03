"""The words of the program: extract, translate, check and compile them without system gettext.

    python tools/messages.py update [--fill-hant]   bring every catalogue up to its slice's sources
    python tools/messages.py check                  exit 1 unless every word is translated, and soundly
    python tools/messages.py compile                write the .mo files (needs Babel only)

A slice is a folder under `src/yinuo` with an `apps.py`; its catalogues are `locale/<language>/LC_MESSAGES/django.po`. Words outside any
slice go to `config`. Catalogues carry no dates, places or line numbers and are sorted by msgid, so that two branches that add words merge.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

LANGUAGES = ("zh_Hans", "zh_Hant")
SOURCE = Path(__file__).resolve().parent.parent / "src" / "yinuo"
COMMENT_TAGS = ("Translators",)
SHOWN_PER_CATALOGUE = 12
KEYWORDS: dict = {
    **dict.fromkeys(("_", "N_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +]*[\d.]*[a-zA-Z]|%[#0\- +]*[\d.]*[sdrf]|\{\w*(?:[.\[:!][^{}]*)?\}|%%")

# Where OpenCC's Taiwan phrases speak of computers, or another way than the trade does.
HANT_OVERRIDES = {
    "專案": "項目", "程式碼": "代碼", "賬號": "帳號", "許可權": "權限", "臺": "台", "退出登入": "登出", "攝像頭": "相機", "視窗": "窗口",
    "二維碼": "QR 碼", "演示": "示範", "描述檔案": "描述檔", "鑰匙串": "鑰匙圈", "計算機": "電腦", "優先順序": "優先級", "埠": "連接埠",
}  # fmt: skip

Key = tuple[str | None, str]
Words = dict[Key, Message]


def key_of(message: Message) -> Key:
    return message.context or None, forms(message.id)[0]


# Reading sources


def slice_of(path: Path, source: Path) -> Path:
    """The slice that owns a file: its nearest folder with an `apps.py`, else `config`."""
    for folder in path.parents:
        if folder == source:
            break
        if (folder / "apps.py").exists():
            return folder
    return source / "config"


def source_files(source: Path) -> Iterator[Path]:
    for path in sorted(source.rglob("*")):
        parts = path.relative_to(source).parts
        if "migrations" in parts or "static" in parts or "node_modules" in parts:
            continue
        if path.suffix == ".py" or (path.suffix in {".html", ".txt"} and "templates" in parts):
            yield path


def words_in(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None, list[str]]]:
    """Every (msgid, context, comments) of a Python file or a Django template."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        from django.utils.translation.template import templatize

        # In brackets, so that a template's indentation is not taken for Python's.
        text = f"(\n{templatize(text, origin=str(path))}\n)"
    found = extract("python", io.BytesIO(text.encode()), KEYWORDS, COMMENT_TAGS, {"encoding": "utf-8"})
    for _line, message_id, comments, context in found:
        yield message_id, context, comments


def extracted(source: Path) -> dict[Path, Catalog]:
    """For each slice, a catalogue of the words in its sources."""
    catalogs: dict[Path, Catalog] = {}
    for path in source_files(source):
        for message_id, context, comments in words_in(path):
            catalog = catalogs.setdefault(slice_of(path, source), Catalog(fuzzy=False))
            catalog.add(message_id, auto_comments=comments, context=context)
    return catalogs


# Reading and writing catalogues


def po_path(folder: Path, language: str) -> Path:
    return folder / "locale" / language / "LC_MESSAGES" / "django.po"


def read_words(path: Path, language: str) -> Words:
    if not path.exists():
        return {}
    with path.open("rb") as file:
        catalog = read_po(file, locale=language, ignore_obsolete=True, abort_invalid=True)
    return {key_of(message): message for message in catalog if message.id}


def forms(string: str | Sequence[str] | None) -> list[str]:
    """A msgid or msgstr as the list of its plural forms."""
    return [string] if isinstance(string, str) else list(string or ())


def is_translated(message: Message | None) -> bool:
    return message is not None and not message.fuzzy and bool(forms(message.string)) and all(forms(message.string))


def write_words(path: Path, catalog: Catalog, language: str) -> None:
    """Write a catalogue, or remove it when it has no words left."""
    if not len(catalog):
        path.unlink(missing_ok=True)
        return
    body = io.BytesIO()
    write_po(body, catalog, width=0, no_location=True, omit_header=True, sort_output=True)
    text = HEADER.format(language=language) + body.getvalue().decode().strip() + "\n"
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


# Translating


def as_one_form(message: Message, wanted: Message) -> str | tuple[str, ...]:
    """A translation in the shape its msgid asks for; Chinese has a single plural form."""
    text = forms(message.string)[0]
    return (text,) if wanted.pluralizable else text


def translated(template: Catalog, language: str, own: Words, elsewhere: Words) -> Catalog:
    """A slice's catalogue in one language: its own words, else the same word as another slice says it, else empty."""
    catalog = Catalog(locale=language, fuzzy=False)
    for message in template:
        if not message.id:
            continue
        key = key_of(message)
        known = next((words[key] for words in (own, elsewhere) if is_translated(words.get(key))), None)
        string = as_one_form(known, message) if known else (("",) if message.pluralizable else "")
        comments = own[key].user_comments if key in own else ()
        catalog.add(message.id, string, context=message.context, auto_comments=message.auto_comments, user_comments=comments)
    return catalog


def to_hant(text: str) -> str:
    """Simplified to traditional characters with Taiwan's usage."""
    from opencc import OpenCC

    converter = to_hant.__dict__.setdefault("converter", OpenCC("s2twp"))
    text = converter.convert(text)
    for wrong, right in HANT_OVERRIDES.items():
        text = text.replace(wrong, right)
    return text


def fill_hant(hant: Catalog, hans: Catalog) -> int:
    """Fill what is missing in zh_Hant from zh_Hans; how many words were filled."""
    simplified, filled = {key_of(message): message for message in hans if message.id}, 0
    for message in hant:
        if not message.id or is_translated(message) or not is_translated(simplified[key_of(message)]):
            continue
        traditional = tuple(to_hant(form) for form in forms(simplified[key_of(message)].string))
        message.string = traditional if message.pluralizable else traditional[0]
        filled += 1
    return filled


def update(source: Path, *, fill: bool) -> int:
    templates = extracted(source)
    folders = set(templates) | {path.parents[2].parent for path in source.rglob("locale/*/LC_MESSAGES/django.po")}
    known = {(folder, language): read_words(po_path(folder, language), language) for folder in folders for language in LANGUAGES}
    shared = {language: merged(known[folder, language] for folder in sorted(folders)) for language in LANGUAGES}
    for folder in sorted(folders):
        template = templates.get(folder, Catalog(fuzzy=False))
        new = {language: translated(template, language, known[folder, language], shared[language]) for language in LANGUAGES}
        if fill:
            fill_hant(new["zh_Hant"], new["zh_Hans"])
        for language, catalog in new.items():
            report_update(source, folder, language, catalog, known[folder, language])
            write_words(po_path(folder, language), catalog, language)
    return 0


def merged(catalogs: Iterable[Words]) -> Words:
    words: Words = {}
    for catalog in catalogs:
        for key, message in catalog.items():
            if is_translated(message):
                words.setdefault(key, message)
    return words


def report_update(source: Path, folder: Path, language: str, catalog: Catalog, before: Words) -> None:
    keys = {key_of(message) for message in catalog if message.id}
    missing = sum(1 for message in catalog if message.id and not is_translated(message))
    dropped = [key for key, message in before.items() if key not in keys and is_translated(message)]
    print(f"{folder.relative_to(source)} {language}: {len(keys)} words, {missing} to translate, {len(dropped)} dropped")
    for _context, text in dropped:
        print(f"    dropped: {text[:100]!r}")


# Checking


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def problem_of(wanted: Message, message: Message | None) -> str | None:
    """What is wrong with a translation, or None."""
    if message is None:
        return "not in the catalogue (run `make messages`)"
    if message.fuzzy:
        return "fuzzy"
    if not is_translated(message):
        return "not translated"
    allowed = [placeholders(text) for text in forms(wanted.id)]
    if any(placeholders(text) not in allowed for text in forms(message.string)):
        return f"placeholders differ: {forms(message.string)[0]!r}"
    return None


def problems(source: Path) -> Iterator[str]:
    said: dict[tuple[str, Key], dict[str, list[str]]] = {}
    for folder, template in sorted(extracted(source).items()):
        name = str(folder.relative_to(source))
        for language in LANGUAGES:
            words = read_words(po_path(folder, language), language)
            for wanted in template:
                if not wanted.id:
                    continue
                key, message = key_of(wanted), words.get(key_of(wanted))
                problem = problem_of(wanted, message)
                if problem:
                    yield f"{name} {language}: {key[1]!r}: {problem}"
                elif message is not None:
                    said.setdefault((language, key), {}).setdefault(forms(message.string)[0], []).append(name)
    yield from clashes(said)


def clashes(said: dict[tuple[str, Key], dict[str, list[str]]]) -> Iterator[str]:
    """One English word that two slices translate differently: Django keeps one of them, so it needs a context or one wording."""
    for (language, (_context, text)), versions in sorted(said.items(), key=str):
        if len(versions) > 1:
            wordings = ", ".join(f"{string!r} ({' '.join(names)})" for string, names in versions.items())
            yield f"{language}: {text!r} is said in two ways, use one or a context: {wordings}"


def check(source: Path) -> int:
    groups: dict[str, list[str]] = {}
    for line in problems(source):
        groups.setdefault(line.split(":")[0], []).append(line)
    for name, lines in groups.items():
        print("\n".join(lines[:SHOWN_PER_CATALOGUE]))
        if len(lines) > SHOWN_PER_CATALOGUE:
            print(f"{name}: … and {len(lines) - SHOWN_PER_CATALOGUE} more")
    if not groups:
        print(f"All words are translated: {', '.join(LANGUAGES)}.")
    return 1 if groups else 0


# Compiling


def compile_all(source: Path) -> int:
    """Write a .mo beside each .po that is newer."""
    for po in sorted(source.rglob("locale/*/LC_MESSAGES/django.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        with po.open("rb") as file:
            catalog = read_po(file, locale=po.parents[1].name, abort_invalid=True)
        with mo.open("wb") as out:
            write_mo(out, catalog)
    return 0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("update", "check", "compile"))
    parser.add_argument("--fill-hant", action="store_true", help="fill missing traditional words from the simplified ones")
    parser.add_argument("--source", type=Path, default=SOURCE, help="the folder of the slices")
    options = parser.parse_args(arguments)
    if options.command == "update":
        return update(options.source, fill=options.fill_hant)
    return {"check": check, "compile": compile_all}[options.command](options.source)


if __name__ == "__main__":
    sys.exit(main())
