"""The report as a browser shows it: no errors, no network, accessible, readable on a phone."""

import csv
import io
import json

import pytest
from lxml import html
from run_variants import SAMPLE, VARIANTS

SIZES = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}


@pytest.fixture(scope="session")
def pages(shoal, tmp_path_factory):
    """The report of each variant, rendered by `shoal report` from its run.json."""
    files = {}
    for name, make in VARIANTS.items():
        folder = tmp_path_factory.mktemp(name)
        (folder / "run.json").write_text(json.dumps(make()), encoding="utf-8")
        done = shoal("report", folder)
        assert done.returncode == 0, done.stderr
        files[name] = folder / "report.html"
    return files


class Visit:
    """One page, opened; what it said and asked for on the way is kept."""

    def __init__(self, browser, file, size="desktop", **options):
        self.context = browser.new_context(viewport=SIZES[size], **options)
        self.page = self.context.new_page()
        self.said, self.requests = [], []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(file.as_uri())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.context.close()


@pytest.mark.browser
@pytest.mark.parametrize("name", VARIANTS)
def test_runs_clean_and_loads_nothing(pages, browser, name):
    with Visit(browser, pages[name]) as visit:
        for head in visit.page.query_selector_all("button.sort"):
            head.click()
        visit.page.mouse.move(300, 400)
        assert visit.said == []
        assert [url for url in visit.requests if not url.startswith("data:")] == [pages[name].as_uri()]
        assert visit.page.evaluate("window.hacked") is None


@pytest.mark.browser
@pytest.mark.parametrize(
    "name, size, scheme",
    [(name, "phone", "light") for name in VARIANTS]
    + [("sample", "desktop", "light"), ("sample", "desktop", "dark"), ("twelve", "phone", "dark")],
)
def test_has_no_accessibility_fault(pages, browser, name, size, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    with Visit(browser, pages[name], size, color_scheme=scheme, bypass_csp=True) as visit:
        faults = axe.run(visit.page).response["violations"]
        told = [(fault["id"], fault["help"], [node["html"][:160] for node in fault["nodes"][:3]]) for fault in faults]
        assert told == []


@pytest.mark.browser
@pytest.mark.parametrize("name", VARIANTS)
@pytest.mark.parametrize("width", [320, 688])  # 688: what A4 leaves between the margins
def test_never_scrolls_sideways(pages, browser, name, width):
    with Visit(browser, pages[name]) as visit:
        visit.page.set_viewport_size({"width": width, "height": 800})
        if width == 688:
            visit.page.emulate_media(media="print")
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width


OVERLAPS = """() => {
  const found = [];
  for (const svg of document.querySelectorAll("svg")) {
    const frame = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll("text")].filter(t => t.textContent.trim());
    const boxes = texts.map(t => t.getBoundingClientRect());
    boxes.forEach((a, i) => {
      if (a.left < frame.left - 4 || a.right > frame.right + 4) found.push("outside: " + texts[i].textContent);
      boxes.slice(0, i).forEach((b, j) => {
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        // The box of a line holds room for accents and tails: letters touch when it is cut by more than a quarter.
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) - Math.min(a.height, b.height) / 4;
        if (across > 1 && down > 0) found.push(texts[i].textContent + " | " + texts[j].textContent);
      });
    });
  }
  return found;
}"""


@pytest.mark.browser
@pytest.mark.parametrize("name", ["sample", "one", "twelve", "bare", "long"])
@pytest.mark.parametrize("size", SIZES)
def test_labels_of_charts_do_not_overlap(pages, browser, name, size):
    with Visit(browser, pages[name], size) as visit:
        assert visit.page.evaluate(OVERLAPS) == []


@pytest.mark.browser
def test_labels_do_not_overlap_in_print(pages, browser):
    with Visit(browser, pages["sample"]) as visit:
        visit.page.set_viewport_size({"width": 688, "height": 900})
        visit.page.emulate_media(media="print")
        assert visit.page.evaluate(OVERLAPS) == []


@pytest.mark.browser
def test_reads_the_same_without_script(pages, browser):
    with Visit(browser, pages["sample"], java_script_enabled=False) as visit:
        assert visit.page.query_selector("button.sort") is None
        assert "Loyal high-value customers" in visit.page.inner_text("main")
        assert visit.page.locator("svg").count() == 14


@pytest.mark.browser
def test_sorts_tables_by_keyboard(pages, browser):
    with Visit(browser, pages["sample"]) as visit:
        table = visit.page.locator("table[aria-labelledby=tried]")
        head = table.locator("thead th", has_text="Inertia")
        head.locator("button").focus()
        visit.page.keyboard.press("Enter")
        assert head.get_attribute("aria-sort") == "ascending"
        shown = [float(text.replace(",", "")) for text in table.locator("tbody tr td:nth-child(2)").all_inner_texts()]
        assert shown == sorted(shown)
        visit.page.keyboard.press("Enter")
        assert head.get_attribute("aria-sort") == "descending"
        assert visit.page.locator("table [aria-sort]").count() == 1


@pytest.mark.browser
def test_downloads_the_tables(pages, browser):
    with Visit(browser, pages["sample"]) as visit:
        with visit.page.expect_download() as download:
            visit.page.click("a[download='sweep.csv']")
        text = open(download.value.path(), encoding="utf-8").read()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [int(row["k"]) for row in rows] == [row["k"] for row in SAMPLE["sweep"]]
    assert [float(row["inertia"]) for row in rows] == [row["inertia"] for row in SAMPLE["sweep"]]


@pytest.mark.parametrize("name", VARIANTS)
def test_is_built_as_a_page_should_be(pages, name):
    page = html.parse(str(pages[name])).getroot()
    assert page.get("lang") == "en"
    levels = [int(head.tag[1]) for head in page.iter("h1", "h2", "h3", "h4")]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:]))
    for svg in page.iter("svg"):
        assert svg.get("role") == "img" and len(svg.get("aria-label")) > 40
    for cell in page.iter("th"):
        assert cell.get("scope") in ("col", "row")
    for link in page.iter("a"):
        target = link.get("href")
        assert target.startswith("data:text/csv") or page.get_element_by_id(target[1:]) is not None
    assert pages[name].stat().st_size < 600_000
