package dev.tidings.core.channel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutcomeTest {
    @Test
    void of_a_message_two_thousand_characters_are_kept_and_no_character_is_cut_in_two() {
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
