package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.testkit.extension.FailureEvidence;
import dev.tidings.testkit.extension.NeedsPackages;
import dev.tidings.testkit.extension.TestPackages;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogEntry;

@NeedsPackages(TestPackages.BROWSER)
class DocsPageTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private @Nullable ChromeDriver browser;

    @RegisterExtension
    final FailureEvidence evidence = new FailureEvidence()
            .add("page", this::text)
            .add(
                    "console",
                    () -> Objects.requireNonNull(browser)
                            .manage()
                            .logs()
                            .get("browser")
                            .getAll()
                            .toString());

    @AfterEach
    void close_the_browser() {
        if (browser != null) {
            browser.quit();
        }
    }

    private static String page() {
        return "http://127.0.0.1:" + SERVER.port() + "/docs/";
    }

    @Test
    void everything_under_docs_restricts_browsers_to_the_server() throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    http.send(HttpRequest.newBuilder(URI.create(page())).build(), HttpResponse.BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().allValues("content-security-policy"))
                    .singleElement()
                    .asString()
                    .startsWith("default-src 'self';")
                    .doesNotContain("http", "*");
        }
    }

    @Test
    void a_browser_shows_the_page_without_other_requests(@TempDir Path profile) throws IOException {
        ChromeDriver driver = Browser.start(profile);
        browser = driver;
        driver.get(page());
        await().atMost(TIMEOUT).until(() -> text().contains("navigate via the sidebar"));
        await().atMost(TIMEOUT)
                .until(() -> loaded(driver).stream().anyMatch(url -> url.endsWith("/specification.json")));

        List<String> loaded = loaded(driver);

        // A browser also lists requests that the policy blocked; the console has the errors.
        List<String> blocked = driver.manage().logs().get("browser").getAll().stream()
                .map(LogEntry::getMessage)
                .filter(message -> message.contains("violates the following Content Security Policy"))
                .toList();
        assertThat(loaded)
                .isNotEmpty()
                .allMatch(url -> url.startsWith(page())
                        || url.startsWith("data:")
                        || blocked.stream().anyMatch(message -> message.contains(url)));
    }

    @SuppressWarnings("unchecked") // A script's array of strings.
    private static List<String> loaded(ChromeDriver driver) {
        return (List<String>)
                driver.executeScript("return performance.getEntriesByType('resource').map(each => each.name)");
    }

    private String text() {
        return String.valueOf(
                Objects.requireNonNull(browser).executeScript("return document.body.innerText.slice(0, 2000)"));
    }
}
