package dev.tidings.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LifeRatesTest {
    @Test
    void rates_cover_their_own_phase_and_the_total_covers_both() {
        LifeRates life = LifeRates.of(1_000, 5_000_000_000L, 7_000_000_000L, 10_000_000_000L);

        assertThat(life.enqueue()).isEqualTo(500);
        assertThat(life.process()).isEqualTo(1_000 / 3.0);
        assertThat(life.whole()).isEqualTo(200);
    }
}
