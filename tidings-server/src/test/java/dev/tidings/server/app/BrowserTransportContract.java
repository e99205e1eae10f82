package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.server.tail.Tail;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The additional contract of browser transports, whose URL names the recipient. */
abstract class BrowserTransportContract extends TransportContract {
    private final String address;

    BrowserTransportContract(String address) {
        this.address = address;
    }

    /** @param whose the recipient; null for all */
    String path(@Nullable String whose) {
        return address + "?" + (whose == null ? "" : "recipient=" + whose);
    }

    @Test
    void an_idle_stream_sends_keep_alives() throws Exception {
        Tail tail = tail(null);
        tail.next("fresh");

        assertThat(tail.next().kind()).isEqualTo("heartbeat");
        assertThat(tail.next().kind()).isEqualTo("heartbeat");
    }
}
