package dev.tidings.client.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutboxTextTest {
    @Test
    void invisible_text_is_blank_like_on_the_server() {
        assertThat(OutboxText.isBlank("\u00A0\u200B\uFEFF\u3164 \t")).isTrue();
        assertThat(OutboxText.isBlank("\u200Ba")).isFalse();
        assertThat(OutboxText.isBlank("❤\uFE0F")).isFalse();
    }
}
