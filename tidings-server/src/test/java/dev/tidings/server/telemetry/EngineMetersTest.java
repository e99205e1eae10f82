package dev.tidings.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.delivery.AttemptResult;
import dev.tidings.core.delivery.DeliveryStatus;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EngineMetersTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MicrometerEngineListener listener =
            new MicrometerEngineListener(registry).expecting(List.of("webhook"));

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void meters_of_alerts_start_at_zero() {
        assertThat(registry.scrape().lines())
                .contains(
                        "tidings_deliveries_finished_total{channel=\"webhook\",status=\"dead\"} 0.0",
                        "tidings_dead_letters_total{channel=\"webhook\",reason=\"attempts_exhausted\"} 0.0",
                        "tidings_skips_total{channel=\"webhook\",reason=\"recipient_missing\"} 0.0",
                        "tidings_endpoints_disabled_total{channel=\"webhook\",reason=\"endpoint_failing\"} 0.0",
                        "tidings_intents_refused_total{code=\"unavailable\"} 0.0");
    }

    @Test
    void type_and_code_labels_are_bounded() {
        for (int i = 0; i < 300; i++) {
            listener.attempted("webhook", AttemptResult.RETRY, "code_" + i);
            listener.deliveryFinished("webhook", "type." + i, DeliveryStatus.DEAD, "reason_" + i);
        }
        assertThat(registry.get("tidings.deliveries.by_type").counters()).hasSize(101);
        assertThat(registry.get("tidings.attempts.by_code").counters()).hasSize(101);
        assertThat(registry.get("tidings.dead_letters").counters()).hasSizeLessThanOrEqualTo(101);
        assertThat(registry.get("tidings.deliveries.by_type")
                        .tag("type", "other")
                        .counter()
                        .count())
                .isEqualTo(200);
        assertThat(registry.get("tidings.deliveries.finished")
                        .tag("status", "dead")
                        .counter()
                        .count())
                .isEqualTo(300);
    }

    @Test
    void the_process_reports_its_version_and_memory() {
        try (ProcessMeters meters = new ProcessMeters(registry, "1.2.3")) {
            assertThat(meters).isNotNull();
            assertThat(registry.scrape())
                    .contains("tidings_build_info{version=\"1.2.3\"} 1")
                    .contains(
                            "jvm_memory_used_bytes", "jvm_threads_live_threads", "process_cpu_usage", "process_uptime");
        }
    }
}
