"""园区与关注词: park.toml is shown, rewritten with its comments, and never left broken."""

import re
import tomllib

import pytest

from huiying.cli.home import load, packaged
from huiying.core.models import AuditEntry
from tests.dashboard.conftest import Town, Visitor

HERE = "/admin/park"


@pytest.fixture
def boss(town: Town) -> Visitor:
    text = packaged("park.toml").read_text("utf-8")
    (town.site.settings.home / "park.toml").write_text(text, "utf-8")
    return town.boss()


def written(town: Town) -> str:
    return (town.site.settings.home / "park.toml").read_text("utf-8")


def fields(page: str) -> dict[str, str]:
    found = dict(re.findall(r'<textarea class="form-control" name="(\w+)"[^>]*>(.*?)</textarea>', page, re.S))
    for name in ("digest", "name"):
        value = re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)
        assert value is not None
        found[name] = value[1]
    return found


def test_names_are_added_and_what_stands_around_them_stays(boss: Visitor, town: Town) -> None:
    before, given = written(town), fields(boss.read(HERE))
    given["enterprises"] = "弘盛铜业\n\n 江畔化工 \n弘盛铜业"
    given["policies"] = '春季拆迁专项\n「引号"与\\反斜杠」'
    done = boss.send(HERE, **given)
    assert "已保存到 park.toml" in boss.read(done.headers["location"])
    after = written(town)
    found = tomllib.loads(after)
    assert found["enterprises"] == ["弘盛铜业", "江畔化工"]
    assert found["policies"][1] == '「引号"与\\反斜杠」'
    assert {**tomllib.loads(before), "enterprises": 0, "policies": 0} == {
        **found,
        "enterprises": 0,
        "policies": 0,
    }
    kept = [line for line in before.splitlines() if line.startswith("#")]
    assert kept and [line for line in after.splitlines() if line.startswith("#")] == kept
    assert "江畔化工" in boss.read(HERE)
    with town.database.read() as session:
        (entry,) = session.query(AuditEntry).where(AuditEntry.object == "park")
        assert entry.detail == {"keys": ["enterprises", "policies"]}


def test_nothing_is_written_where_nothing_changed_or_it_would_not_read(boss: Visitor, town: Town) -> None:
    before, given = written(town), fields(boss.read(HERE))
    assert boss.send(HERE, **given).headers["location"].endswith("did=same")
    long = boss.send(HERE, **{**given, "aliases": "名" * 61})
    assert long.status_code == 422 and "park.toml 第" in long.text and "名" * 61 in long.text
    assert boss.send(HERE, **{**given, "name": ""}).status_code == 422
    assert written(town) == before
    assert [path.name for path in town.site.settings.home.glob(".park*")] == []


def test_a_file_that_somebody_else_changed_is_not_overwritten(boss: Visitor, town: Town) -> None:
    given = fields(boss.read(HERE))
    path = town.site.settings.home / "park.toml"
    path.write_text(written(town) + "\n# 手工改过\n", "utf-8")
    refused = boss.send(HERE, **{**given, "enterprises": "江畔化工"})
    assert (refused.status_code, "已被改动" in refused.text) == (409, True)
    assert "江畔化工" not in written(town)


def test_a_broken_file_is_said_with_its_line_and_cannot_be_changed(boss: Visitor, town: Town) -> None:
    (town.site.settings.home / "park.toml").write_text('name = "园区"\nalias = ["a"]\n', "utf-8")
    page = boss.read(HERE)
    assert "第 2 行" in page and "aliases" in page and ">保存<" not in page


def test_a_key_that_the_file_lacks_is_put_where_it_reads(boss: Visitor, town: Town) -> None:
    path = town.site.settings.home / "park.toml"
    path.write_text('name = "园区"\n\n[[ambiguous]]\nname = "新港"\n', "utf-8")
    given = fields(boss.read(HERE))
    assert boss.send(HERE, **{**given, "watch_words": "征地\n臭味"}).status_code == 303
    found = tomllib.loads(written(town))
    assert found == {"name": "园区", "watch_words": ["征地", "臭味"], "ambiguous": [{"name": "新港"}]}


def test_without_a_home_file_the_shipped_profile_is_shown_and_not_changed(town: Town) -> None:
    boss = town.boss()
    page = boss.read(HERE)
    assert "运行 huiying init" in page and "黄石新港" in page
    assert boss.send(HERE, digest="", name="园区").status_code == 409


def test_the_running_analysis_takes_up_the_new_names(boss: Visitor, town: Town) -> None:
    from analysis.analyst import Analyst
    from analysis.profile import ParkProfile
    from huiying.cli.schedule import Works
    from responder.clocks.policy import default_policy

    settings, made = town.site.settings, []

    def make() -> Analyst:
        made.append(load(settings, "park.toml", ParkProfile).enterprises)
        return object.__new__(Analyst)

    works = Works(settings, town.database, default_policy(), make)
    first = works.analyst
    assert works.analyst is first
    boss.send(HERE, **{**fields(boss.read(HERE)), "enterprises": "江畔化工"})
    second = works.analyst
    assert second is not first and made[-1] == ("江畔化工",)
    (settings.home / "park.toml").write_text("坏了", "utf-8")
    assert works.analyst is second
