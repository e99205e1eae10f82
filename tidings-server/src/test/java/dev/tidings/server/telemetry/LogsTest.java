package dev.tidings.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LogsTest {
    private final LoggerContext context = new LoggerContext();

    private String line(Encoder<ILoggingEvent> encoder, String message) {
        Logger logger = context.getLogger("dev.tidings.test");
        LoggingEvent event = new LoggingEvent("test", logger, Level.WARN, message, null, null);
        event.setMDCPropertyMap(Map.of("delivery_id", "dlv_1"));
        event.setKeyValuePairs(List.of(new KeyValuePair("attempt", 3)));
        encoder.setContext(context);
        encoder.start();
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }

    @Test
    void a_line_for_people_carries_message_values_and_ids() {
        assertThat(line(Logs.human(), "it failed"))
                .matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} WARN {2}it failed attempt=\"3\" delivery_id=dlv_1\\R");
    }

    @Test
    void what_came_from_outside_writes_no_line_of_its_own() {
        assertThat(line(Logs.human(), "the name 'a\n12:00 ERROR forged'").strip())
                .doesNotContain("\n");
    }

    @Test
    void a_line_for_machines_is_one_json_object() throws Exception {
        JsonNode line = JsonMapper.builder().build().readTree(line(Logs.json(), "it failed"));

        assertThat(line.get("message").asText()).isEqualTo("it failed");
        assertThat(line.get("level").asText()).isEqualTo("WARN");
        assertThat(line.get("logger").asText()).isEqualTo("dev.tidings.test");
        assertThat(line.get("delivery_id").asText()).isEqualTo("dlv_1");
        assertThat(line.get("attempt").asInt()).isEqualTo(3);
        assertThat(line.get("time").asText()).endsWith("Z");
    }

    @Test
    void the_level_is_of_tidings_and_libraries_stay_quiet() {
        Logs.apply(context, "debug", true);

        assertThat(context.getLogger("dev.tidings.server").isDebugEnabled()).isTrue();
        assertThat(context.getLogger("io.netty").isInfoEnabled()).isFalse();
    }
}
