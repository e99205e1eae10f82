package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.server.app.Main;
import dev.tidings.testkit.extension.FailureEvidence;
import dev.tidings.testkit.extension.NeedsPackages;
import dev.tidings.testkit.extension.TestPackages;
import dev.tidings.testkit.server.FreePorts;
import dev.tidings.testkit.server.ServerCommand;
import dev.tidings.testkit.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogEntry;

@NeedsPackages(TestPackages.BROWSER)
class DocsPageIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private ChromeDriver browser;

    @RegisterExtension
    final FailureEvidence evidence = Browser.evidence(() -> browser);

    @BeforeEach
    void open_a_browser() throws IOException {
        browser = Browser.start(folder.resolve("profile"));
    }

    @AfterEach
    void close_the_browser() {
        browser.quit();
    }

    @Test
    void a_browser_shows_the_page_without_other_requests() throws Exception {
        int port = FreePorts.free();
        try (ServerProcess server = ServerProcess.start(
                ServerCommand.serve(Main.class, config(port)), port, folder.resolve("server.log"))) {
            server.awaitReady();
            String page = server.uri() + "/docs/";
            browser.get(page);
            await().atMost(TIMEOUT).until(() -> Browser.text(browser).contains("navigate via the sidebar"));
            await().atMost(TIMEOUT).until(() -> loaded().stream().anyMatch(url -> url.endsWith("/specification.json")));

            List<String> loaded = loaded();

            // A browser also lists requests that the policy blocked; the console has the errors.
            List<String> blocked = browser.manage().logs().get("browser").getAll().stream()
                    .map(LogEntry::getMessage)
                    .filter(message -> message.contains("violates the following Content Security Policy"))
                    .toList();
            assertThat(loaded)
                    .isNotEmpty()
                    .allMatch(url -> url.startsWith(page)
                            || url.startsWith("data:")
                            || blocked.stream().anyMatch(message -> message.contains(url)));
        }
    }

    @SuppressWarnings("unchecked") // A script's array of strings.
    private List<String> loaded() {
        return (List<String>)
                browser.executeScript("return performance.getEntriesByType('resource').map(each => each.name)");
    }

    private Path config(int port) throws IOException {
        return Files.writeString(folder.resolve("tidings.yaml"), """
            server: {port: %d}
            data: {dir: "%s"}
            """.formatted(port, folder.resolve("data")));
    }
}
