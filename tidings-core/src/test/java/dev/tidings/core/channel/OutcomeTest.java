package dev.tidings.core.channel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutcomeTest {
    @Test
    void a_message_is_truncated_to_2000_characters_without_splitting_a_surrogate_pair() {
        String fits = "x".repeat(2_000);
        assertThat(rejected(fits)).isEqualTo(fits);
        assertThat(rejected(fits + "y")).isEqualTo("x".repeat(1_999) + "…");
        assertThat(rejected("x".repeat(1_998) + "🚀🚀")).isEqualTo("x".repeat(1_998) + "…");
        assertThat(((Outcome.Retry) Outcome.retry("code", "🚀".repeat(5_000), Evidence.NONE)).message())
                .hasSizeLessThanOrEqualTo(2_000)
                .startsWith("🚀")
                .endsWith("🚀…");
    }

    private static String rejected(String message) {
        return ((Outcome.Rejected) Outcome.rejected("code", message, Evidence.NONE)).message();
    }
}
