"""Promises of the gate and of the choice by content: no bomb unpacked, no stranger read, each with its reason."""

import io
import random
import tracemalloc
import zipfile

import pytest

from etl.errors import DocumentError
from etl.readers import read, version
from etl.readers.choice import READERS
from etl.readers.gate import Archive, Limits

from .olecase import ole
from .wordfile import document, packed, paragraph, word

GOOD = word(paragraph("全镇粮食120吨"))


def refusal(content: bytes, name: str = "报告.docx") -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        read(content, name)
    error = caught.value
    assert error.reason.endswith("。")
    assert error.remedy.endswith("。")
    return error


# The gate


def test_a_truncated_file_is_called_incomplete():
    assert refusal(GOOD[: len(GOOD) // 2]).code == "XH-GATE-001"


def test_a_damaged_member_is_called_damaged():
    at = GOOD.index(b"word/document.xml") + 40
    broken = GOOD[:at] + bytes(byte ^ 0xFF for byte in GOOD[at : at + 20]) + GOOD[at + 20 :]
    assert refusal(broken).code == "XH-GATE-001"


def test_a_bomb_is_refused_before_it_is_unpacked():
    bomb = packed({"word/document.xml": b" " * 100_000_000})
    tracemalloc.start()
    assert refusal(bomb).code == "XH-GATE-003"
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()


def test_a_huge_part_is_refused_whatever_its_ratio():
    large = packed({"word/document.xml": random.Random(1).randbytes(33 * 1024 * 1024)}, zipfile.ZIP_STORED)
    assert refusal(large).code == "XH-GATE-003"


def test_a_part_that_lies_about_its_size_is_not_inflated_beyond_it():
    bomb = bytearray(packed({"word/document.xml": b" " * 10_000_000}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = bomb.index(signature) + offset
        bomb[at : at + 4] = (1000).to_bytes(4, "little")
    assert refusal(bytes(bomb)).code == "XH-GATE-001"


def test_too_many_members_are_refused():
    assert refusal(packed({f"{number}.xml": b"" for number in range(5001)})).code == "XH-GATE-002"


def test_limits_can_be_narrowed():
    with pytest.raises(DocumentError):
        Archive(GOOD, Limits(members=1))


def test_an_encrypted_member_is_called_encrypted():
    locked = bytearray(GOOD)
    locked[locked.rindex(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(locked)).code == "XH-GATE-004"


@pytest.mark.parametrize("cut", [8, 100, 600, 3000, 6000])
def test_an_old_office_file_that_is_cut_off_is_called_incomplete(cut):
    assert refusal(ole({"Workbook": b"x", "WordDocument": b"x"})[:cut], "报告.doc").code == "XH-GATE-001"


def test_an_old_workbook_with_a_password_is_called_so():
    locked = ole({"Workbook": b"\x09\x08\x04\x00\x00\x06\x05\x00" + b"\x2f\x00\x02\x00\x00\x00"})
    assert refusal(locked, "报告.xls").code == "XH-GATE-004"


def test_a_word_file_with_a_password_is_called_so():
    assert refusal(ole({"EncryptedPackage": b"x"})).code == "XH-GATE-004"


def test_an_unknown_compression_is_called_so():
    odd = bytearray(GOOD)
    for signature, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = odd.rindex(signature) + offset
        odd[at] = 97
    assert refusal(bytes(odd)).code == "XH-GATE-005"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype_is_refused(encoding):
    lol = '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    xml = document(paragraph("x"), prolog=lol).replace("UTF-8", encoding).encode(encoding)
    assert refusal(packed({"word/document.xml": xml})).code == "XH-GATE-006"


@pytest.mark.parametrize("xml", [b"", b"<w:document", b"\x00\x01", document(paragraph("x")).encode()[:-9], b"&x;"])
def test_broken_xml_is_refused(xml):
    assert refusal(packed({"word/document.xml": xml})).code == "XH-GATE-007"


@pytest.mark.parametrize("tag", ["w:sdtContent", "w:tbl><w:tr><w:tc", "w:ins", "w:smartTag"])
@pytest.mark.parametrize("depth", [60, 240, 5000])
def test_deep_nesting_is_read_or_refused(tag, depth):
    closing = "".join(f"</{name}>" for name in reversed(tag.split("><")))
    xml = document(f"<{tag}>" * depth + paragraph("底") + closing * depth)
    try:
        assert read(packed({"word/document.xml": xml}), "a.docx").text == "底\n"
    except DocumentError as error:
        assert error.code in ("XH-GATE-007", "XH-READ-009")
        assert depth > 60


def test_broken_numbering_is_refused_not_ignored():
    assert refusal(word(paragraph("甲"), numbering="<w:numbering")).code == "XH-GATE-007"


# The choice by content


def test_random_bytes_named_docx():
    error = refusal(random.Random(7).randbytes(5000))
    assert error.code == "XH-READ-005"
    assert ".docx" in error.reason


def test_an_empty_file():
    assert refusal(b"").code == "XH-READ-001"


def test_a_word_file_without_text():
    assert refusal(word(paragraph())).code == "XH-READ-002"


def test_a_word_file_without_a_body():
    assert refusal(packed({"word/document.xml": "<x/>"})).code == "XH-READ-008"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (ole({"PowerPoint Document": b""}), "ppt 或 dps"),
        (ole({"Contents": b""}), "旧版 Office"),
        (packed({"xl/workbook.bin": b"x"}), "xlsb"),
        (packed({"ppt/presentation.xml": b"x"}), "pptx"),
        (packed({"content.xml": b"x"}), "OpenDocument"),
        (packed({"报告.docx": b"x"}), "压缩包"),
        (packed({}), "压缩包"),
        (b"GIF89a" + bytes(9), "图片"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>', "XML"),
        (b"MIME-Version: 1.0\r\n", "网页"),
    ],
)
def test_a_foreign_format_is_named(content, says):
    error = refusal(content)
    assert error.code == "XH-READ-007"
    assert says in error.reason


def test_old_presentations_are_to_be_saved_as_docx():
    assert "另存为 docx" in refusal(ole({"PowerPoint Document": b""}), "报告.ppt").remedy


def test_a_text_that_begins_like_a_picture_is_text():
    assert read("BM公司报告".encode(), "a.txt").text == "BM公司报告"


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [(GOOD, "报告.txt", "Word 文档"), ("全镇".encode(), "报告.docx", "文本文件"), (GOOD, "报告.doc", "Word 文档")],
)
def test_a_name_that_lies_is_noted_and_the_content_read(content, name, says):
    [note] = read(content, name).notes
    assert note.code == "XH-READ-101"
    assert says in note.message


@pytest.mark.parametrize("name", ["报告.docx", "报告.DOCX", "报告", "a.zip/报告.docx"])
def test_a_name_that_fits_or_says_nothing_is_not_noted(name):
    assert read(GOOD, name).notes == ()


def test_the_version_is_known_without_reading():
    assert version(GOOD) == "docx/3" == read(GOOD, "a.docx").reader


def test_readers_have_distinct_names_and_suffixes():
    suffixes = [suffix for reader in READERS for suffix in reader.suffixes]
    assert len(suffixes) == len(set(suffixes))


def test_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    read(GOOD, "a.docx")
    assert list(tmp_path.iterdir()) == []


def test_zip_with_leading_bytes_is_not_taken_for_text():
    stream = io.BytesIO(b"\x00" * 100 + GOOD)
    assert refusal(stream.getvalue()).code == "XH-READ-005"
