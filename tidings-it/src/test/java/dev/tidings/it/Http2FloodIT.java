package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.testkit.extension.NeedsServers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Floods of HTTP/2 frames. */
@NeedsServers
@EnabledOnOs(OS.LINUX)
@Timeout(180)
class Http2FloodIT extends FloodRig {
    private static final int ENHANCE_YOUR_CALM = 11;

    /** Repeats on new connections; each is closed with ENHANCE_YOUR_CALM. */
    private static void calmed(byte[] frames) throws IOException {
        int connections = 0;
        long until = System.nanoTime() + FLOODED.toNanos();
        do {
            try (RawHttp2 connection = RawHttp2.reading(port)) {
                connection.flood(frames, Duration.ofSeconds(10));
                // The last frames may be lost if the server closes with unread bytes.
                assertThat(connection.end()).isIn(ENHANCE_YOUR_CALM, RawHttp2.SILENT);
            }
        } while (++connections < MOST_CONNECTIONS && System.nanoTime() < until);
    }

    /** Frames of consecutive streams, up to the number of resets allowed per connection. */
    private static byte[] streams(int count, byte[] head, int type, byte... payload) {
        var frames = new java.io.ByteArrayOutputStream();
        for (int stream = 1; stream < 2 * count; stream += 2) {
            frames.writeBytes(
                    RawHttp2.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, stream, head));
            frames.writeBytes(RawHttp2.frame(type, 0, stream, payload));
        }
        return frames.toByteArray();
    }

    @Test
    void a_rapid_reset_flood_is_ended() throws Exception {
        byte[] frames =
                streams(5_000, RawHttp2.get("/readyz"), RawHttp2.RST_STREAM, (byte) 0, (byte) 0, (byte) 0, (byte) 8);

        served(() -> calmed(frames));
    }

    @Test
    void a_made_you_reset_flood_is_bounded() throws Exception {
        // A window update of 0 is a stream error.
        byte[] frames =
                streams(5_000, RawHttp2.get("/readyz"), RawHttp2.WINDOW_UPDATE, (byte) 0, (byte) 0, (byte) 0, (byte) 0);

        served(() -> {
            int connections = 0;
            long until = System.nanoTime() + FLOODED.toNanos();
            do {
                try (RawHttp2 connection = RawHttp2.reading(port)) {
                    connection.send(frames);
                } catch (IOException closed) {
                    // Closed by the server.
                }
            } while (++connections < MOST_CONNECTIONS && System.nanoTime() < until);
        });
    }

    @Test
    void a_settings_flood_is_ended() throws Exception {
        served(() -> calmed(RawHttp2.repeated(AT_ONCE, RawHttp2.frame(RawHttp2.SETTINGS, 0, 0))));
    }

    @Test
    void a_ping_flood_is_ended() throws Exception {
        served(() -> calmed(RawHttp2.repeated(AT_ONCE, RawHttp2.frame(RawHttp2.PING, 0, 0, new byte[8]))));
    }

    @Test
    void a_ping_flood_that_reads_no_answer_is_ended() throws Exception {
        byte[] pings = RawHttp2.repeated(AT_ONCE, RawHttp2.frame(RawHttp2.PING, 0, 0, new byte[8]));

        served(() -> {
            try (RawHttp2 connection = RawHttp2.notReading(port)) {
                assertThat(connection.flood(pings, Duration.ofSeconds(10)))
                        .as("closed")
                        .isTrue();
            }
        });
    }

    @Test
    void a_priority_flood_is_ended() throws Exception {
        served(() -> calmed(RawHttp2.repeated(AT_ONCE, RawHttp2.frame(RawHttp2.PRIORITY, 0, 3, new byte[5]))));
    }

    @Test
    void a_flood_of_unknown_frames_is_ended() throws Exception {
        served(() -> calmed(RawHttp2.repeated(AT_ONCE, RawHttp2.frame(0x42, 0, 0))));
    }

    @Test
    void a_continuation_flood_is_ended() throws Exception {
        // Each has a literal field with a long value.
        byte[] field = new byte[16_000];
        field[1] = 1;
        field[2] = 'x';
        field[3] = 0x7f;
        int length = field.length - 6 - 127;
        field[4] = (byte) (0x80 | (length & 0x7f));
        field[5] = (byte) (length >> 7);

        served(() -> {
            int connections = 0;
            long until = System.nanoTime() + FLOODED.toNanos();
            do {
                try (RawHttp2 connection = RawHttp2.reading(port)) {
                    connection.send(RawHttp2.frame(RawHttp2.HEADERS, 0, 1, RawHttp2.get("/readyz")));
                    assertThat(connection.flood(
                                    RawHttp2.frame(RawHttp2.CONTINUATION, 0, 1, field), Duration.ofSeconds(10)))
                            .as("closed")
                            .isTrue();
                }
            } while (++connections < MOST_CONNECTIONS && System.nanoTime() < until);
        });
    }

    @Test
    void a_flood_of_empty_data_is_ended() throws Exception {
        byte[] head = RawHttp2.get("/v1/intents");
        head[0] = (byte) 0x83;
        byte[] empty = RawHttp2.repeated(AT_ONCE, RawHttp2.frame(RawHttp2.DATA, 0, 1));

        served(() -> {
            try (RawHttp2 connection = RawHttp2.reading(port)) {
                connection.send(RawHttp2.frame(RawHttp2.HEADERS, RawHttp2.END_HEADERS, 1, head));
                connection.flood(empty, Duration.ofSeconds(10));
                assertThat(connection.end()).isIn(ENHANCE_YOUR_CALM, RawHttp2.SILENT);
            }
        });
    }

    @Test
    void a_flood_of_window_updates_delays_no_other_client() throws Exception {
        byte[] updates =
                RawHttp2.repeated(AT_ONCE, RawHttp2.frame(RawHttp2.WINDOW_UPDATE, 0, 0, new byte[] {0, 0, 0, 1}));

        served(() -> {
            try (RawHttp2 connection = RawHttp2.reading(port)) {
                connection.flood(updates, FLOODED);
            }
        });
    }

    @Test
    void streams_with_unread_responses_are_closed() throws Exception {
        byte[] head = RawHttp2.get("/openapi.yaml");
        // INITIAL_WINDOW_SIZE 0
        byte[] noWindow = {0, 4, 0, 0, 0, 0};

        served(() -> {
            try (Closing connections = new Closing()) {
                List<RawHttp2> all = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    RawHttp2 connection = connections.add(RawHttp2.reading(port, noWindow));
                    for (int stream = 1; stream < 2_000; stream += 2) {
                        connection.send(RawHttp2.frame(
                                RawHttp2.HEADERS, RawHttp2.END_HEADERS | RawHttp2.END_STREAM, stream, head));
                    }
                    all.add(connection);
                }
                for (RawHttp2 connection : all) {
                    assertThat(connection.end()).isEqualTo(RawHttp2.SILENT);
                }
            }
        });
    }
}
