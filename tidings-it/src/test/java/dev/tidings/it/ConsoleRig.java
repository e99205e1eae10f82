package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.tidings.server.app.Main;
import dev.tidings.testkit.extension.FailureEvidence;
import dev.tidings.testkit.extension.NeedsPackages;
import dev.tidings.testkit.extension.TestPackages;
import dev.tidings.testkit.server.FreePorts;
import dev.tidings.testkit.server.ServerCommand;
import dev.tidings.testkit.server.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogEntry;

/** A server, receivers of its webhooks and one Chromium, for all tests of a class that looks at the console. */
@NeedsPackages(TestPackages.BROWSER)
final class ConsoleRig implements BeforeAllCallback, AfterAllCallback {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Path PICTURES = Path.of("../docs/guides/images");

    /** Set to take the pictures of the guide again. */
    private static final String TAKE = "tidings.pictures";

    private static final String ALL_RULES = "{}";

    /** A color scheme changes nothing that another rule looks at. */
    private static final String RULES_OF_COLORS = "{\"runOnly\": [\"color-contrast\", \"link-in-text-block\"]}";

    private final Path folder;
    private @Nullable ServerProcess server;
    private @Nullable HttpServer receivers;
    private @Nullable ChromeDriver browser;

    ConsoleRig() {
        try {
            folder = Files.createTempDirectory("console");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        receivers = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer("/ok", 200, "thanks");
        answer("/broken", 503, "<img src=x onerror=alert(1)>");
        receivers.start();
        int port = FreePorts.free();
        server = ServerProcess.start(ServerCommand.serve(Main.class, config(port)), port, folder.resolve("server.log"));
        server.awaitReady();
        browser = Browser.start(folder.resolve("profile"));
    }

    private void answer(String path, int status, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        Objects.requireNonNull(receivers).createContext(path, exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    private Path config(int port) throws IOException {
        return Files.writeString(folder.resolve("tidings.yaml"), """
            server: {port: %d}
            data: {dir: "%s"}
            outbound: {allow: [127.0.0.0/8]}
            channels:
              webhook: {retry: {schedule: [0s, 1h, 2h]}}
            """.formatted(port, folder.resolve("data")));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (browser != null) {
            browser.quit();
        }
        if (server != null) {
            server.close();
        }
        if (receivers != null) {
            receivers.stop(0);
        }
    }

    FailureEvidence evidence() {
        return Browser.evidence(this::browser);
    }

    ChromeDriver browser() {
        return Objects.requireNonNull(browser);
    }

    URI uri() {
        return Objects.requireNonNull(server).uri();
    }

    /** An address of a receiver: {@code ok} or {@code broken}. */
    String receiver(String name) {
        return "http://127.0.0.1:"
                + Objects.requireNonNull(receivers).getAddress().getPort() + "/" + name;
    }

    HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri().resolve(path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("content-type", "application/json");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Changes something over the API, which must accept it. */
    String change(String method, String path, String body) throws Exception {
        HttpResponse<String> answer = send(method, path, body);
        assertThat(answer.statusCode())
                .as("%s %s: %s", method, path, answer.body())
                .isBetween(200, 299);
        return answer.body();
    }

    void open(String path) {
        browser().get(uri() + path);
    }

    WebElement find(String css) {
        return browser().findElement(By.cssSelector(css));
    }

    List<WebElement> all(String css) {
        return browser().findElements(By.cssSelector(css));
    }

    void awaitText(String text) {
        await().until(() -> Browser.text(browser()).contains(text));
    }

    void width(int width) {
        browser()
                .executeCdpCommand(
                        "Emulation.setDeviceMetricsOverride",
                        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    }

    void scheme(String scheme) {
        browser()
                .executeCdpCommand(
                        "Emulation.setEmulatedMedia",
                        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** The page fits, has no serious obstacle, and no script or style of it was blocked or failed. */
    void checkPage() throws IOException {
        for (int width : new int[] {360, 1_440}) {
            width(width);
            for (String scheme : List.of("light", "dark")) {
                scheme(scheme);
                String where = browser().getCurrentUrl() + " at " + width + " px, " + scheme;
                assertThat(
                                browser()
                                        .executeScript(
                                                "return document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                        .as("pixels too wide: %s", where)
                        .isEqualTo(0L);
                assertThat(obstacles(scheme.equals("light") ? ALL_RULES : RULES_OF_COLORS))
                        .as(where)
                        .isEmpty();
            }
        }
        checkLog();
    }

    /** Nothing of the page was blocked by its policy, and no script failed. */
    void checkLog() {
        assertThat(browser().manage().logs().get("browser").getAll())
                .extracting(LogEntry::getMessage)
                .filteredOn(message -> !message.contains("the server responded with a status of"))
                .isEmpty();
    }

    /** What axe-core calls serious or critical. */
    @SuppressWarnings("unchecked") // A script's array of strings.
    private List<String> obstacles(String rules) throws IOException {
        if (!Boolean.TRUE.equals(browser().executeScript("return typeof axe !== 'undefined'"))) {
            browser().executeScript(axe());
        }
        return (List<String>) Objects.requireNonNull(browser().executeAsyncScript("""
            const done = arguments[arguments.length - 1];
            axe.run({resultTypes: ["violations"], ...JSON.parse(arguments[0])}).then(found => done(found.violations
                .filter(one => ["serious", "critical"].includes(one.impact))
                .map(one => one.id + ": " + one.help + " " + one.nodes.map(node => node.html).join(" | "))));
            """, rules));
    }

    private static String axe() throws IOException {
        try (InputStream in = ConsoleRig.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Takes a picture for the guide, if the build was asked to. */
    void picture(String name, int width, String scheme) throws IOException {
        if (Boolean.getBoolean(TAKE)) {
            width(width);
            scheme(scheme);
            Map<String, Object> shot =
                    browser().executeCdpCommand("Page.captureScreenshot", Map.of("format", "webp", "quality", 60));
            Files.createDirectories(PICTURES);
            Files.write(PICTURES.resolve(name + ".webp"), Base64.getDecoder().decode(String.valueOf(shot.get("data"))));
        }
    }
}
