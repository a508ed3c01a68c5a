"""Whatever a file is, what stands in it is found; what cannot be looked into says so."""

import io
import json
import sqlite3
import zipfile
from contextlib import closing

import pytest

from autograder.rights.texts import CHUNK, texts, values


def found(path, word):
    """Return where in a file a word stands."""
    return sorted({text.where for text in texts(path) if word in text.text or word in text.values})


def zipped(**members):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name.replace("_dot_", "."), content)
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", "by Müller".encode()),
        ("a.csv", "by Müller".encode("utf-16")),
        ("a.ipynb", json.dumps({"text": "by Müller"}).encode()),
        ("a.html", b"by M&uuml;ller"),
        ("a.html", b"by M&#252;ller"),
        ("a.bin", b"\0\xff\xfe" + "Müller".encode() + b"\0"),
    ],
    ids=["utf-8", "utf-16", "json", "html", "html number", "bytes"],
)
def test_a_name_is_found_however_it_is_written(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    assert found(tmp_path / name, "Müller") == [""]


def test_a_name_across_two_pieces_of_a_large_file_is_found(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"x" * (CHUNK - 3) + "Müller".encode())
    assert found(tmp_path / "a.txt", "Müller") == [""]


def test_in_a_zip_names_and_texts_of_members_are_found_zips_in_it_too(tmp_path):
    inner = zipped(letter_dot_txt="dear ann")
    (tmp_path / "a.zip").write_bytes(zipped(ann_dot_csv="student\nbob\n", more_dot_zip=inner))
    assert found(tmp_path / "a.zip", "ann") == ["ann.csv", "more.zip!letter.txt"]
    assert found(tmp_path / "a.zip", "bob") == ["ann.csv"]


@pytest.mark.parametrize(
    "data",
    [zipped(a_dot_txt="text " * 99)[:-9], b"PK\3\4 and no more", zipped(a=zipped(b=zipped(c=zipped(d="deep"))))],
    ids=["damaged", "no zip", "too deep"],
)
def test_a_zip_that_cannot_be_looked_into_says_so(tmp_path, data):
    (tmp_path / "a.zip").write_bytes(data)
    assert [text.unread for text in texts(tmp_path / "a.zip") if text.unread]


def test_a_database_is_searched_row_by_row_and_not_changed(tmp_path):
    path = tmp_path / "copy.db"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute('CREATE TABLE "odd ""name" (id TEXT, text TEXT)')
        database.execute('INSERT INTO "odd ""name" VALUES (?, ?)', ("7", "dear ann"))
    before = path.read_bytes()
    assert found(path, "dear ann") == ['table odd "name']
    assert found(path, "7") == ['table odd "name']
    assert path.read_bytes() == before
    path.write_bytes(before[:100] + b"\xff" * 5_000)
    assert [text.unread.startswith("it is a database that cannot be read") for text in texts(path)] == [True]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.csv", "student,points\n7,3\n'=8,7\n", ["7", "=8"]),
        ("a.csv", "\ufeffPoints;Student ID\n1;7\n\n", ["7"]),
        ("a.json", '{"rows": [{"student": "7", "points": "3"}]}', ["7"]),
        ("a.jsonl", '{"student": "7"}\nno json\n{"user_id": 8}\n', ["7", "8"]),
        ("a.json", '{"totals": {"7": 1.5}}', ["7"]),
        ("a.txt", "student\n7\n", []),
        ("a.json", "{", []),
        ("a.csv", "", []),
    ],
)
def test_values_are_those_that_stand_where_ids_stand(name, text, expected):
    assert list(values(text, name)) == expected
