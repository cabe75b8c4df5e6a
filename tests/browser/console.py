"""Works with the console in headless Chromium as an operator would, on a ledger with data that it makes first.

console.py URL SERVICE_TOKEN_FILE ADMIN_TOKEN_FILE AXE [SCREENSHOT_PREFIX]

URL is a ledger-api with auth on that issues tokens of its own: http://127.0.0.1:8000; the files have tokens of
ledger-token. AXE is node_modules/axe-core/axe.min.js. Needs the Debian packages chromium, chromium-driver and
python3-selenium. Ends with 0 if every page shows what it should, as far as the role allows, asks no other host, logs no
error, moves nothing once shown, fits a phone, and axe finds nothing, in light and in dark.
"""

import json
import pathlib
import sys
import tempfile

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from console_data import HOSTILE, Ledger, make_data

PATIENCE_SECONDS = 30
PHONE, DESKTOP = (360, 740), (1280, 900)
FIND = "return [...document.querySelectorAll(arguments[0])].find((each) => each.textContent.includes(arguments[1])) ?? null"
# A chart is drawn anew in the frame after the page's size or colors have changed.
NEXT_FRAME = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 0)))"
CURVE_POINTS = "return globalThis.Chart?.getChart(document.querySelector('canvas'))?.data.datasets[0]?.data.length ?? 0"
# The browser itself measures what moves although nobody asked for it.
WATCH_SHIFTS = """
window.shifts = 0;
new PerformanceObserver((list) => list.getEntries().forEach((each) => {
  if (!each.hadRecentInput) window.shifts += each.value;
})).observe({type: 'layout-shift', buffered: true});
"""


class Console:
    def __init__(self, url, axe, prefix):
        options = webdriver.ChromeOptions()
        for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--force-prefers-reduced-motion"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
        self.url, self.axe, self.prefix = url, axe, prefix
        self.wait = WebDriverWait(self.driver, PATIENCE_SECONDS)
        self.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH_SHIFTS})
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.driver.execute_cdp_cmd("Browser.setDownloadBehavior",
                                    {"behavior": "allow", "downloadPath": str(self.folder)})
        self.size(DESKTOP)

    def size(self, size):
        width, height = size
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500})

    def dark(self, wanted):
        value = "dark" if wanted else "light"
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia",
                                    {"features": [{"name": "prefers-color-scheme", "value": value}]})

    def open(self, address, title):
        self.driver.get(f"{self.url}/console{address}")
        self.see("h1", title)

    def see(self, selector, text):
        """The first element that matches and has this text in it, once there is one."""
        return self.wait.until(lambda _: self.found(selector, text), f"{selector} with {text!r}")

    def see_gone(self, selector, text):
        self.wait.until(lambda _: not self.found(selector, text), f"no {selector} with {text!r}")

    def found(self, selector, text):
        # In one step, as the page may be exchanged between finding and reading.
        return self.driver.execute_script(FIND, selector, text)

    def has(self, selector, text):
        return self.found(selector, text) is not None

    def press(self, text, within=""):
        """By keyboard, as everything must be possible with it."""
        self.see(f"{within} button", text).send_keys(Keys.ENTER)

    def write(self, name, text):
        element = self.wait.until(lambda driver: driver.find_elements(By.NAME, name))[0]
        element.clear()
        element.send_keys(text)
        return element

    def log_in_with(self, token):
        self.open("", "Log in")
        self.write("token", token).send_keys(Keys.ENTER)
        self.see("h1", "Accounts")

    def log_out(self):
        self.press("Log out")
        self.see("h1", "Log in")

    def look(self, name):
        """Looks at the page as it is: wide, on a phone, light and dark."""
        self.driver.execute_script("if (!window.axe) { const made = new Function(arguments[0]); made(); }", self.axe)
        for size, width in ((DESKTOP, "desktop"), (PHONE, "phone")):
            for dark in (False, True):
                self.size(size)
                self.dark(dark)
                self.driver.execute_async_script(NEXT_FRAME)
                expect(self.axe_violations(), [], f"what axe finds on {name}, {width}, {'dark' if dark else 'light'}")
                overflow = "return Math.max(0, document.documentElement.scrollWidth - window.innerWidth)"
                expect(self.driver.execute_script(overflow), 0, f"pixels that {name} is too wide for {width}")
                self.picture(f"{name}-{width}{'-dark' if dark else ''}")
        self.size(DESKTOP)
        self.dark(False)

    def axe_violations(self):
        return self.driver.execute_async_script(
            "const done = arguments[arguments.length - 1];"
            "axe.run(document).then((all) => done(all.violations.map((each) =>"
            " [each.id, ...each.nodes.slice(0, 3).map(({html, failureSummary}) => html.slice(0, 150) + failureSummary)])))")
        return found

    def picture(self, name):
        if self.prefix:
            self.driver.save_screenshot(f"{self.prefix}{name}.png")

    def expect_calm(self, name):
        expect(round(self.driver.execute_script("return window.shifts"), 4), 0, f"what moved by itself on {name}")

    def foreign_urls(self):
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                url = message["params"]["request"]["url"]
                if not url.startswith((self.url + "/", "data:", "blob:")):
                    yield url


def expect(actual, wanted, what):
    if actual != wanted:
        raise AssertionError(f"{what}: {actual!r} instead of {wanted!r}")


def downloaded(folder):
    """The text of the one file in the folder; None while it is not there."""
    files = list(folder.glob("*.csv"))
    return files[0].read_text() if files else None


def as_user(console, data):
    console.open("", "Log in")
    console.look("login")
    console.write("login", data["login"])
    console.write("password", "wrong").send_keys(Keys.ENTER)
    console.see(".alert", "login or password are wrong")
    console.write("password", "correct horse").send_keys(Keys.ENTER)
    console.see("h1", "Accounts")
    expect(console.has("nav a", "Operations"), False, "operations offered to a user")
    console.open(f"#/account/{data['ann']}", "Ann Example")
    expect(console.has("button", "Freeze"), False, "freezing offered to a user")
    console.open(f"#/account/{data['bob']}", "This cannot be shown")
    console.see(".alert", "404")
    console.log_out()


def as_service(console, data):
    console.open(f"#/account/{data['ann']}/holds", "Ann Example")
    console.see("td", "taxi")
    console.look("holds")
    console.press("Release…")
    console.press("Leave it", "dialog")
    console.see_gone("dialog", "Release")
    console.press("Release…")
    console.press("Release", "dialog .actions button:last-child, dialog")
    console.see(".facts", "30.00")
    console.see_gone(".facts dd", "60.00")
    console.open("#/operations", "This cannot be shown")
    console.see(".alert", "Your role does not allow this (403")


def as_admin(console, data):
    console.write("name", "ANN EX").send_keys(Keys.ENTER)
    console.see("h1", "Ann Example")
    console.open("#/", "Accounts")
    console.look("accounts")
    console.write("external_id", data["external_id"]).send_keys(Keys.ENTER)
    console.see("h1", "Ann Example")
    console.write("known_at", f"0:{data['known']}").send_keys(Keys.ENTER)
    console.see(".note", f"as known at 0:{data['known']}")
    console.expect_calm("account")
    console.look("account")
    for name, text in (("history", "first top-up"), ("statement", "booked late")):
        console.open(f"#/account/{data['ann']}/{name}", "Ann Example")
        if name == "history":
            console.see("td", "HOLD")
            console.write("from", "2026-01-01")
            console.write("to", "2026-01-03").send_keys(Keys.ENTER)
        console.see("td", text)
        console.expect_calm(name)
        console.look(name)
    console.press("Download CSV")
    statement = console.wait.until(lambda _: downloaded(console.folder), "the statement as a file")
    expect(statement.count("booked late"), 1, "late deposits in the file")
    console.open(f"#/account/{data['bob']}", HOSTILE)
    console.press("Freeze…")
    console.see("dialog h2", "Freeze account")
    console.look("dialog")
    console.press("Freeze", "dialog .actions button:last-child, dialog")
    console.see(".badge", "frozen")
    console.press("Unfreeze…")
    console.press("Unfreeze", "dialog .actions button:last-child, dialog")
    console.see(".badge", "open")
    console.open(f"#/transaction/{data['paid']}", "TRANSFER")
    console.see("td", "-75.25")
    console.see("dd", HOSTILE)
    expect(console.driver.find_elements(By.TAG_NAME, "img"), [], "images made from what a customer wrote")
    console.look("transaction")
    console.press("Reverse…")
    console.press("Reverse", "dialog .actions button:last-child, dialog")
    console.see(".badge", "reversed")
    expect(console.has("button", "Reverse"), False, "reversing offered twice")


def live(console, ledger, data):
    console.open("#/events", "Live events")
    console.see(".state", "Connected")
    ledger.pay("DEPOSIT", data["bob"], "9.99")
    console.see("td", "9.99")
    console.expect_calm("events")
    console.look("events")
    console.open("#/operations", "Operations")
    console.see("td", "projector")
    console.see("td", "relay")
    for amount in range(1, 30):
        ledger.pay("DEPOSIT", data["bob"], f"{amount}.00")
    # With three points the curve has a shape in the picture.
    console.wait.until(lambda driver: driver.execute_script(CURVE_POINTS) >= 3, "three points of the curve")
    console.expect_calm("operations")
    console.look("operations")


def main():
    url, service_file, admin_file, axe, *prefix = sys.argv[1:]
    service, admin = (pathlib.Path(each).read_text().strip() for each in (service_file, admin_file))
    ledger = Ledger(url, service)
    data = make_data(ledger)
    console = Console(url, pathlib.Path(axe).read_text(), prefix[0] if prefix else None)
    try:
        as_user(console, data)
        console.log_in_with(admin)
        as_admin(console, data)
        live(console, ledger, data)
        console.log_out()
        console.log_in_with(service)
        as_service(console, data)
        # The wrong password, the account of somebody else, and what is not for this role.
        expected = ("401", "404", "403")
        logged = [each["message"] for each in console.driver.get_log("browser") if each["level"] == "SEVERE"]
        expect([each for each in logged if not any(f"status of {code}" in each for code in expected)], [], "errors logged")
        expect(list(console.foreign_urls()), [], "other hosts asked")
    except Exception:
        console.picture("failure")
        raise
    finally:
        console.driver.quit()
    print("every page shows what it should, for each role, wide and narrow, light and dark; axe finds nothing")


if __name__ == "__main__":
    main()
