package dev.tidings.channels.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import dev.tidings.core.problem.ProblemException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundPolicyTest {
    private static final OutboundPolicy PUBLIC = OutboundPolicy.publicOnly();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        # first, last and one from within each range that is not public
        0.0.0.0         | unspecified
        0.255.255.255   | this network
        10.0.0.0        | private
        10.255.255.255  | private
        100.64.0.0      | carrier-grade NAT
        100.127.255.255 | carrier-grade NAT
        127.0.0.0       | loopback
        127.0.0.1       | loopback
        127.255.255.255 | loopback
        169.254.0.0     | link-local
        169.254.255.255 | link-local
        172.16.0.0      | private
        172.31.255.255  | private
        192.0.0.0       | protocol assignments
        192.0.0.255     | protocol assignments
        192.0.2.0       | documentation
        192.0.2.255     | documentation
        192.88.99.1     | 6to4 relay
        192.168.0.0     | private
        192.168.255.255 | private
        198.18.0.0      | benchmarking
        198.19.255.255  | benchmarking
        198.51.100.7    | documentation
        203.0.113.255   | documentation
        224.0.0.0       | multicast
        239.255.255.255 | multicast
        240.0.0.0       | reserved
        255.255.255.255 | broadcast
        ::              | unspecified
        ::1             | loopback
        ::10.0.0.1      | IPv4-compatible, private
        ::8.8.8.8       | IPv4-compatible, long deprecated
        ::ffff:0:8.8.8.8 | IPv4-translated
        100::1          | discard
        5f00::1         | segment routing
        64:ff9b::127.0.0.1  | NAT64, loopback
        64:ff9b::10.1.2.3   | NAT64, private
        64:ff9b::169.254.0.1 | NAT64, link-local
        64:ff9b:1::8.8.8.8  | NAT64, local use
        2001::1         | Teredo
        2001:0:808:808::f7f7:f7f7 | Teredo
        2001:2::1       | benchmarking
        2001:10::1      | ORCHID
        2001:20::1      | ORCHIDv2
        2001:db8::1     | documentation
        2002:7f00:1::   | 6to4, loopback
        2002:808:808::  | 6to4
        3fff::1         | documentation
        3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff | documentation
        fc00::1         | unique local
        fdff:ffff::1    | unique local
        fe80::1         | link-local
        febf::1         | link-local
        fec0::1         | site-local
        ff02::1         | multicast
        4000::1         | not given out
        """)
    void addresses_that_are_not_public_are_refused(String address, String kind) {
        assertThat(PUBLIC.allows(InetAddresses.forString(address))).as(kind).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0.0.0",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.0",
                "192.0.3.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2000::1",
                "2001:200::1",
                "2001:4860:4860::8888",
                "2001:db7::1",
                "2003::1",
                "2606:4700::1111",
                "3ffe::1",
                "64:ff9b::8.8.8.8"
            })
    void public_addresses_are_allowed(String address) {
        assertThat(PUBLIC.allows(InetAddresses.forString(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.170.2",
                "169.254.170.23",
                "169.254.42.42",
                "169.254.0.23",
                "100.100.100.200",
                "192.0.0.192",
                "168.63.129.16",
                "fd00:ec2::254",
                "fd00:ec2::23",
                "fd20:ce::254",
                "fd00:42::42",
                "fd00:c1::a9fe:a9fe",
                "fe80::a9fe:a9fe",
                "::169.254.169.254",
                "::ffff:0:169.254.169.254",
                "64:ff9b::169.254.169.254",
                "64:ff9b:1::169.254.169.254",
                "2002:a9fe:a9fe::1",
                "2001:0:a9fe:a9fe::1",
                "2001:0:808:808::5601:5601"
            })
    void metadata_services_are_always_refused(String address) {
        OutboundPolicy everything = OutboundPolicy.allowing("outbound.allow", List.of("0.0.0.0/0", "::/0"));
        assertThat(everything.allows(InetAddresses.forString(address))).isFalse();
        assertThat(everything.canOpen(InetAddresses.forString(address))).isFalse();
        assertThat(OutboundPolicy.publicOnly().canOpen(InetAddresses.forString("10.0.0.1")))
                .isTrue();
        assertThat(everything.allows(InetAddresses.forString("10.0.0.1"))).isTrue();
        assertThat(everything.allows(InetAddresses.forString("fe80::1"))).isTrue();
    }

    @Test
    void exactly_the_configured_ranges_are_allowed() {
        OutboundPolicy policy = OutboundPolicy.allowing(
                "outbound.allow", List.of("127.0.0.0/8", "10.1.2.3", "192.168.4.0/22", "::1", "fd12:3456::/32"));
        for (String open : List.of("127.0.0.1", "127.255.0.9", "10.1.2.3", "192.168.7.255", "::1", "fd12:3456:1::9")) {
            assertThat(policy.allows(InetAddresses.forString(open))).as(open).isTrue();
        }
        for (String shut : List.of("10.1.2.4", "192.168.8.0", "192.168.3.255", "::2", "fd12:3457::1")) {
            assertThat(policy.allows(InetAddresses.forString(shut))).as(shut).isFalse();
        }
        assertThat(policy.allows(InetAddresses.forString("64:ff9b::10.1.2.3"))).isTrue();
        assertThat(policy.allows(InetAddresses.forString("64:ff9b::10.1.2.4"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "loopback",
                "127.0.0.1/33",
                "::/129",
                "10.1.2.3/8",
                "10.0.0.*",
                "10.0.0.1-5",
                "10",
                "/8",
                "*",
                "127.1",
                "010.0.0.1/8x",
                "10.0.0.0/255.0.0.0",
                "fe80::1%eth0",
                "2130706433"
            })
    void a_malformed_range_is_an_error_that_names_the_field_and_the_value(String range) {
        assertThatThrownBy(() -> OutboundPolicy.allowing("outbound.allow", List.of("::1", range)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("outbound.allow[1] is " + range)
                .hasMessageContaining("10.0.0.0/8");
    }
}
