"""Whatever the bytes: a document or a DocumentError, never another exception, and offsets that fit."""

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from etl.errors import DocumentError
from etl.readers import read

from .wordfile import (
    cell,
    deleted,
    document,
    inserted,
    item,
    level,
    numbering,
    packed,
    paragraph,
    row,
    run,
    style,
    styled,
    styles,
    table,
    word,
)

PARTS = {
    "word/styles.xml": styles(style("h", "heading 1", '<w:outlineLvl w:val="0"/>')).encode(),
    "word/numbering.xml": numbering(level(0, "chineseCounting", "%1、"), level(1, "decimal", "%1.%2")).encode(),
    "word/document.xml": document(
        styled("h", "成效"),
        item("粮食"),
        item("产量", 1),
        paragraph(run("共") + deleted("28") + inserted("35") + run("户")),
        table(row(cell("甲", '<w:gridSpan w:val="2"/>'), "1"), row(cell("乙", "<w:vMerge/>"), "2", "3")),
    ).encode(),
}
WORD = packed(PARTS)
TEXT = "一、2023年\r\n指标\t数值\n粮食\t120吨\n".encode()
SLICES = st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=40))
CHANGES = st.lists(SLICES, min_size=1, max_size=6)
relaxed = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def mutated(content: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    for place, length, replacement in changes:
        at = int(place * len(content))
        content = content[:at] + replacement + content[at + length :]
    return content


def check(content: bytes, name: str) -> None:
    try:
        found = read(content, name)
    except DocumentError as error:
        assert error.code.startswith(("XH-READ-", "XH-GATE-"))
        return
    assert found.text.strip()
    assert "\r" not in found.text
    assert all(0 <= block.start <= block.end <= len(found.text) for block in found.blocks)
    assert all(note.start is None or 0 <= note.start <= len(found.text) for note in found.notes)


@relaxed
@given(CHANGES)
def test_a_mutated_word_file(changes):
    check(mutated(WORD, changes), "a.docx")


@relaxed
@given(st.sampled_from(sorted(PARTS)), CHANGES)
def test_a_word_file_with_a_mutated_part(name, changes):
    check(packed({**PARTS, name: mutated(PARTS[name], changes)}), "a.docx")


@relaxed
@given(st.sampled_from(sorted(PARTS)), st.randoms(use_true_random=False))
def test_a_word_file_with_odd_values(name, random):
    odd = ["", "-1", "0", "99999999999", "x", "²", "%1%9", "true"]
    pieces = PARTS[name].decode().split('w:val="')
    changed = [
        piece if random.random() < 0.7 else random.choice(odd) + '"' + piece.split('"', 1)[1] for piece in pieces[1:]
    ]
    check(packed({**PARTS, name: 'w:val="'.join([pieces[0], *changed])}), "a.docx")


@relaxed
@given(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"]), CHANGES)
def test_a_mutated_text_file(encoding, changes):
    check(mutated(TEXT.decode().encode(encoding), changes), "a.txt")


@relaxed
@given(st.binary(max_size=300), st.sampled_from(["a.docx", "a.txt", "a", "a.pdf"]))
def test_any_bytes(content, name):
    check(content, name)


@relaxed
@given(st.text(min_size=1))
@example("00000000000\0")
def test_text_survives_unchanged(text):
    try:
        found = read(text.encode("utf-8", "surrogatepass"), "a.txt")
    except DocumentError:
        return
    assert found.text == text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


WORD_CHARACTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="<&>\ufffe\uffff")


@relaxed
@given(st.text(WORD_CHARACTERS, min_size=1))
def test_what_is_written_in_word_is_read(text):
    if text.strip():
        assert read(word(paragraph(run(text))), "a.docx").text == text + "\n"
