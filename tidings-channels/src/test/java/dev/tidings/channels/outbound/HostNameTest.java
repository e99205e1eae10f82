package dev.tidings.channels.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.problem.ProblemException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostNameTest {
    @ParameterizedTest
    @CsvSource({
        // The four characters on which IDNA 2003 and 2008 differ; expected values from UTS 46 and RFC 5892.
        "straße.de, xn--strae-oqa.de",
        "STRAẞE.de, xn--strae-oqa.de",
        "strasse.de, strasse.de",
        "βόλος.com, xn--nxasmm1c.com",
        "βόλοσ.com, xn--nxasmq6b.com",
        "'ශ\u0DCA\u200Dර\u0DD3.com', xn--10cl1a0b660p.com",
        "'ශ\u0DCAර\u0DD3.com', xn--10cl1a0b.com",
        "'نامه\u200Cای.com', xn--mgba3gch31f060k.com",
        "نامهای.com, xn--mgba3gch31f.com",
    })
    void deviation_characters_are_kept(String name, String ascii) {
        assertThat(HostName.ascii("address", name, name)).isEqualTo(ascii);
    }

    @ParameterizedTest
    @CsvSource({
        "Example.COM, example.com",
        "example.com., example.com.",
        "bücher.example., xn--bcher-kva.example.",
        "BÜCHER.example, xn--bcher-kva.example",
        "bu\u0308cher.example, xn--bcher-kva.example",
        "xn--bcher-kva.example, xn--bcher-kva.example",
        "例え。テスト, xn--r8jz45g.xn--zckzah",
        "１２７.0.0.1, 127.0.0.1",
        "my_service, my_service",
        "r3---sn-abc.example, r3---sn-abc.example",
        "☃.example, xn--n3h.example",
        "192.0.2.1, 192.0.2.1",
        "2001:db8::1, 2001:db8::1"
    })
    void a_name_is_converted_to_a_labels(String name, String ascii) {
        assertThat(HostName.ascii("address", name, name)).isEqualTo(ascii);
    }

    @ParameterizedTest
    @CsvSource({
        "'www.a\u200Db.com', 'a\u200Db', contextj",
        "'www.a\u200Cb.com', 'a\u200Cb', contextj",
        "www.\u0628a.example, \u0628a, bidi",
        "www.xn--a.example, xn--a, invalid ace label",
        "www.\u0301a.example, \u0301a, leading combining mark",
        "'www.\uFFFDü.example', '\uFFFDü', disallowed"
    })
    void an_invalid_name_is_refused_with_its_label(String name, String label, String why) {
        assertThatThrownBy(() -> HostName.ascii("address", name, name))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("address is ")
                .hasMessageContaining("label \"" + label + "\" is not valid")
                .hasMessageContaining(why == null ? "" : why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a..b", "-a.example", "a-.example", "a b", "a/b", "ü..example", "ü.-a.example"})
    void a_malformed_name_is_refused(String name) {
        assertThatThrownBy(() -> HostName.ascii("address", name, name)).isInstanceOf(ProblemException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 300})
    void a_label_or_name_that_is_too_long_is_refused(int chars) {
        String label = "a".repeat(chars);
        assertThatThrownBy(() -> HostName.ascii("address", label, label)).isInstanceOf(ProblemException.class);
        String wide = "ü".repeat(chars);
        assertThatThrownBy(() -> HostName.ascii("address", wide, wide)).isInstanceOf(ProblemException.class);
    }
}
