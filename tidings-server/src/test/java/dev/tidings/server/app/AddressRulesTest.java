package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.problem.ProblemException;
import dev.tidings.http.net.AddressRanges;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranges of addresses are read alike wherever they stand: of keys, of proxies, and of what is connected to. */
class AddressRulesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0/8",
                "10.1.2.3",
                "10.1.2.3/32",
                " 10.0.0.0/8 ",
                "::1",
                "2001:db8::/32",
                "::ffff:10.0.0.0/104",
                "10.0.0.1/8",
                "2001:db8::1/32",
                "10.0.0.0/33",
                "10",
                "127.1",
                "*",
                "/8",
                "",
                "0x0a.0.0.1",
                "10.0.0.0/255.0.0.0",
                "fe80::1%eth0",
                "example.com",
                "010.0.0.1"
            })
    void a_range_is_read_or_refused_in_the_same_words(String text) {
        String client = refusal(() -> AddressRanges.parse("f", List.of(text)));
        String outbound = refusal(() -> dev.tidings.channels.outbound.OutboundRanges.configured("f", List.of(text)));

        assertThat(client).isEqualTo(outbound);
    }

    private static @Nullable String refusal(Runnable reading) {
        try {
            reading.run();
            return null;
        } catch (ProblemException refused) {
            return refused.getMessage();
        }
    }
}
