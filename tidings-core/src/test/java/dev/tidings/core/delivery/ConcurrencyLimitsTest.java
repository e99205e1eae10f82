package dev.tidings.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ConcurrencyLimitsTest {
    private final ConcurrencyLimits limits =
            new ConcurrencyLimits(2, Map.of("crm", 3, "crm*", 4, "crm-eu-*", 5, "*", 6, "x.y*", 7));

    @Test
    void an_exact_key_precedes_prefixes_and_a_longer_prefix_a_shorter_one() {
        assertThat(limits.of("crm")).isEqualTo(3);
        assertThat(limits.of("crm-us-1")).isEqualTo(4);
        assertThat(limits.of("crm-eu-1")).isEqualTo(5);
        assertThat(limits.of("other")).isEqualTo(6);
    }

    @Test
    void keys_without_a_pattern_have_the_fallback() {
        assertThat(new ConcurrencyLimits(2, Map.of("crm*", 4)).of("other")).isEqualTo(2);
        assertThat(ConcurrencyLimits.ONE.of("crm")).isOne();
    }

    @Test
    void a_limit_is_from_1_to_1000() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ConcurrencyLimits(0, Map.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new ConcurrencyLimits(1, Map.of("crm", 1_001)));
    }
}
