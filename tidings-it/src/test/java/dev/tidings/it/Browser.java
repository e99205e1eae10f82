package dev.tidings.it;

import dev.tidings.testkit.extension.FailureEvidence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** The system's Chromium, headless. */
final class Browser {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    private Browser() {}

    /** The page and the console of a browser that is open when a test fails. */
    static FailureEvidence evidence(Supplier<ChromeDriver> browser) {
        return new FailureEvidence()
                .add("page", () -> text(browser.get()))
                .add(
                        "console",
                        () -> browser.get()
                                .manage()
                                .logs()
                                .get("browser")
                                .getAll()
                                .toString());
    }

    /** The beginning of what the page shows. */
    static String text(ChromeDriver browser) {
        return String.valueOf(browser.executeScript("return document.body?.innerText.slice(0, 2000) ?? ''"));
    }

    /** For tests that are annotated with {@link dev.tidings.testkit.extension.NeedsPackages}. */
    static ChromeDriver start(Path profile) throws IOException {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments(
                "--headless=new",
                // Chromium's sandbox does not work as root or in containers.
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--user-data-dir=" + Files.createDirectories(profile));
        return new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .build(),
                options);
    }
}
