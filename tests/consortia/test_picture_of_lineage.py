"""The picture of a lineage: bars of years, lines between them, nothing that leaves the paper."""

import datetime

from portal.registry.pages.timeline import Joint, Life, picture_of

DAY = datetime.date


def test_the_picture_has_the_earliest_at_the_top_and_the_scale_of_its_years():
    lives = [
        Life(2, "New", "/new/", DAY(2014, 7, 1), None),
        Life(1, "Old", "/old/", DAY(2010, 1, 1), DAY(2014, 6, 30)),
    ]
    picture = picture_of(lives, [Joint(1, 2, "grew_out_of", DAY(2014, 7, 1))], focus=2, today=DAY(2019, 12, 31))

    old, new = picture.bars
    assert (old.life.name, old.x, old.is_over, old.is_focus) == ("Old", 24.0, True, False)
    assert (new.life.name, new.is_over, new.is_focus) == ("New", False, True)
    # 2010 to 2020 over 912 units: 91.2 a year; the first of July 2014 lies 4.5 years in.
    assert 433 < new.x < 435
    assert 409 < old.width < 411
    assert old.y < new.y
    assert [tick.year for tick in picture.ticks] == list(range(2010, 2021))
    assert picture.lines[0].path.startswith(f"M{old.x + old.width:g} {old.y + 16:g}C")
    assert picture.lines[0].path.endswith(f" {new.y:g}")


def test_an_unknown_first_day_is_drawn_open_from_the_first_day_that_is_known():
    lives = [Life(1, "Old", "/old/", None, None), Life(2, "New", "/new/", DAY(2014, 7, 1), None)]
    picture = picture_of(lives, [Joint(1, 2, "partner_in", DAY(2016, 7, 1))], focus=1, today=DAY(2019, 12, 31))

    bars = {bar.life.name: bar for bar in picture.bars}
    assert not bars["Old"].is_start_known
    assert bars["Old"].x > bars["New"].x


def test_no_bar_and_no_name_leaves_the_picture_whatever_the_days():
    lives = [
        Life(1, "N" * 60, "/a/", DAY(1899, 12, 31), DAY(1899, 12, 31)),
        Life(2, "Short", "/b/", DAY(2019, 12, 30), None),
        Life(3, "To come", "/c/", DAY(2030, 1, 1), None),
    ]
    joints = [Joint(1, 2, "grew_out_of", None), Joint(3, 2, "partner_in", DAY(1500, 1, 1)), Joint(1, 9, "x", None)]
    picture = picture_of(lives, joints, focus=1, today=DAY(2019, 12, 31))

    for bar in picture.bars:
        assert bar.x >= 24
        assert bar.width >= 6
        assert bar.x + bar.width <= 960
        assert 24 <= bar.name_x <= 960
    assert len(picture.lines) == 2
    assert len(picture.ticks) <= 13
