package dev.tidings.http.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.problem.ProblemException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangesTest {
    private static AddressRanges parse(String... ranges) {
        return AddressRanges.parse("from", List.of(ranges));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1/8, 10.0.0.0/8, 10.0.0.1",
        "192.168.4.7/22, 192.168.4.0/22, 192.168.4.7",
        "2001:db8::1/32, 2001:db8::/32, 2001:db8::1"
    })
    void bits_after_the_prefix_are_refused_with_both_possible_meanings(String text, String range, String address) {
        assertThatThrownBy(() -> parse("::1", text))
                .isInstanceOf(ProblemException.class)
                .hasMessage("from[1] is " + text + "; expected " + range + " for the range, or " + address
                        + " for the one address");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0/33",
                "10",
                "127.1",
                "*",
                "/8",
                "",
                "0x0a.0.0.1",
                "10.0.0.0/255.0.0.0",
                "fe80::1%eth0",
                "example.com"
            })
    void malformed_and_ambiguous_ranges_are_refused(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("expected an address or a range such as 10.1.2.3, 10.0.0.0/8 or fd00:1234::/32");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0/8, true",
        "10.0.0.0/8, 10.1.0.0/16, true",
        "10.0.0.0/8, 10.1.2.3, true",
        "10.1.0.0/16, 10.0.0.0/8, false",
        "10.1.2.3, 10.1.2.0/24, false",
        "0.0.0.0/0, 2001:db8::/32, false",
        "::/0, 2001:db8::/32, true"
    })
    void a_range_covers_the_ranges_within_it(String range, String other, boolean covers) {
        assertThat(parse("198.51.100.0/24", range).cover(parse(other))).isEqualTo(covers);
        assertThat(parse(range).cover(parse(other, "203.0.113.0/24"))).isFalse();
    }

    @Test
    void a_single_address_is_a_range_of_one_and_a_mapped_address_is_unmapped() throws UnknownHostException {
        AddressRanges ranges = parse("10.1.2.3", "192.0.2.7/32");

        assertThat(ranges.contain(InetAddress.getByName("10.1.2.3"))).isTrue();
        assertThat(ranges.contain(InetAddress.getByAddress(
                        new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, (byte) 192, 0, 2, 7})))
                .isTrue();
        assertThat(ranges.contain(InetAddress.getByName("10.1.2.4"))).isFalse();
        assertThat(parse().isEmpty()).isTrue();
    }
}
