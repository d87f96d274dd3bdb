"""A file appears whole or not at all."""

import os
import threading
from pathlib import Path

import pytest

from hemograft.whole_file import write_whole


def test_text_and_bytes_arrive_exactly(tmp_path: Path) -> None:
    place = tmp_path / "page.html"
    write_whole(place, "Blutplättchen ≥ 50\n")
    assert place.read_bytes() == "Blutplättchen ≥ 50\n".encode()
    write_whole(place, b"\x00\r\n")
    assert place.read_bytes() == b"\x00\r\n"
    assert os.listdir(tmp_path) == ["page.html"]


@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("step", ["write", "replace"])
def test_a_failure_leaves_the_older_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException, step: str
) -> None:
    place = tmp_path / "page.html"
    place.write_text("older")
    write_bytes = Path.write_bytes

    def half_written(path: Path, data: bytes) -> int:
        write_bytes(path, data[:3])
        raise failure

    def not_moved(*_: object) -> None:
        raise failure

    with monkeypatch.context() as broken:
        if step == "write":
            broken.setattr(Path, "write_bytes", half_written)
        else:
            broken.setattr(os, "replace", not_moved)
        with pytest.raises(type(failure)):
            write_whole(place, "newer and longer")
    assert place.read_text() == "older"
    assert os.listdir(tmp_path) == ["page.html"]


def test_the_message_names_the_place_that_was_asked_for(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"absent/page\.html cannot be written: No such file or directory$"):
        write_whole(tmp_path / "absent" / "page.html", "text")
    with pytest.raises(OSError, match=r"cannot be written: Is a directory$"):
        write_whole(tmp_path, "text")


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "kept.html").write_text("older")
    (tmp_path / "link.html").symlink_to("kept.html")
    write_whole(tmp_path / "link.html", "newer")
    assert (tmp_path / "link.html").is_symlink()
    assert (tmp_path / "kept.html").read_text() == "newer"


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    heard: list[str] = []
    reader = threading.Thread(target=lambda: heard.append(pipe.read_text()), daemon=True)
    reader.start()
    write_whole(pipe, "text")
    if not pipe.is_fifo():
        pytest.fail("the pipe was replaced by a file")
    reader.join(10.0)
    assert heard == ["text"]
