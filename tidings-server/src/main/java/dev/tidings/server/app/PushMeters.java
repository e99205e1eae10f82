package dev.tidings.server.app;

import dev.tidings.core.telemetry.PushListener;
import dev.tidings.push.gateway.Frame;
import dev.tidings.server.telemetry.MicrometerPushListener;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The meters of push, with all that subscriptions can begin with, end by and come over. */
final class PushMeters {
    private static final List<String> TRANSPORTS = List.of("grpc", "sse", "websocket");
    private static final String LEFT = "left";

    private PushMeters() {}

    static PushListener register(MeterRegistry registry) {
        return new MicrometerPushListener(registry)
                .expecting(
                        TRANSPORTS,
                        named(Frame.Start.values()).toList(),
                        Stream.concat(Stream.of(LEFT), named(Frame.End.values()))
                                .toList());
    }

    private static Stream<String> named(Enum<?>[] values) {
        return Arrays.stream(values).map(value -> value.name().toLowerCase(Locale.ROOT));
    }
}
