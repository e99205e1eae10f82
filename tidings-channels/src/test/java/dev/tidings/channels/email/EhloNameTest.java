package dev.tidings.channels.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import dev.tidings.core.problem.ProblemException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EhloNameTest {
    @ParameterizedTest
    @CsvSource({
        "mail-out.example.com, mail-out.example.com",
        "Straße.de, xn--strae-oqa.de",
        "[192.0.2.1], [192.0.2.1]",
        "[IPv6:2001:db8::1], [IPv6:2001:db8::1]"
    })
    void a_name_or_a_literal_can_be_configured(String text, String hello) {
        assertThat(EhloName.of("channels.email.ehlo_host", text).forServer("127.0.0.1", 25))
                .isEqualTo(hello);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "[here]", "mail..example", "a\r\nMAIL FROM:<x>"})
    void an_invalid_name_is_refused_with_the_name_of_the_setting(String text) {
        assertThatThrownBy(() -> EhloName.of("channels.email.ehlo_host", text))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("channels.email.ehlo_host is ");
    }

    @ParameterizedTest
    @CsvSource({
        "app-1.example.com, true",
        "localhost, false",
        "localhost.localdomain, false",
        "app-1, false",
        "192.0.2.7, false",
        "a_b c.example, false",
        "'', false"
    })
    void only_a_fully_qualified_name_is_used(String name, boolean full) {
        assertThat(EhloName.isFull(name)).isEqualTo(full);
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.7, [192.0.2.7]", "2001:db8::7, [IPv6:2001:db8::7]"})
    void an_address_becomes_a_literal(String address, String literal) {
        assertThat(EhloName.literal(InetAddresses.forString(address))).isEqualTo(literal);
    }
}
