"""A folder of rule files, read whole: the built-in rules, or what a workspace lays over them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from etl import __version__
from etl.errors import Place, Problem
from etl.rulebook.source import Source, Step, read_source, read_text

INDICATORS = "indicators"
REGIONS = "regions"
OVERLAY_PREFIX = "rules/"


@dataclass(frozen=True)
class Layer:
    """The sources of one folder: ``indicators`` in order of names, ``others`` by stem; ``texts`` for the version."""

    root: Path
    indicators: list[Source] = field(default_factory=list)
    others: dict[str, Source] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def at(self, stem: str, path: Sequence[Step] = (), *, key: bool = False) -> Place:
        source = self.others.get(stem)
        return source.at(path, key=key) if source else Place(self.root / f"{stem}.yaml", 1, 1)


def builtin_rules() -> Path:
    """The rules that come with the program: beside the package in an installed wheel, else those of the checkout."""
    package = Path(__file__).resolve().parent.parent
    packaged = package / "_rules"
    return packaged if packaged.is_dir() else package.parent / "rules"


def rule_layers(builtin: Path | None, overlay: Path | None, problems: list[Problem]) -> list[Layer]:
    """The built-in rules (default: those of the program), and above them the overlay, unless that is the same folder."""
    builtin = builtin or builtin_rules()
    layers = [read_layer(builtin, "", problems)]
    if overlay is not None and overlay.resolve() != builtin.resolve():
        layers.append(read_layer(overlay, OVERLAY_PREFIX, problems))
    return layers


def read_layer(root: Path, prefix: str, problems: list[Problem]) -> Layer:
    """Every ``*.yaml`` of the folder and of its ``indicators``; ``prefix`` comes before the names in rule places.

    An empty file, or one that holds only comments, is as if it were not there.
    """
    layer = Layer(root, texts=read_texts(root, prefix, problems))
    for name, text in layer.texts.items():
        source = read_source(root / name.removeprefix(prefix), name, text, problems)
        if source is not None and source.node is not None:
            _put(layer, source, problems)
    return layer


def read_texts(root: Path, prefix: str, problems: list[Problem]) -> dict[str, str]:
    """The texts of all rule files of the folder by their names in rule places; one that cannot be read is a problem."""
    texts = {prefix + file.relative_to(root).as_posix(): read_text(file, problems) for file in _files(root)}
    return {name: text for name, text in texts.items() if text is not None}


def _files(root: Path) -> Iterator[Path]:
    for folder in (root, root / INDICATORS):
        if folder.is_dir():
            yield from sorted(file for file in folder.iterdir() if file.suffix in (".yaml", ".yml"))


def stray_files(root: Path) -> Iterator[Problem]:
    """Files of rules that nobody reads: misnamed, or in a folder that is none of rules."""
    for file in sorted(root.rglob("*")):
        inside = file.relative_to(root).parts
        if not file.is_file() or file.name.startswith((".", "~$")) or file.name == "README.md" or inside[0] == "schema":
            continue
        placed = len(inside) == 1 or (len(inside) == 2 and inside[0] in (INDICATORS, REGIONS))
        if placed and file.suffix in (".yaml", ".yml"):
            continue
        message = f"没有人读 {'/'.join(inside)} 这个文件。"
        advice = "文件名请以 .yaml 结尾；" if file.suffix not in (".yaml", ".yml") else ""
        advice += f"指标规则直接放在 {INDICATORS} 文件夹里，名册放在 {REGIONS} 文件夹里。"
        yield Problem(Place(file, 1, 1), "XH-RULE-017", message, advice)


def _put(layer: Layer, source: Source, problems: list[Problem]) -> None:
    if source.file.parent != layer.root:
        layer.indicators.append(source)
    elif source.file.stem in layer.others:
        problems.append(Problem(source.at(), "XH-RULE-010", "同名的 .yaml 和 .yml 只能留一个。", ""))
    elif not isinstance(source.data, dict):
        problems.append(Problem(source.at(), "XH-RULE-005", "文件应由“键: 值”组成。", ""))
    else:
        layer.others[source.file.stem] = source


def rules_version(layers: Sequence[Layer]) -> str:
    """The version of the rules of these layers."""
    return texts_version({name: text for layer in layers for name, text in layer.texts.items()})


def texts_version(texts: Mapping[str, str]) -> str:
    """First 12 hex digits of a hash of whatever rules can change a result: names, contents, and the program's version.

    Newlines and byte order marks do not count, nor does where the folders lie.
    """
    digest = hashlib.sha256(__version__.encode())
    for name in sorted(texts):
        digest.update(f"\0{name}\0{texts[name]}".encode())
    return digest.hexdigest()[:12]
