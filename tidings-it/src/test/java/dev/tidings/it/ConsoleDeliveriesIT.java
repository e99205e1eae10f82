package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.testkit.extension.FailureEvidence;
import dev.tidings.testkit.extension.NeedsPackages;
import dev.tidings.testkit.extension.TestPackages;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** Deliveries in the console, in Chromium, on a server without API keys. */
@NeedsPackages(TestPackages.BROWSER)
class ConsoleDeliveriesIT {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @RegisterExtension
    static final ConsoleRig RIG = new ConsoleRig();

    @RegisterExtension
    final FailureEvidence evidence = RIG.evidence();

    private static int keys;

    @BeforeAll
    static void messages() throws Exception {
        RIG.open("/console/deliveries");
        RIG.awaitText("Three commands lead to the first one");
        RIG.checkPage();
        endpoint("user:ok", "ok");
        endpoint("user:broken", "broken");
    }

    private static void endpoint(String recipient, String receiver) throws Exception {
        RIG.change(
                "PUT",
                "/v1/recipients/" + recipient + "/endpoints/webhook",
                "{\"address\": \"" + RIG.receiver(receiver) + "\"}");
    }

    /** Submits an intent; returns the id of its delivery. */
    private static String submit(String type, String recipient, String more) throws Exception {
        String receipt = RIG.change("POST", "/v1/intents", """
            {"type": "%s", "producer": "shop", "idempotency_key": "key-%d", "channels": ["webhook"],
             "audience": {"recipients": ["%s"]}%s}""".formatted(type, keys++, recipient, more));
        return JSON.readTree(receipt).at("/deliveries/0/delivery_id").asText();
    }

    private static void awaitStatus(String id, String status) {
        await().until(() -> status(id).equals(status));
    }

    private static String status(String id) throws Exception {
        JsonNode delivery =
                JSON.readTree(RIG.send("GET", "/v1/deliveries/" + id, "").body());
        return delivery.path("status").asText();
    }

    @Test
    void the_list_is_narrowed_by_filters_that_its_address_has() throws Exception {
        String sent = submit("order.shipped", "user:ok", ",\"tags\": [\"eu\"]");
        awaitStatus(sent, "sent");
        awaitStatus(submit("order.lost", "user:broken", ""), "failed");

        RIG.open("/console/deliveries");
        RIG.awaitText("order.lost");
        RIG.find("#f-type").sendKeys("order.shipped");
        RIG.find("form.filters button").click();

        await().until(() -> RIG.browser().getCurrentUrl().endsWith("/console/deliveries?type=order.shipped"));
        assertThat(RIG.all(".row .main")).extracting(WebElement::getText).containsOnly("order.shipped");
        RIG.open("/console/deliveries?tag=eu&status=sent");
        assertThat(RIG.find(".more-filters").getDomAttribute("open")).isNotNull();
        assertThat(RIG.all(".row .main")).extracting(WebElement::getText).containsExactly("order.shipped");
        RIG.checkPage();
        RIG.open("/console/deliveries?waiting_for=retry_backoff");
        assertThat(RIG.all(".row .why")).extracting(WebElement::getText).contains("the next retry");
        RIG.open("/console/deliveries?status=lost");
        assertThat(RIG.find("[role=alert]").getText()).contains("status").contains("lost");
        RIG.checkPage();
    }

    @Test
    void more_rows_come_as_a_reader_scrolls() throws Exception {
        String intents = IntStream.range(0, 120).mapToObj(i -> """
                    {"type": "many", "producer": "shop", "idempotency_key": "many-%d", "channels": ["push"],
                     "audience": {"recipients": ["user:many"]}}""".formatted(i)).collect(Collectors.joining(","));
        RIG.change("POST", "/v1/intents:batch", "{\"intents\": [" + intents + "]}");
        RIG.width(1_440);
        RIG.open("/console/deliveries?type=many");
        assertThat(RIG.all(".row").size()).isBetween(50, 100);

        await().until(() -> {
            RIG.browser().executeScript("scrollTo(0, document.body.scrollHeight)");
            return RIG.all(".row").size() == 120;
        });

        assertThat(RIG.all(".row a").stream()
                        .map(link -> link.getDomAttribute("href"))
                        .collect(Collectors.toSet()))
                .hasSize(120);
        assertThat(RIG.all(".more")).isEmpty();
    }

    @Test
    void a_delivery_tells_its_history_and_what_it_waits_for() throws Exception {
        String id = submit("order.paid", "user:broken", ",\"payload\": {\"order\": 4711, \"rate\": 1.50}");
        awaitStatus(id, "failed");

        RIG.open("/console/deliveries/" + id);
        RIG.awaitText("Attempt 1");

        String page = Browser.text(RIG.browser());
        assertThat(page)
                .contains("the next retry", "Accepted", "Routed", "provider_5xx", "Next attempt", "\"rate\" : 1.50");
        RIG.find(".event.retry details:last-of-type summary").click();
        assertThat(RIG.find("#response-1").getText()).contains("<img src=x onerror=alert(1)>");
        assertThat(RIG.find("#curl").getText()).isEqualTo("curl '" + RIG.uri() + "/v1/deliveries/" + id + "'");
        assertThat(RIG.find(".event time").getDomAttribute("title")).endsWith(" UTC");
        RIG.checkPage();
        RIG.picture("console-delivery", 1_200, "light");
    }

    @Test
    void an_action_says_what_it_will_do_before_it_does_it() throws Exception {
        String id = submit("order.retried", "user:broken", "");
        awaitStatus(id, "failed");
        RIG.open("/console/deliveries/" + id);

        click("Retry now");
        RIG.awaitText("becomes due now");
        RIG.checkPage();
        assertThat(status(id)).isEqualTo("failed");
        RIG.find("main form button").click();
        RIG.awaitText("The delivery is due now.");
        await().until(() -> {
            RIG.open("/console/deliveries/" + id);
            return Browser.text(RIG.browser()).contains("Attempt 2");
        });

        awaitStatus(id, "failed");
        click("Cancel");
        RIG.awaitText("cannot be undone");
        RIG.find("main form button").click();
        RIG.awaitText("The delivery is canceled.");
        assertThat(status(id)).isEqualTo("canceled");
        RIG.open("/console/deliveries/" + id + "/replay");
        RIG.awaitText("does not allow it");
        assertThat(RIG.all("main form")).isEmpty();
    }

    @Test
    void a_replay_says_that_the_recipient_gets_the_message_again() throws Exception {
        String id = submit("order.replayed", "user:ok", "");
        awaitStatus(id, "sent");
        RIG.open("/console/deliveries/" + id);

        click("Replay");
        RIG.awaitText("gets the message again");
        RIG.find("main form button").click();
        RIG.awaitText("The delivery is pending again.");

        await().until(() -> {
            RIG.open("/console/deliveries/" + id);
            return Browser.text(RIG.browser()).contains("Attempt 2");
        });
    }

    /** What reaches a page from outside: the attempts to break out of text, attributes, addresses, scripts and templates. */
    static List<String> hostile() {
        return List.of(
                "<script>window.hit=1</script>",
                "\"><img src=x onerror=window.hit=1>",
                "' onmouseover='window.hit=1' x='",
                "javascript:window.hit=1",
                "</title></textarea></pre><svg onload=window.hit=1>",
                "${7*7}{{7*7}}@template.layout()",
                "<a hx-get=/console/help hx-trigger=load>x</a>");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void texts_from_outside_are_shown_as_texts(String text) throws Exception {
        String quoted = JSON.writeValueAsString(text);
        ObjectNode intent = JSON.createObjectNode()
                .put("type", "hostile")
                .put("producer", "shop")
                .put("idempotency_key", text)
                .put("dedupe_key", text)
                .put("cancel_key", text)
                .put("ordering_key", text)
                .put("concurrency_key", text);
        intent.putArray("channels").add("push");
        intent.putArray("tags").add("hostile");
        intent.putObject("audience").putArray("recipients").add(text);
        intent.set("payload", JSON.readTree("{" + quoted + ": " + quoted + "}"));
        intent.putObject("content").put("title", text).put("summary", text);
        String id = JSON.readTree(RIG.change("POST", "/v1/intents", intent.toString()))
                .at("/deliveries/0/delivery_id")
                .asText();

        for (String path : List.of(
                "/console/deliveries?tag=hostile",
                "/console/deliveries/" + id,
                "/console/deliveries/" + id + "?done=" + URLEncoder.encode(text, StandardCharsets.UTF_8),
                "/console/deliveries/" + id + "/replay",
                "/console/deliveries?recipient=" + URLEncoder.encode(text, StandardCharsets.UTF_8),
                "/console/deliveries?status=" + URLEncoder.encode(text, StandardCharsets.UTF_8))) {
            RIG.open(path);
            assertThat(Browser.text(RIG.browser())).as(path).contains("Tidings");
            assertThat(RIG.browser().executeScript("return window.hit"))
                    .as(path)
                    .isNull();
            assertThat(RIG.all("main script, main svg, main img, main [onmouseover], main a[hx-get]"))
                    .as(path)
                    .isEmpty();
            RIG.checkLog();
        }
        RIG.open("/console/deliveries/" + id);
        assertThat(RIG.find("#payload").getText()).contains(quoted + " : " + quoted);
    }

    private static void click(String label) {
        RIG.all("main .button").stream()
                .filter(button -> button.getText().equals(label))
                .findFirst()
                .orElseThrow()
                .click();
    }

    @Test
    void keys_lead_to_the_pages() {
        RIG.open("/console/deliveries");
        RIG.find("body").sendKeys("?");
        await().until(() -> RIG.browser().getCurrentUrl().endsWith("/console/help"));
        RIG.find("body").sendKeys("g");
        RIG.find("body").sendKeys("d");
        await().until(() -> RIG.browser().getCurrentUrl().endsWith("/console/deliveries"));
        RIG.find("body").sendKeys(Keys.TAB);
        assertThat(RIG.browser().switchTo().activeElement().getText()).isEqualTo("Skip to the content");
    }

    @Test
    void a_reader_chooses_language_and_theme() throws Exception {
        RIG.open("/console/help");
        RIG.find("button[value=zh]").click();
        RIG.awaitText("快捷键");
        RIG.checkPage();
        RIG.find("button[name=theme][value=dark]").click();
        awaitTheme("dark");
        RIG.scheme("light");
        assertThat(RIG.find("body").getCssValue("background-color")).isEqualTo("rgba(20, 23, 28, 1)");
        RIG.find("button[value=en]").click();
        RIG.awaitText("Shortcuts are on");
        RIG.find("button[name=theme][value=auto]").click();
        awaitTheme("auto");
    }

    private static void awaitTheme(String theme) {
        await().until(() -> theme.equals(RIG.browser().executeScript("return document.documentElement.dataset.theme")));
    }
}
