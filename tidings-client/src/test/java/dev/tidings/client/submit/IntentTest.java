package dev.tidings.client.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.v1.Audience;
import org.junit.jupiter.api.Test;

class IntentTest {
    private static final Intent INTENT = Intent.of("build.failed", "ci");

    @Test
    void recipients_and_addresses_accumulate() {
        assertThat(INTENT.to("user:1")
                        .to("user:2", "user:3")
                        .message()
                        .getAudience()
                        .getRecipients()
                        .getIdsList())
                .containsExactly("user:1", "user:2", "user:3");
        assertThat(INTENT.toAddress("email", "a@a.test")
                        .toAddress("webhook", "https://a.test/")
                        .message()
                        .getAudience()
                        .getAddresses()
                        .getAddressesCount())
                .isEqualTo(2);
    }

    @Test
    void mixing_recipients_and_addresses_is_refused() {
        Intent toRecipient = INTENT.to("user:1");
        Intent toAddress = INTENT.toAddress("email", "a@a.test");

        assertThatThrownBy(() -> toRecipient.toAddress("email", "a@a.test"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(
                        "toAddress(..) was called on an intent with recipients; expected only one of to(..),"
                                + " toTopic(..)");
        assertThatThrownBy(() -> toAddress.to("user:1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(
                        "to(..) was called on an intent with addresses; expected only one of to(..), toTopic(..)");
        assertThatThrownBy(() -> toAddress.toTopic("releases"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("toTopic(..) was called on an intent with addresses");
        assertThat(toRecipient.message().getAudience().getRecipients().getIdsList())
                .containsExactly("user:1");
    }

    @Test
    void a_topic_has_recipients_that_are_left_out() {
        Audience.Topic topic =
                INTENT.toTopic("releases", "user:1").message().getAudience().getTopic();

        assertThat(topic.getId()).isEqualTo("releases");
        assertThat(topic.getExceptList()).containsExactly("user:1");
    }
}
