"""Opens the documentation in headless Chromium and makes calls from it, as a reader would.

documentation.py URL [SCREENSHOT_PREFIX]

URL is a ledger-api with auth off: http://127.0.0.1:8000. Needs the Debian packages chromium, chromium-driver and
python3-selenium. Ends with 0 if the page loads without an error in the console, asks no other host, and an account is
opened, money comes in and the balance is read by its buttons "Try it out" and "Execute"; and if on a phone it does not
scroll sideways, and an opened call is a few screens long.
"""

import json
import sys
import uuid

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

PATIENCE_SECONDS = 120
PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
# An opened call fits into a few screens. It was 7,402 px tall with every answer open.
OPENED_CALL_PX_MAX = 4 * PHONE["height"]


def browser():
    options = webdriver.ChromeOptions()
    for argument in ("--headless", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1280,1600"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
    # On a busy machine the page takes long to draw what a click opens.
    driver.set_script_timeout(PATIENCE_SECONDS)
    return driver


class Page:
    def __init__(self, driver):
        self.driver = driver
        self.wait = WebDriverWait(driver, PATIENCE_SECONDS)

    def find(self, selector, within=None):
        return self.wait.until(lambda _: (within or self.driver).find_elements(By.CSS_SELECTOR, selector))[0]

    def click(self, selector, within):
        element = self.find(selector, within)
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'}); arguments[0].click()", element)

    @staticmethod
    def write(element, text):
        element.send_keys(Keys.CONTROL, "a")
        # Some fields take their text only when they are left.
        element.send_keys(text, Keys.TAB)

    def execute(self, tag, operation, body=None, parameters=None):
        """Status and JSON of the answer that the page shows."""
        block = self.find(f"#operations-{tag}-{operation}")
        self.click(".opblock-summary-control", block)
        self.click(".try-out__btn", block)
        if body is not None:
            self.write(self.find("textarea.body-param__text", block), json.dumps(body))
        for name, value in (parameters or {}).items():
            self.write(self.find(f'tr[data-param-name="{name}"] input', block), str(value))
        self.click(".execute", block)
        status = self.find(".live-responses-table .response .response-col_status", block)
        answer = self.find(".live-responses-table .response .response-col_description .microlight", block)
        return int(status.text.split()[0]), json.loads(answer.text)


def requested_urls(driver):
    for entry in driver.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            yield message["params"]["request"]["url"]


def expect(actual, wanted, what):
    if actual != wanted:
        sys.exit(f"{what}: {actual!r} instead of {wanted!r}")


def look_on_phone(driver, page, url, picture):
    """Opens each call that a reader begins with."""
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    for tag, operation in (("users", "openUser"), ("transactions", "recordTransaction"), ("users", "getBalance")):
        driver.get("about:blank")
        driver.get(f"{url}/docs#/{tag}/{operation}")
        block = page.find(f"#operations-{tag}-{operation}.is-open .responses-table")
        page.wait.until(lambda _: block.is_displayed())
        height = page.find(f"#operations-{tag}-{operation}").size["height"]
        width = driver.execute_script("return document.documentElement.scrollWidth")
        picture(f"phone-{operation}")
        expect(width, PHONE["width"], f"width of the page with {operation}")
        if height > OPENED_CALL_PX_MAX:
            sys.exit(f"{operation} is {height} px tall on a phone")


def main():
    url, *prefix = sys.argv[1:]
    driver = browser()

    def picture(name):
        if prefix:
            driver.save_screenshot(f"{prefix[0]}{name}.png")

    try:
        driver.get(url + "/docs")
        page = Page(driver)
        page.find(".opblock")
        picture("page")
        status, user = page.execute("users", "openUser", {"name": "Ann Example", "currency": "USD"})
        expect(status, 201, "status of openUser")
        deposit = {"type": "DEPOSIT", "amount": "100.00", "user_id": user["id"]}
        status, _ = page.execute("transactions", "recordTransaction", deposit, {"uid": str(uuid.uuid4())})
        expect(status, 200, "status of recordTransaction")
        picture("deposit")
        status, balance = page.execute("users", "getBalance", parameters={"id": user["id"]})
        expect((status, balance["balance"]), (200, "100.00"), "the balance")
        picture("balance")
        look_on_phone(driver, page, url, picture)
        expect([each for each in driver.get_log("browser") if each["level"] != "INFO"], [], "the console")
        hosts = ("data:", url + "/")
        expect([each for each in requested_urls(driver) if not each.startswith(hosts)], [], "other hosts asked")
    except Exception:
        picture("failure")
        raise
    finally:
        driver.quit()
    print("the page loads, asks nobody else, and its calls are answered")


if __name__ == "__main__":
    main()
