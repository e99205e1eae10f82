package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tidings.testkit.extension.FailureEvidence;
import dev.tidings.testkit.extension.NeedsPackages;
import dev.tidings.testkit.extension.TestPackages;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** Overview, search and endpoints in the console, in Chromium, on a server without API keys. */
@NeedsPackages(TestPackages.BROWSER)
class ConsoleViewsIT {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String HOSTILE = "\"><img src=x onerror=window.hit=1>";

    @RegisterExtension
    static final ConsoleRig RIG = new ConsoleRig();

    @RegisterExtension
    final FailureEvidence evidence = RIG.evidence();

    private static String broken = "";
    private static String delivery = "";

    @BeforeAll
    static void messages() throws Exception {
        RIG.open("/console");
        RIG.awaitText("Three commands lead to the first one");
        RIG.checkPage();
        endpoint("user:ok", "ok");
        broken = endpoint("user:broken", "broken").path("id").asText();
        submit("key-1", "user:ok");
        delivery = submit("key-2", "user:broken");
        await().until(() -> status(delivery).equals("failed"));
    }

    private static JsonNode endpoint(String recipient, String receiver) throws Exception {
        return JSON.readTree(RIG.change(
                "PUT",
                "/v1/recipients/" + recipient + "/endpoints/webhook",
                "{\"address\": \"" + RIG.receiver(receiver) + "\"}"));
    }

    private static String submit(String key, String recipient) throws Exception {
        String receipt = RIG.change("POST", "/v1/intents", """
            {"type": "order.paid", "producer": "shop", "idempotency_key": "%s", "channels": ["webhook"], "tags": ["eu"],
             "audience": {"recipients": ["%s"]}}""".formatted(key, recipient));
        return JSON.readTree(receipt).at("/deliveries/0/delivery_id").asText();
    }

    private static String status(String id) throws Exception {
        return JSON.readTree(RIG.send("GET", "/v1/deliveries/" + id, "").body())
                .path("status")
                .asText();
    }

    private static void search(String text) {
        RIG.open("/console/help");
        RIG.find("body").sendKeys("/");
        RIG.browser().switchTo().activeElement().sendKeys(text, Keys.ENTER);
        await().until(() -> !String.valueOf(RIG.browser().getCurrentUrl()).endsWith("/console/help"));
    }

    @Test
    void each_figure_of_the_overview_leads_to_its_list() throws Exception {
        RIG.open("/console");

        WebElement retrying = RIG.all(".figure").stream()
                .filter(figure -> figure.getText().contains("waiting for a retry"))
                .findFirst()
                .orElseThrow();
        assertThat(retrying.findElement(By.tagName("strong")).getText()).isEqualTo("1");
        RIG.checkPage();
        RIG.picture("console-overview", 1_200, "light");
        RIG.width(1_440);
        retrying.findElement(By.tagName("a")).click();
        await().until(() ->
                String.valueOf(RIG.browser().getCurrentUrl()).endsWith("/console/deliveries?status=failed"));
        assertThat(RIG.all(".row .main")).hasSize(1);
    }

    @Test
    void a_search_says_what_a_text_was_found_to_be() throws Exception {
        search(delivery);
        assertThat(RIG.browser().getCurrentUrl()).endsWith("/console/deliveries/" + delivery);
        search(broken);
        assertThat(RIG.browser().getCurrentUrl()).endsWith("/console/endpoints/" + broken);
        search("user:broken");
        RIG.awaitText("Deliveries to the recipient");
        RIG.awaitText("Endpoints of the recipient");
        assertThat(RIG.all(".row")).hasSize(2);
        RIG.checkPage();
        search("key-2");
        RIG.awaitText("the intent with the idempotency key");
        search("eu");
        RIG.awaitText("Deliveries with the tag");
        search("order.paid");
        RIG.awaitText("Deliveries of the type");
        search("nobody knows this");
        RIG.awaitText("Nothing was found for");
        search("dlv_00000000000000000000000000");
        RIG.awaitText("Nothing was found for");
        search(HOSTILE);
        RIG.awaitText("onerror");
        assertThat(RIG.all("main img")).isEmpty();
        assertThat(RIG.find("header .search input").getAccessibleName()).startsWith("Search by id");
        RIG.checkPage();
    }

    @Test
    void an_endpoint_shows_its_health_and_leads_to_its_deliveries() throws Exception {
        RIG.open("/console/endpoints?health=failing");
        assertThat(RIG.all(".row .main")).extracting(WebElement::getText).containsExactly("user:broken");
        RIG.checkPage();
        RIG.open("/console/endpoints?health=ill");
        assertThat(RIG.find("[role=alert]").getText()).contains("health").contains("ill");

        RIG.open("/console/endpoints/" + broken);
        RIG.awaitText("Consecutive failures");
        assertThat(RIG.find(".badge.failing").getText()).isEqualTo("failing");
        assertThat(RIG.all(".figure a").get(1).getDomAttribute("href")).contains("endpoint=" + broken);
        RIG.checkPage();
    }

    @Test
    void an_endpoint_is_tested_paused_resumed_and_gets_a_new_secret() throws Exception {
        JsonNode endpoint = endpoint("user:acted", "ok");
        String path = "/console/endpoints/" + endpoint.path("id").asText();

        RIG.open(path + "/test");
        RIG.awaitText("A real message");
        RIG.find("main form button").click();
        RIG.awaitText("sent");
        RIG.open(path + "/pause");
        RIG.checkPage();
        RIG.find("main form button").click();
        RIG.awaitText("The endpoint is paused.");
        RIG.open(path + "/resume");
        RIG.find("main form button").click();
        RIG.awaitText("The endpoint is resumed.");
        RIG.open(path + "/rotate-secret");
        RIG.find("main form button").click();
        RIG.awaitText("shown only now");
        assertThat(RIG.find("#secret").getText()).startsWith("whsec_");
        RIG.open(path);
        RIG.awaitText("signs until");
        assertThat(RIG.browser().getPageSource()).doesNotContain("whsec_");
    }

    @Test
    void what_an_owner_writes_about_an_endpoint_is_shown_as_text() throws Exception {
        String answer = RIG.change("PUT", "/v1/recipients/hostile/endpoints/webhook", """
            {"address": "%s?a=%%22%%3E%%3Cimg%%20src=x%%3E", "metadata": {"note": %s}}""".formatted(
                        RIG.receiver("broken"), JSON.writeValueAsString(HOSTILE)));

        RIG.open("/console/endpoints/" + JSON.readTree(answer).path("id").asText());

        RIG.awaitText("hostile");
        assertThat(RIG.browser().executeScript("return window.hit")).isNull();
        assertThat(RIG.all("main img")).isEmpty();
        RIG.checkLog();
    }
}
