package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tidings.testkit.extension.FailureEvidence;
import dev.tidings.testkit.extension.NeedsPackages;
import dev.tidings.testkit.extension.TestPackages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;

/** Signing in to the console of a server with an API key, in Chromium. */
@NeedsPackages(TestPackages.BROWSER)
class ConsoleSignInIT {
    @RegisterExtension
    static final ConsoleRig RIG = new ConsoleRig();

    @RegisterExtension
    final FailureEvidence evidence = RIG.evidence();

    @Test
    void a_key_opens_a_session_that_a_sign_out_ends() throws Exception {
        String created = RIG.change("POST", "/v1/keys", "{\"name\": \"support\", \"scopes\": [\"operate\"]}");
        String key = JsonMapper.builder().build().readTree(created).path("key").asText();
        await().until(() -> RIG.send("GET", "/v1/deliveries", "").statusCode() == 401);

        RIG.open("/console/deliveries?status=dead");
        RIG.awaitText("Sign in");
        RIG.checkPage();
        RIG.find("#key").sendKeys("tdk_wrong", Keys.ENTER);
        RIG.awaitText("unknown, revoked, expired");
        assertThat(RIG.find("#key").getDomProperty("value")).isEmpty();
        RIG.find("#key").sendKeys(key, Keys.ENTER);
        RIG.awaitText("No delivery matches");

        assertThat(RIG.browser().getCurrentUrl()).endsWith("/console/deliveries?status=dead");
        assertThat(RIG.browser().executeScript("return document.cookie")).isEqualTo("");
        assertThat(RIG.browser().getPageSource()).doesNotContain(key);
        RIG.open("/console");
        RIG.awaitText("Shown to keys with the scope system.");
        RIG.checkPage();
        RIG.find("header .out button").click();
        RIG.awaitText("Sign in");
        RIG.open("/console/deliveries");
        RIG.awaitText("API key");
    }
}
