# The client's control charts: what is drawn with characters and as SVG, and what is said in words.
# SPDX-License-Identifier: MIT
"""The analyses are small and made here; how the service makes one is tested with the service."""

from __future__ import annotations

import contextlib
import io
import os
import re
import unittest
import xml.etree.ElementTree as ElementTree
from typing import Any, Dict, List, Optional, Sequence

from support import ScriptedServer, environment, reply, run_client, safer
from test_budget import Shown

SVG = "{http://www.w3.org/2000/svg}"


def point(
    period: str,
    value: Optional[float],
    rule: Optional[str] = None,
    mean: Any = 10,
    way: Optional[str] = None,
) -> Any:
    """A point whose limits are 4 from its mean."""
    limits = {"lower": None, "mean": None, "upper": None}
    if mean is not None and value is not None:
        limits = {"lower": mean - 4, "mean": mean, "upper": mean + 4}
        way = way or ("up" if value > mean else "down") if rule else None
    return {"period": period, "value": value, "rule": rule, "direction": way, **limits}


def month(place: int) -> str:
    """2016-01 and those after it."""
    return "%04d-%02d" % (2016 + place // 12, place % 12 + 1)


def analysis(points: Sequence[Any], verdict: str = "none", **more: Any) -> Dict[str, Any]:
    """An analysis of points, all in one segment."""
    last = points[-1] if points else {"period": None, "rule": None}
    segment = {"from": points[0]["period"], "to": last["period"]} if points else {}
    value = {
        "title": "Road casualties",
        "area_name": "Kent",
        "unit": "people",
        "verdict": verdict,
        "latest": {"period": last["period"], "rule": last["rule"], "direction": "up"},
        "method": {"trend": 7, "shift": 7, "season": {"reason": "not_significant"}},
        "segments": [{**segment, "mean": 10, "lower": 6, "upper": 14}] if points else [],
        "points": list(points),
    }
    return {**value, **more}


FLAGGED = analysis(
    [point(month(place), 9 + place % 3) for place in range(6)]
    + [point(month(6), 15, "outside_limits"), point(month(7), 10)]
    + [point(month(place), 11 + place % 2, "shift") for place in range(8, 15)]
    + [point(month(15), 13.5, "two_of_three"), point(month(16), 5, "outside_limits")],
    "concern",
)


def chart(value: Any = None) -> Any:
    """An analysis as the client reads it."""
    return safer.read_chart(FLAGGED if value is None else value)


def drawn(value: Any = None, width: int = 80, encoding: str = "utf-8", color: bool = False) -> str:
    """The chart as the terminal shows it."""
    stream = Shown(encoding, color)
    with contextlib.redirect_stdout(stream):
        console = safer.Console({"TERM": "xterm"})
        for line in safer.draw_terminal(chart(value), width, console):
            console.say(line)
        return stream.text()


def said(value: Any = None) -> str:
    """What is said below it."""
    stream = Shown()
    with contextlib.redirect_stdout(stream):
        safer.say_chart(chart(value), safer.Console({}))
        return " ".join(stream.text().split())


class Periods(unittest.TestCase):
    def test_each_form_begins_with_its_month(self) -> None:
        for text, start in [
            ("2017-03", (2017, 3)),
            ("2017-Q1", (2017, 1)),
            ("2017-Q4", (2017, 10)),
            ("2017/18-Q1", (2017, 4)),
            ("2017/18-Q4", (2018, 1)),
            ("2017", (2017, 1)),
            ("2017/18", (2017, 4)),
            ("1999/00", (1999, 4)),
        ]:
            with self.subTest(text):
                self.assertEqual(safer.period_start(text), start)
                place = safer.period_place(text)
                self.assertEqual(safer.period_name(place, text), text)

    def test_the_next_period_is_at_the_next_place(self) -> None:
        for before, after in [
            ("2016-12", "2017-01"),
            ("2016-Q4", "2017-Q1"),
            ("2016/17-Q4", "2017/18-Q1"),
            ("2016", "2017"),
            ("2016/17", "2017/18"),
        ]:
            self.assertEqual(safer.period_place(before) + 1, safer.period_place(after))

    def test_what_is_no_period_is_refused(self) -> None:
        for text in [
            "2017-13", "2017-3", "2017-Q5", "2017/19", "2017/18-03", "17-03", "2017-03-01", "",
            "2017-Q", "\u0662\u0660\u0661\u0667", "2017 ",
        ]:  # fmt: skip
            with self.subTest(text):
                self.assertRaises(ValueError, safer.period_start, text)


class Words(unittest.TestCase):
    def test_flagged_points_that_belong_together_are_one_run_and_named_in_words(self) -> None:
        self.assertEqual(
            [run.sentence() for run in chart().runs()],
            [
                "2016-07: above the upper limit",
                "2016-09 to 2017-03 (7 points): a shift: 7 or more points in a row above the mean",
                "2017-04: two of three points close to the upper limit",
                "2017-05: below the lower limit",
            ],
        )

    def test_a_trend_is_one_run_though_it_crosses_the_mean_and_says_its_way(self) -> None:
        for step, way, words in ((1, "up", "higher"), (-1, "down", "lower")):
            points = [
                point(month(place), 10 + step * (place - 3), "trend", way=way) for place in range(7)
            ]
            runs = chart(analysis(points)).runs()
            self.assertEqual(len(runs), 1)
            self.assertIn("7 or more points, each %s than the one before" % words, runs[0].sentence())

    def test_runs_end_where_new_limits_begin(self) -> None:
        points = [point(month(place), 12, "shift") for place in range(4)]
        value = analysis(points, segments=[{"from": month(0)}, {"from": month(2)}])
        self.assertEqual(len(chart(value).runs()), 2)

    def test_each_verdict_has_its_sentence(self) -> None:
        for verdict, words in [
            ("concern", "Concern: the latest point, 2017-05, is an exception, and not the wanted"),
            ("improvement", "Improvement: the latest point, 2017-05, is an exception, the wanted"),
            ("change", "Change: the latest point, 2017-05, is an exception ("),
            ("none", "No exception: the latest point, 2017-05, is within what is expected."),
            ("not_enough_data", "Not enough data: there are too few points"),
        ]:
            with self.subTest(verdict):
                self.assertIn(words, said({**FLAGGED, "verdict": verdict}))

    def test_a_chart_of_which_values_are_hidden_says_so(self) -> None:
        method = {"trend": 7, "shift": 7, "season": {"reason": "suppressed"}}
        text = said({**FLAGGED, "verdict": "not_enough_data", "method": method})
        self.assertIn("Not enough data: small values are hidden from you", text)

    def test_the_limits_in_force_and_the_method_are_said(self) -> None:
        text = said()
        self.assertIn("At 2017-05: lower limit 6, mean 10, upper limit 14.", text)
        self.assertIn("No season was found.", text)
        value = {**FLAGGED, "segments": [{"from": month(0)}, {"from": month(9)}]}
        self.assertIn("upper limit 14, from 2016-10.", said(value))
        method = {"limits_from_first": 12, "season": {"reason": "removed"}}
        segments = [{"from": month(0), "ranges_screened": 2, "trial": True}]
        text = said({**FLAGGED, "method": method, "segments": segments})
        for words in (
            "Limits are from the first 12 points of each segment.",
            "Very wide ranges were left out of the limits: 2.",
            "The season is real: it was taken out",
            "The limits are from few points",
            "a shift: 7 or more points in a row above the mean",
        ):
            self.assertIn(words, text)

    def test_what_has_to_be_known_is_said_with_the_chart(self) -> None:
        annotations = [
            {"period": "2016-10", "kind": "recording_change", "text": "New\x1b rules.", "rebaseline": True},
            {"period": "2017-01", "kind": "commentary", "text": "More reports.", "rebaseline": False},
        ]
        text = said({**FLAGGED, "annotations": annotations})
        self.assertIn("- From 2016-10, recording was changed, and new limits: New\ufffd rules.", text)
        self.assertIn("- From 2017-01, commentary: More reports.", text)

    def test_a_rule_this_program_does_not_know_is_named_as_it_is(self) -> None:
        value = analysis([point(month(0), 1), point(month(1), 20, "new_rule")])
        self.assertIn("2016-02: new rule", said(value))
        self.assertIn("! flagged", drawn(value))

    def test_many_runs_are_cut_and_counted(self) -> None:
        points = [point(month(place), 20, None if place % 2 else "shift") for place in range(60)]
        self.assertIn("and 18 before them.", said(analysis(points)))

    def test_what_is_not_an_analysis_ends_the_command(self) -> None:
        for value in (
            {},
            {**FLAGGED, "points": [{"period": "x", "value": 1}]},
            {**FLAGGED, "points": [{"period": "2017-01", "value": "many"}]},
            {**FLAGGED, "segments": [{}]},
            {**FLAGGED, "points": ["x"]},
        ):
            with self.assertRaises(safer.Stop):
                chart(value)


class Terminal(unittest.TestCase):
    def test_every_flagged_point_is_its_rules_letter_and_the_legend_says_which(self) -> None:
        text = drawn()
        picture, _, legend = text.partition("\n\n")
        for letter, number, words in [
            ("X", 2, "X outside the limits"),
            ("S", 7, "S a shift"),
            ("2", 1, "2 two of three near a limit"),
        ]:
            rows = [line.split("\u2502")[-1].split("\u2524")[-1] for line in picture.split("\n")]
            self.assertEqual(sum(row.count(letter) for row in rows[:18]), number)
            self.assertIn(words, " ".join(legend.split()))
        self.assertNotIn("trend", legend)

    def test_higher_values_stand_higher_and_the_mean_between_the_limits(self) -> None:
        rows = drawn().split("\n")[:18]
        high = next(index for index, row in enumerate(rows) if "X" in row)
        low = next(index for index, row in reversed(list(enumerate(rows))) if "X" in row)
        limits = [index for index, row in enumerate(rows) if "\u2504" in row]
        mean = next(index for index, row in enumerate(rows) if "\u2500\u2500" in row)
        self.assertEqual((high, low), (0, 17))
        self.assertTrue(limits[0] < mean < limits[-1])

    def test_without_unicode_it_is_drawn_in_ascii(self) -> None:
        text = drawn(encoding="ascii")
        text.encode("ascii")
        self.assertIn("o value   -- mean   .. limits   X outside the limits", text)
        self.assertNotIn("?", text)

    def test_no_line_is_longer_than_the_width_and_the_latest_points_are_shown(self) -> None:
        points = [point(month(place), 9 + place % 3) for place in range(240)]
        for width in (40, 80, 120, 300):
            with self.subTest(width):
                text = drawn(analysis(points), width)
                self.assertLessEqual(max(len(line) for line in text.splitlines()), width)
                if width < 240:
                    self.assertRegex(text, r"The latest [0-9]+ of 240 points; --width\sshows more")
                else:
                    self.assertNotIn("--width", text)
                self.assertIn("2035-01", text)

    def test_a_gap_in_the_periods_is_a_gap_in_the_picture(self) -> None:
        points = [point(month(place), 10) for place in (0, 1, 5, 6)]
        row = next(row for row in drawn(analysis(points)).split("\n") if "\u25cf" in row)
        places = [match.start() for match in re.finditer("\u25cf", row)]
        steps = [after - before for before, after in zip(places, places[1:])]
        self.assertEqual((steps[0], steps[2]), (4, 4))
        self.assertEqual(steps[1], 16)

    def test_new_limits_are_marked(self) -> None:
        points = [point(month(place), 10, None, 10 if place < 6 else 30) for place in range(12)]
        value = analysis(points, segments=[{"from": month(0)}, {"from": month(6)}])
        self.assertIn("\u250a new limits", drawn(value))

    def test_colours_are_for_terminals_and_say_nothing_that_letters_do_not(self) -> None:
        plain, coloured = drawn(), drawn(color=True)
        self.assertIn("\x1b[31mX\x1b[0m", coloured)
        self.assertNotIn("\x1b", plain)
        self.assertEqual(re.sub(r"\x1b\[[0-9]+m", "", coloured), plain)

    def test_one_point_none_and_points_that_do_not_differ_are_drawn(self) -> None:
        for points in (
            [],
            [point(month(0), 0, None, None)],
            [point(month(place), 5, None, None) for place in range(4)],
            [point(month(0), None), point(month(1), 7)],
            [point("2017/18", -3, None, None), point("2018/19", 1e12, None, None)],
        ):
            with self.subTest(points):
                text = drawn(analysis(points, "not_enough_data"))
                self.assertIn("value" if points else "There is nothing to draw", text)
                self.assertIn("Not enough data", said(analysis(points, "not_enough_data")))
                ElementTree.fromstring(safer.draw_svg(chart(analysis(points, "not_enough_data"))))

    def test_quarters_and_years_are_named_as_they_are_written(self) -> None:
        for period, name in (("2017/18-Q%d", "2017/18-Q1"), ("2017-Q%d", "2017-Q1")):
            points = [point(period % number, number) for number in (1, 2, 3, 4)]
            self.assertIn(name, drawn(analysis(points)))


class Commands(unittest.TestCase):
    def run_chart(self, *arguments: str, **settings: str) -> Any:
        """Charts what a scripted service answers."""
        long = {**FLAGGED, "title": "Road casualties of all ages and both sexes, killed or injured"}
        with ScriptedServer(lambda *_: reply(200, long)) as server:
            env = environment(SAFER_URL=server.url, **settings)
            done = run_client("indicators", "chart", "a", "--area", "kent", *arguments, env=env)
            self.requests = server.requests
        return done

    def test_the_picture_goes_to_standard_output_and_what_is_said_to_the_other(self) -> None:
        done = self.run_chart("--svg", "-")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(ElementTree.fromstring(done.stdout).tag, SVG + "svg")
        self.assertIn(b"Concern: the latest point", done.stderr)
        self.assertFalse(os.path.exists("-"))

    def test_on_a_narrow_terminal_nothing_is_wider_than_it(self) -> None:
        for arguments, settings in ((("--width", "40"), {}), ((), {"COLUMNS": "40"})):
            done = self.run_chart(*arguments, "--from", "2016-01", "--season", "none", **settings)
            lines = done.stdout.decode().splitlines()
            self.assertLessEqual(max(len(line) for line in lines), 40)
            self.assertIn("killed or injured, Kent", " ".join(done.stdout.decode().split()))

    def test_how_the_chart_is_drawn_is_asked_and_stands_in_its_heading(self) -> None:
        asked = (
            "--from", "2016/17", "--to", "2018-03", "--season", "none", "--limits-from-first", "12",
            "--shift", "8", "--trend", "6", "--no-screen",
        )  # fmt: skip
        words = (
            "As asked: from 2016/17 to 2018-03; the season is left in; limits from the first 12 "
            "points; 8 points make a shift; 6 points make a trend; very wide ranges are kept."
        )
        done = self.run_chart(*asked)
        self.assertEqual(
            self.requests[0].target,
            "/v1/indicators/a/analysis?area=kent&from=2016/17&to=2018-03&season=none"
            "&limits_from_first=12&shift=8&trend=6&screen=false",
        )
        self.assertIn(words, " ".join(done.stdout.decode().split()))
        done = self.run_chart(*asked, "--svg", "-")
        texts = [text.text or "" for text in ElementTree.fromstring(done.stdout).iter(SVG + "text")]
        self.assertIn(words, " ".join(texts))
        self.assertNotIn(b"As asked", self.run_chart("--season", "auto").stdout)

    def test_what_the_service_would_not_take_is_refused_here(self) -> None:
        for arguments in (("--limits-from-first", "5"), ("--shift", "2"), ("--trend", "101")):
            self.assertEqual(self.run_chart(*arguments).returncode, 64)
            self.assertEqual(self.requests, [])


class Pictures(unittest.TestCase):
    def setUp(self) -> None:
        self.text = safer.draw_svg(chart({**FLAGGED, "title": "R & D <casualties>"}))
        self.root = ElementTree.fromstring(self.text)

    def test_it_has_a_title_and_a_description_that_say_what_it_shows(self) -> None:
        ids = {element.get("id"): element for element in self.root.iter() if element.get("id")}
        named = [ids[name] for name in str(self.root.get("aria-labelledby")).split()]
        self.assertEqual(self.root.get("role"), "img")
        self.assertEqual([element.tag for element in named], [SVG + "title", SVG + "desc"])
        self.assertIn("R & D <casualties>", str(named[0].text))
        for words in ("Concern:", "2016-07: above the upper limit.", "lower limit 6"):
            self.assertIn(words, str(named[1].text))

    def test_every_point_says_what_it_is_and_the_rules_have_shapes_of_their_own(self) -> None:
        groups = [group for group in self.root.iter(SVG + "g") if group.find(SVG + "title") is not None]
        self.assertEqual(len(groups), 17)
        shapes = set()
        for group in groups:
            told = str(group.find(SVG + "title").text)  # type: ignore[union-attr]
            flag = next((part for part in group if part.get("class") == "flag"), None)
            self.assertEqual(flag is not None, ", " in told)
            if flag is not None:
                turns = re.findall(r"[0-9.]+ [0-9.]+", flag.get("d") or "")
                level = [turn.split(" ")[1] for turn in turns]
                shapes.add((len(turns), len(set(level))))
        self.assertEqual(len(shapes), 3)

    def test_what_is_flagged_is_told_apart_without_colours(self) -> None:
        legend = [text.text for text in self.root.iter(SVG + "text")]
        for words in ("outside the limits", "a shift", "two of three near a limit", "mean"):
            self.assertIn(words, legend)

    def test_it_is_drawn_for_light_dark_and_paper_in_generic_fonts(self) -> None:
        style = str(self.root.find(SVG + "style").text)  # type: ignore[union-attr]
        self.assertIn("@media screen and (prefers-color-scheme:dark)", style)
        self.assertEqual(set(re.findall(r"font:[^;}]*", style)), {"font:13px sans-serif"})
        self.assertNotIn("http", self.text.replace("http://www.w3.org/2000/svg", ""))

    def test_everything_lies_on_the_paper(self) -> None:
        points = [point(month(place), (place * 37) % 1000, "trend") for place in range(300)]
        for value in (FLAGGED, analysis(points), analysis(points[:2])):
            root = ElementTree.fromstring(safer.draw_svg(chart(value)))
            for element in root.iter():
                for name, most in (("x", 960), ("cx", 960), ("y", 540), ("cy", 540)):
                    if element.get(name):
                        self.assertTrue(0 <= float(str(element.get(name))) <= most)

    def test_no_text_leaves_the_paper_however_long_and_all_of_it_is_there(self) -> None:
        title = "People killed or seriously injured on the roads of the county, by where they live, " * 2
        note = "Since then everybody is counted who was taken to a hospital, and nobody twice; " * 4
        annotations = [
            {"period": month(9), "kind": "recording_change", "text": note, "rebaseline": True},
            {"period": month(10), "kind": "event", "text": "A road was closed.", "rebaseline": False},
            {"period": "1999-01", "kind": "commentary", "text": "Long ago.", "rebaseline": False},
        ]
        value = {**FLAGGED, "title": title, "unit": "people " * 8, "annotations": annotations}
        drawing = safer.draw_svg(safer.read_chart(value, "As asked: " + "limits are others; " * 9))
        root = ElementTree.fromstring(drawing)
        self.assertEqual(root.get("viewBox"), "0 0 960 %s" % root.get("height"))
        moved = next(
            int(str(group.get("transform"))[len("translate(0 ") : -1])
            for group in root.iter(SVG + "g")
            if group.get("transform")
        )
        texts = [text for text in root.iter(SVG + "text") if not text.get("text-anchor")]
        for text in texts:
            letter = 10.4 if text.get("class") == "title" else 7.2
            self.assertLessEqual(float(str(text.get("x"))) + letter * len(str(text.text)), 960)
        for text in root.findall(SVG + "text"):
            self.assertLess(float(str(text.get("y"))), float(str(root.get("height"))))
        above = [text for text in root.findall(SVG + "text") if float(str(text.get("y"))) < 98 + moved]
        self.assertTrue(all(float(str(text.get("y"))) < 98 + moved - 27 for text in above))
        whole = " ".join(str(text.text) for text in root.findall(SVG + "text"))
        for words in (title.strip(), note.strip(), "others;", "Concern:", "event: A road was closed."):
            self.assertIn(" ".join(words.split()), " ".join(whole.split()))
        marks = [str(text.text) for text in texts if text.get("class") == "mark"]
        self.assertEqual(marks, ["1", "2", "3"])
        marks = [str(text.text) for text in root.iter(SVG + "text") if text.get("text-anchor") == "middle"
                 and text.get("class") == "mark"]  # fmt: skip
        self.assertEqual(marks, ["1", "2"])

    def test_a_gap_breaks_the_line_and_seasons_move_the_limits(self) -> None:
        points = [point(month(place), 10, None, 10 + place % 2) for place in (0, 1, 2, 5, 6)]
        root = ElementTree.fromstring(safer.draw_svg(chart(analysis(points))))
        paths: Dict[str, List[str]] = {}
        for path in root.iter(SVG + "path"):
            paths.setdefault(str(path.get("class")), []).append(str(path.get("d")))
        self.assertEqual(paths["value"][0].count("M"), 2)
        self.assertEqual(paths["mean"][0].count("L"), 6)
        flat = [point(month(place), 10) for place in range(9)]
        root = ElementTree.fromstring(safer.draw_svg(chart(analysis(flat))))
        means = [path for path in root.iter(SVG + "path") if path.get("class") == "mean"]
        self.assertEqual(str(means[0].get("d")).count("L"), 1)

    def test_letters_that_xml_cannot_have_are_left_out(self) -> None:
        stream = io.StringIO()
        stream.write(safer.draw_svg(chart({**FLAGGED, "title": "a\x00\x1b\ud800b"})))
        ElementTree.fromstring(stream.getvalue())


if __name__ == "__main__":
    unittest.main()
